import Columns
import Planning
import Storage
import Values

final class SortOperator: Operator {
    private let input: any Operator
    private let keys: [LogicalPlan.OrderKey]
    private let context: ExecutionContext
    private var output: OrderedBatchCutter?

    init(_ input: any Operator, _ keys: [LogicalPlan.OrderKey], _ context: ExecutionContext) {
        (self.input, self.keys, self.context) = (input, keys, context)
    }

    var layout: Layout { input.layout }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil {
            let rows = try input.drain(for: "sort", context)
            let compiler = context.compiler(layout)
            let order = try SortKeys(rows, keys, compiler, context, for: "sort")
                .sorted(rows.count, threads: context.options.threads)
            output = OrderedBatchCutter(rows.batch, order)
        }
        return output!.next()
    }
}

/// Gives the rows of one large batch in another order, in batches of the standard length.
private struct OrderedBatchCutter {
    private let whole: Batch
    private let order: Batch.Positions
    private var start = 0

    init(_ whole: Batch, _ order: Batch.Positions) { (self.whole, self.order) = (whole, order) }

    mutating func next() -> Batch? {
        guard start < order.count else { return nil }
        let end = min(start + Batch.standardCount, order.count)
        defer { start = end }
        return whole.gathering(Array(order[start..<end]))
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
        let bytes = batches.reduce(0) { $0 + $1.count } * (groups.isEmpty ? 0 : 8)
        try context.memory.require(bytes, by: "top")
        let rows = try Materialized(batches, types: layout.types, context.cancellation)
        let compiler = context.compiler(layout)
        guard !groups.isEmpty else {
            if let few = try likelyFirst(rows, compiler) { return try best([few]) }
            let order = try SortKeys(rows, keys, compiler, context, for: "top").sorted(rows.count)
            return rows.batch.gathering(Array(order.prefix(count)))
        }
        let (numbers, groupCount) = try rows.groups(groups, compiler)
        var taken = [Int32](repeating: 0, count: groupCount)
        var kept: Batch.Positions = []
        for position in try sorted(rows, keys, compiler) {
            let group = Int(numbers[Int(position)])
            taken[group] += 1
            if taken[group] <= count { kept.append(position) }
        }
        let places = try groupPlaces(rows, numbers, groupCount, compiler)
        // Stable, so that rows stay in their order within a group.
        let ordered = try kept.sorted(groupCount: groupCount, context.cancellation) { places[Int(numbers[$0])] }
        return rows.batch.gathering(ordered)
    }

    /// The rows that do not stand behind the last one wanted in the first key, where these are a small part of all: the
    /// other keys need not be made of all rows.
    private func likelyFirst(
        _ rows: Materialized, _ compiler: ExpressionCompiler
    ) throws(ExecutionError) -> Batch? {
        guard count > 0, count < rows.count / 16 else { return nil }
        try context.memory.require(rows.count * MemoryLayout<Int64>.stride, by: "top")
        let values = try rows.evaluate(keys[0].expression, compiler, context.cancellation)
        let made = try SortKeys.codes(values, rows.count, keys[0], context.cancellation, areAll: true)
        if made.takesMissing { return nil }
        let limit = greatest(ofLeast: count, among: made.codes)
        var positions: Batch.Positions = []
        try context.cancellation.forEachRun(rows.count) { run throws(ExecutionError) in
            for position in run where made.codes[position] <= limit { positions.append(Int32(position)) }
        }
        return positions.count < rows.count / 4 ? rows.batch.gathering(positions) : nil
    }

    /// The greatest of so many that are the least.
    private func greatest(ofLeast count: Int, among codes: [Int64]) -> Int64 {
        var least: [Int64] = []
        var limit = Int64.max
        for code in codes where code < limit {
            least.append(code)
            if least.count == 2 * count {
                least.sort()
                least.removeLast(count)
                limit = least[count - 1]
            }
        }
        least.sort()
        return least.count < count ? .max : least[count - 1]
    }

    private func sorted(
        _ rows: Materialized, _ keys: [LogicalPlan.OrderKey], _ compiler: ExpressionCompiler
    ) throws(ExecutionError) -> Batch.Positions {
        try SortKeys(rows, keys, compiler, context, for: "top")
            .sorted(rows.count, threads: context.options.threads)
    }

    /// The groups in the order in which their keys are shown. A group stands where its first spelling does: its rows
    /// must not be sorted by spellings, which are one to `per`.
    private func groupPlaces(
        _ rows: Materialized, _ numbers: [Int32], _ groupCount: Int, _ compiler: ExpressionCompiler
    ) throws(ExecutionError) -> [Int32] {
        let byGroup = groups.map { LogicalPlan.OrderKey($0.shown(context.catalog)) }
        let keys = try SortKeys(rows, byGroup, compiler, context, for: "top")
        var leaders: Batch.Positions = []
        var isSeen = [Bool](repeating: false, count: groupCount)
        for position in try keys.sorted(rows.count, threads: context.options.threads) {
            let number = Int(numbers[Int(position)])
            if !isSeen[number] { leaders.append(position) }
            isSeen[number] = true
        }
        return try places(ofLeaders: leaders, keys, numbers, groupCount)
    }

    /// `leaders`: the first row of each group in the order of `keys`. Where these are the same, groups stand as they are
    /// first seen, by whichever spelling.
    private func places(
        ofLeaders leaders: Batch.Positions, _ keys: SortKeys, _ numbers: [Int32], _ groupCount: Int
    ) throws(ExecutionError) -> [Int32] {
        var firsts = [Int32](repeating: .max, count: groupCount)
        for (position, number) in numbers.enumerated() where firsts[Int(number)] == .max {
            firsts[Int(number)] = Int32(position)
        }
        var places = [Int32](repeating: 0, count: groupCount)
        var start = 0
        while start < leaders.count {
            var end = start + 1
            while end < leaders.count, keys.isEqual(leaders[start], leaders[end]) { end += 1 }
            let alike = leaders[start..<end].map { Int(numbers[Int($0)]) }
            for (place, number) in alike.sorted(by: { firsts[$0] < firsts[$1] }).enumerated() {
                places[number] = Int32(start + place)
            }
            start = end
        }
        try context.cancellation.check()
        return places
    }
}

extension BoundExpression {
    /// A reference as what shows its row.
    func shown(_ catalog: Catalog) -> BoundExpression {
        guard case .reference(let target) = type, let table = catalog[target],
            let position = table.displayPosition
        else { return self }
        let display = table.schema.fields[position].type
        return BoundExpression.follow(self, table: target, position: position, display).shown(catalog)
    }
}
