import Columns
import Planning
import Storage
import Values

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
            let order = try SortKeys(rows, keys, compiler, context.cancellation)
                .sorted(rows.count, threads: context.options.threads)
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
        let byGroup = groups.map { LogicalPlan.OrderKey($0.shown(context.catalog)) }
        var places: [Int32: Int] = [:]
        for (place, position) in try SortKeys(rows, byGroup, compiler, context.cancellation).sorted(rows.count)
            .enumerated()
        {
            let number = numbers[Int(position)]
            if places[number] == nil { places[number] = place }
        }
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
