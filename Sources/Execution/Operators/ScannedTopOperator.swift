import Columns
import Planning
import Storage

/// The first rows of an order, of all or of each group, where the rows are a scan's: several threads look for the
/// numbers of those rows, which are then read once more, now only they.
final class ScannedTopOperator: Operator {
    let layout: Layout
    private let inputs: [any Operator]
    private let keys: [LogicalPlan.OrderKey]
    private let makeCandidates: () throws(ExecutionError) -> (any TopCandidates)?
    /// A column of the inputs that shows the rows of the scanned collection.
    private let rowPosition: Int
    /// Reads some rows again, in ascending order.
    private let fetch: (RowList) -> any Operator
    /// Reads all again, for groups that cannot be numbered and keys that cannot be told from missing ones batch by
    /// batch.
    private let fallback: () -> any Operator
    private let context: ExecutionContext
    private var output: (any Operator)?

    init(
        _ inputs: [any Operator], _ keys: [LogicalPlan.OrderKey], rowPosition: Int, _ context: ExecutionContext,
        candidates: @escaping () throws(ExecutionError) -> (any TopCandidates)?,
        fetch: @escaping (RowList) -> any Operator, fallback: @escaping () -> any Operator
    ) {
        (self.inputs, self.keys, self.rowPosition, self.context) = (inputs, keys, rowPosition, context)
        (makeCandidates, self.fetch, self.fallback) = (candidates, fetch, fallback)
        layout = inputs[0].layout
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil { output = try top() }
        return try output!.next()
    }

    private func top() throws(ExecutionError) -> any Operator {
        let compiler = ExpressionCompiler(layout: layout, catalog: context.catalog)
        let evaluators = inputs.map { _ in self.keys.map { compiler.evaluator($0.expression) } }
        let ambiguous = PlainResults<Bool>(count: inputs.count, initial: false)
        var made: [any TopCandidates] = []
        for _ in inputs {
            guard let one = try makeCandidates() else { return fallback() }
            made.append(one)
        }
        let (keys, candidates, rowPosition, context) = (keys, made, rowPosition, context)
        try Parallel.drain(inputs, into: inputs.count, context) { worker, batch throws(ExecutionError) in
            var codes: [[Int64]] = []
            for (key, evaluator) in zip(keys, evaluators[worker]) {
                let vector = try evaluator.evaluate(batch)
                let made = try SortKeys.codes(vector, batch.count, key, context.cancellation)
                if made.takesMissing { ambiguous[worker] = true }
                codes.append(made.codes)
            }
            candidates[worker].add(batch, codes, batch.vectors[rowPosition].selection)
        }
        if inputs.indices.contains(where: { ambiguous[$0] }) { return fallback() }
        for other in candidates.dropFirst() { candidates[0].absorb(other) }
        return BatchSource(layout, try rows(candidates[0].chosen()))
    }

    /// The rows chosen: read in the order of the collection, then brought into theirs.
    private func rows(_ chosen: [UInt32]) throws(ExecutionError) -> Batch {
        let ascending = chosen.indices.sorted { chosen[$0] < chosen[$1] }
        let again = fetch(RowList(ascending.map { chosen[$0] }))
        let all = try again.drain(for: "top", context.memory)
        var order = Batch.Positions(repeating: 0, count: chosen.count)
        for (position, place) in ascending.enumerated() { order[place] = Int32(position) }
        return all.batch.gathering(order)
    }
}

/// Rows that are there already.
final class BatchSource: Operator {
    let layout: Layout
    private var cutter: BatchCutter

    init(_ layout: Layout, _ rows: Batch) {
        self.layout = layout
        cutter = BatchCutter(rows)
    }

    func next() -> Batch? { cutter.next() }
}
