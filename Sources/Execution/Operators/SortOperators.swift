import Columns
import Planning
import Values

/// Sort keys of materialised rows as integers whose order is the keys' order; missing values come last either way.
struct SortKeys {
    private let keys: [[Int64]]
    private let cancellation: Cancellation

    /// Evaluated over batches of the standard length, so that constants and evaluators see what they expect.
    init(
        _ rows: Materialized, _ keys: [LogicalPlan.OrderKey], _ compiler: ExpressionCompiler,
        _ cancellation: Cancellation
    ) throws(ExecutionError) {
        self.cancellation = cancellation
        var made: [[Int64]] = []
        for key in keys {
            let evaluator = compiler.evaluator(key.expression)
            var parts: [Batch] = []
            var cutter = BatchCutter(rows.batch)
            while let batch = cutter.next() {
                parts.append(Batch(count: batch.count, vectors: [try evaluator.evaluate(batch)]))
            }
            let whole = Materialized(parts, types: [key.expression.type])
            made.append(try SortKeys.order(whole.vectors[0], rows.count, key, cancellation))
        }
        self.keys = made
    }

    private static func order(
        _ vector: Vector, _ count: Int, _ key: LogicalPlan.OrderKey, _ cancellation: Cancellation
    ) throws(ExecutionError) -> [Int64] {
        var order = [Int64](repeating: .max, count: count)
        let flip: Int64 = key.isDescending ? -1 : 0
        switch vector.column.payload {
        case .integers(let packed):
            var isTaken = false
            for position in 0..<count {
                guard let row = vector.presentRow(position) else { continue }
                order[position] = packed[row] ^ flip
                if order[position] == .max { isTaken = true }
            }
            // .max is for missing values.
            if isTaken { makeRoom(&order) { vector.presentRow($0) != nil } }
        case .doubles(let values):
            for position in 0..<count {
                if let row = vector.presentRow(position) { order[position] = ordered(values[row]) ^ flip }
            }
        case .codes(let codes, let dictionary):
            let kind: TextOrder = key.isGivenName ? .givenName : .alphabetical
            guard let ranks = dictionary.ranks(kind, isCancelled: { cancellation.isCancelled }) else {
                throw .cancelled
            }
            for position in 0..<count {
                if let row = vector.presentRow(position) { order[position] = Int64(ranks[Int(codes[row])]) ^ flip }
            }
        case .lists: preconditionFailure("lists have no order")
        }
        return order
    }

    /// Puts the present values' ranks in their place, so that none of them stands where missing ones do.
    private static func makeRoom(_ order: inout [Int64], _ isPresent: (Int) -> Bool) {
        let present = order.indices.filter(isPresent)
        var (rank, before) = (Int64(0), Int64.min)
        for (value, position) in present.map({ (order[$0], $0) }).sorted(by: { $0 < $1 }) {
            if value != before { (rank, before) = (rank + 1, value) }
            order[position] = rank
        }
    }

    /// An integer in the order of the doubles; -0 is 0.
    private static func ordered(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: (value == 0 ? 0 : value).bitPattern)
        return bits < 0 ? bits ^ .max : bits
    }

    /// Whether row `a` comes before row `b`; equal rows keep their order.
    @inline(__always)
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
        for key in keys {
            let (x, y) = (key[Int(a)], key[Int(b)])
            if x != y { return x < y }
        }
        return a < b
    }

    /// Whether two rows stand equal in the order.
    func isEqual(_ a: Int32, _ b: Int32) -> Bool { keys.allSatisfy { $0[Int(a)] == $0[Int(b)] } }

    func sorted(_ count: Int) throws(ExecutionError) -> Batch.Positions {
        var positions = Batch.allPositions(count)
        var comparisons = 0
        do {
            try positions.sort { a, b in
                comparisons += 1
                if comparisons % Self.pace == 0, cancellation.isCancelled { throw ExecutionError.cancelled }
                return precedes(a, b)
            }
        } catch {
            throw .cancelled
        }
        return positions
    }

    /// Comparisons between two looks at the cancel flag.
    private static let pace = 1 << 16
}

final class SortOperator: Operator {
    private let input: any Operator
    private let keys: [LogicalPlan.OrderKey]
    private let context: ExecutionContext
    private var output: BatchCutter?

