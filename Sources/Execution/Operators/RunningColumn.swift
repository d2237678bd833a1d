import Columns
import Planning
import Values

/// A count, sum, average, least or greatest of each row's group up to that row.
struct RunningColumn {
    private let window: Window
    private let aggregate: Aggregate
    /// The argument's values, one a row; nil where rows are counted.
    private let values: Vector?
    /// Whether the aggregate's filter keeps each row; nil where it keeps all.
    private let isKept: [Bool]?

    init(_ window: Window, _ compiler: ExpressionCompiler, _ aggregate: Aggregate) throws(ExecutionError) {
        (self.window, self.aggregate) = (window, aggregate)
        guard let filter = aggregate.filter.map(compiler.predicate) else {
            values = try aggregate.argument.map { argument throws(ExecutionError) in
                try window.rows.evaluate(argument, compiler, window.cancellation)
            }
            isKept = nil
            return
        }
        // Rows that the filter leaves out may fail to have a value.
        let argument = aggregate.argument.map(compiler.branch)
        var kept: [Bool] = []
        kept.reserveCapacity(window.rows.count)
        var parts: [Batch] = []
        var cutter = BatchCutter(window.rows.batch)
        while let batch = cutter.next() {
            try window.cancellation.check()
            var positions = Batch.allPositions(batch.count)
            try filter.keep(&positions, of: batch)
            let start = kept.count
            kept += repeatElement(false, count: batch.count)
            for position in positions { kept[start + Int(position)] = true }
            if let argument {
                parts.append(Batch(count: batch.count, vectors: [try argument.evaluate(batch, at: positions)]))
            }
        }
        isKept = kept
        values = try aggregate.argument.map { argument throws(ExecutionError) in
            try Materialized(parts, types: [argument.type], window.cancellation).vectors[0]
        }
    }

    func make() throws(ExecutionError) -> Vector {
        switch aggregate.function {
        case .count: return Vector(Column.integers(try counts(), .integer))
        case .sum where aggregate.type == .double: return Vector(try sums { $0.value })
        case .sum: return Vector(Column.integers(try wholeSums(), aggregate.type))
        case .average: return Vector(try sums { $0.mean })
        case .minimum: return try extremes { $0 < $1 }
        case .maximum: return try extremes { $0 > $1 }
        default: preconditionFailure("\(aggregate.function.description) is not bound to run from row to row")
        }
    }

    /// The row of the argument's column that counts at a position; nil where the filter or a missing value says no.
    @inline(__always)
    private func row(_ position: Int, _ values: Vector) -> Int? {
        if let isKept, !isKept[position] { return nil }
        return values.presentRow(position)
    }

    private func counts() throws(ExecutionError) -> [Int64] {
        var counted = [Int64](repeating: 0, count: window.groupCount)
        return try [Int64].filled(window.rows.count) { counts throws(ExecutionError) in
            try window.forEachInOrder { position, group throws(ExecutionError) in
                let isCounted = values.map { row(position, $0) != nil } ?? (isKept?[position] ?? true)
                counted[group] += isCounted ? 1 : 0
                counts[position] = counted[group]
            }
        }
    }

    private func wholeSums() throws(ExecutionError) -> [Int64] {
        guard let values, let packed = values.column.packed else { preconditionFailure("integers were expected") }
        var summed = [Int64](repeating: 0, count: window.groupCount)
        return try [Int64].filled(window.rows.count) { sums throws(ExecutionError) in
            try window.forEachInOrder { position, group throws(ExecutionError) in
                if let row = row(position, values) {
                    let (next, overflow) = summed[group].addingReportingOverflow(packed[row])
                    if overflow { throw .overflow("a running sum") }
                    summed[group] = next
                }
                sums[position] = summed[group]
            }
        }
    }

    private func sums(_ shown: (CompensatedSum) -> Double?) throws(ExecutionError) -> Column {
        guard let values else { preconditionFailure("only a count has no argument") }
        let reader = NumberReader(values, values.column.type)
        var summed = [CompensatedSum](repeating: CompensatedSum(), count: window.groupCount)
        let results = try [Double].filled(window.rows.count) { results throws(ExecutionError) in
            try window.forEachInOrder { position, group throws(ExecutionError) in
                if row(position, values) != nil, let number = reader.double(position) { summed[group].add(number) }
                results[position] = shown(summed[group]) ?? .nan
            }
        }
        return Column(computed: results, presence: nil)
    }

    /// The value that no other precedes, read where it stands.
    private func extremes(_ precedes: (Int64, Int64) -> Bool) throws(ExecutionError) -> Vector {
        guard let values else { preconditionFailure("only a count has no argument") }
        let place = try places(values.column)
        // The best row of each group so far, and its place in the order of all values.
        var best = [UInt32](repeating: RowList.none, count: window.groupCount)
        var bestPlaces = [Int64](repeating: 0, count: window.groupCount)
        let rows = try [UInt32].filled(window.rows.count) { rows throws(ExecutionError) in
            try window.forEachInOrder { position, group throws(ExecutionError) in
                if let row = row(position, values) {
                    let own = place(row)
                    if best[group] == RowList.none || precedes(own, bestPlaces[group]) {
                        (best[group], bestPlaces[group]) = (UInt32(row), own)
                    }
                }
                rows[position] = best[group]
            }
        }
        return Vector(values.column, .list(RowList(rows), start: 0))
    }

    /// What stands for the place of a row's value in the order of all.
    private func places(_ column: Column) throws(ExecutionError) -> (Int) -> Int64 {
        switch column.payload {
        case .integers(let packed): return { packed[$0] }
        case .doubles(let doubles): return { SortKeys.ordered(doubles[$0]) }
        case .codes(let codes, let dictionary):
            let ranks = try window.cancellation.ranks(dictionary, .alphabetical)
            return { Int64(ranks[Int(codes[$0])]) }
        case .lists: preconditionFailure("lists have no order")
        }
    }
}
