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
        try [Int64].filled(window.rows.count) { counts throws(ExecutionError) in
            var count: Int64 = 0
            try window.forEachInOrder { position, _, isFirst throws(ExecutionError) in
                if isFirst { count = 0 }
                let counted = values.map { row(position, $0) != nil } ?? (isKept?[position] ?? true)
                count += counted ? 1 : 0
                counts[position] = count
            }
        }
    }

    private func wholeSums() throws(ExecutionError) -> [Int64] {
        guard let values, let packed = values.column.packed else { preconditionFailure("integers were expected") }
        return try [Int64].filled(window.rows.count) { sums throws(ExecutionError) in
            var sum: Int64 = 0
            try window.forEachInOrder { position, _, isFirst throws(ExecutionError) in
                if isFirst { sum = 0 }
                if let row = row(position, values) {
                    let (next, overflow) = sum.addingReportingOverflow(packed[row])
                    if overflow { throw .overflow("a running sum") }
                    sum = next
                }
                sums[position] = sum
            }
        }
    }

    private func sums(_ shown: (CompensatedSum) -> Double?) throws(ExecutionError) -> Column {
        guard let values else { preconditionFailure("only a count has no argument") }
        let reader = NumberReader(values, values.column.type)
        let results = try [Double].filled(window.rows.count) { results throws(ExecutionError) in
            var sum = CompensatedSum()
            try window.forEachInOrder { position, _, isFirst throws(ExecutionError) in
                if isFirst { sum = CompensatedSum() }
                if row(position, values) != nil, let number = reader.double(position) { sum.add(number) }
                results[position] = shown(sum) ?? .nan
            }
        }
        var column = DoubleColumnBuilder()
        for result in results { column.append(finite: result) }
        return column.finish()
    }

    /// The value that no other precedes, read where it stands.
    private func extremes(_ precedes: (Int64, Int64) -> Bool) throws(ExecutionError) -> Vector {
        guard let values else { preconditionFailure("only a count has no argument") }
        let place = try places(values.column)
        let rows = try [UInt32].filled(window.rows.count) { rows throws(ExecutionError) in
            var best: (row: Int, place: Int64)?
            try window.forEachInOrder { position, _, isFirst throws(ExecutionError) in
                if isFirst { best = nil }
                if let row = row(position, values) {
                    let own = place(row)
                    if best.map({ precedes(own, $0.place) }) ?? true { best = (row, own) }
                }
                rows[position] = best.map { UInt32($0.row) } ?? RowList.none
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