    init(_ input: any Operator, _ keys: [LogicalPlan.OrderKey], _ context: ExecutionContext) {
        (self.input, self.keys, self.context) = (input, keys, context)
    }

    var layout: Layout { input.layout }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil {
            let rows = try input.drain(for: "sort", context.memory)
            if context.cancellation.isCancelled { throw .cancelled }
            let compiler = ExpressionCompiler(layout: layout, catalog: context.catalog)
            let order = try SortKeys(rows, keys, compiler, context.cancellation).sorted(rows.count)
            output = BatchCutter(rows.batch.gathering(order))
        }
        return output!.next()
    }
}

/// The first rows of an order, of all or of each group. Rows that can no longer be among them are dropped whenever
/// many have gathered, so that memory follows the result and not the input.
final class TopOperator: Operator {
    private let input: any Operator
    private let keys: [LogicalPlan.OrderKey]
    private let count: Int
    private let groups: [BoundExpression]
    private let context: ExecutionContext
    private var output: BatchCutter?

    init(
        _ input: any Operator, _ keys: [LogicalPlan.OrderKey], count: Int, per groups: [BoundExpression],
        _ context: ExecutionContext
    ) {
        (self.input, self.keys, self.count, self.groups, self.context) = (input, keys, count, groups, context)
    }

    var layout: Layout { input.layout }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil { output = BatchCutter(try top()) }
        return output!.next()
    }

    private func top() throws(ExecutionError) -> Batch {
        let pruneAt = max(65_536, count.multipliedReportingOverflow(by: 4).overflow ? .max : count * 4)
        var batches: [Batch] = []
        var gathered = 0
        while let batch = try input.next() {
            batches.append(batch)
            gathered += batch.count
            try context.memory.charge(groups.isEmpty ? 0 : batch.ownBytes, by: "top")
            if gathered >= pruneAt, groups.isEmpty {
                batches = [try best(batches)]
                gathered = batches[0].count
            }
        }
        return try best(batches)
    }

    private func best(_ batches: [Batch]) throws(ExecutionError) -> Batch {
        let rows = Materialized(batches, types: layout.types)
        let compiler = ExpressionCompiler(layout: layout, catalog: context.catalog)
        guard !groups.isEmpty else {
            let order = try SortKeys(rows, keys, compiler, context.cancellation).sorted(rows.count)
            return rows.batch.gathering(Array(order.prefix(count)))
        }
        let numbers = try rows.groups(groups, compiler).numbers
        var taken: [Int32: Int] = [:]
        let kept = try SortKeys(rows, keys, compiler, context.cancellation).sorted(rows.count).filter { position in
            taken[numbers[Int(position)], default: 0] += 1
            return taken[numbers[Int(position)]]! <= count
        }
        let places = try groupPlaces(rows, numbers, compiler)
        // Stable, so that rows stay in their order within a group.
        let ordered = kept.enumerated().sorted { a, b in
            (places[numbers[Int(a.element)]]!, a.offset) < (places[numbers[Int(b.element)]]!, b.offset)
        }
        return rows.batch.gathering(ordered.map(\.element))
    }

    /// The groups in the order in which their keys are shown. A group stands where its first spelling does: its rows
    /// must not be sorted by spellings, which are one to `per`.
    private func groupPlaces(_ rows: Materialized, _ numbers: [Int32], _ compiler: ExpressionCompiler)
        throws(ExecutionError) -> [Int32: Int]
    {
        let byGroup = groups.map { LogicalPlan.OrderKey(shown($0)) }
        var places: [Int32: Int] = [:]
        for (place, position) in try SortKeys(rows, byGroup, compiler, context.cancellation).sorted(rows.count)
            .enumerated()
        {
            let number = numbers[Int(position)]
            if places[number] == nil { places[number] = place }
        }
        return places
    }

    /// A reference as what shows its row.
    private func shown(_ key: BoundExpression) -> BoundExpression {
        guard case .reference(let target) = key.type, let table = context.catalog[target],
            let position = table.displayPosition
        else { return key }
        return shown(.follow(key, table: target, position: position, table.schema.fields[position].type))
    }
}
