import Columns
import Planning
import Storage

/// The first rows of an order, of all or of each group, where the rows are a scan's: several threads look for the
/// numbers of those rows, which are then read once more, now only they.
final class ScannedTopOperator: Operator {
    let layout: Layout
    private let inputs: [any Operator]
    private let keys: [LogicalPlan.OrderKey]
    private let groups: [BoundExpression]
    private let makeCandidates: () throws(ExecutionError) -> (any TopCandidates)?
    /// A column of the inputs that shows the rows of the scanned collection.
    private let rowPosition: Int
    private let source: ScanSource
    /// Whether the keys are computed from stored columns alone.
    private let isOfStored: Bool
    /// Reads some rows again, in ascending order.
    private let fetch: (RowList) -> any Operator
    /// Reads all again, for groups that cannot be numbered and keys that cannot be told from missing ones batch by
    /// batch.
    private let fallback: () -> any Operator
    private let context: ExecutionContext
    private var output: (any Operator)?

    init(
        _ inputs: [any Operator], _ keys: [LogicalPlan.OrderKey], per groups: [BoundExpression], rowPosition: Int,
        source: ScanSource, isOfStored: Bool, _ context: ExecutionContext,
        candidates: @escaping () throws(ExecutionError) -> (any TopCandidates)?,
        fetch: @escaping (RowList) -> any Operator, fallback: @escaping () -> any Operator
    ) {
        (self.inputs, self.keys, self.groups) = (inputs, keys, groups)
        (self.rowPosition, self.source) = (rowPosition, source)
        (self.isOfStored, self.context) = (isOfStored, context)
        (makeCandidates, self.fetch, self.fallback) = (candidates, fetch, fallback)
        layout = inputs[0].layout
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil { output = try top() }
        return try output!.next()
    }

    private func top() throws(ExecutionError) -> any Operator {
        var readers: [TopReader] = []
        for _ in inputs {
            guard let candidates = try makeCandidates() else { return fallback() }
            readers.append(reader(candidates))
        }
        try learn(readers)
        try Parallel.drain(inputs, into: readers, context)
        if readers.contains(where: \.isAmbiguous) { return fallback() }
        for other in readers.dropFirst() { readers[0].candidates.absorb(other.candidates) }
        return BatchSource(layout, try rows(readers[0].candidates.chosen()))
    }

    private func reader(_ candidates: any TopCandidates) -> TopReader {
        TopReader(keys, candidates, rowPosition: rowPosition, isOfStored: isOfStored, layout, context)
    }

    /// Lets the readers know what some rows, spread over all, tell: where rows become better and better from
    /// the first to the last, each of them would be kept for a while.
    private func learn(_ readers: [TopReader]) throws(ExecutionError) {
        guard groups.isEmpty, source.rowCount > Self.longScan, let candidates = try makeCandidates() else { return }
        let sampled = reader(candidates)
        let sample = fetch(source.spreadRows(min(Self.sampledRows, source.rowCount / Self.sampledPart)))
        while let batch = try sample.next() { try sampled.add(batch) }
        if sampled.isAmbiguous { return }
        for reader in readers { reader.candidates.learn(from: sampled.candidates) }
    }

    private static let longScan = 1 << 15
    private static let sampledRows = 1 << 12
    /// One in so many rows, at most.
    private static let sampledPart = 16

    /// The rows chosen: read in the order of the collection, then brought into theirs.
    private func rows(_ chosen: [UInt32]) throws(ExecutionError) -> Batch {
        let keyed = chosen.enumerated().map { KeyedRow(key: UInt64($1), row: UInt32(truncatingIfNeeded: $0)) }
        let ascending = try SortedRows(
            keyed, keyBits: UInt32.bitWidth, threads: context.options.threads, context.cancellation)
        let again = fetch(RowList(keyed.indices.map { UInt32(truncatingIfNeeded: ascending[$0].key) }))
        let all = try again.drain(for: "top", context)
        var order = Batch.Positions(repeating: 0, count: chosen.count)
        for position in keyed.indices { order[Int(ascending[position].row)] = Int32(position) }
        return try inShownOrder(all.batch.gathering(order))
    }

    /// Groups by references stand in the order of what shows them, not of their rows.
    private func inShownOrder(_ rows: Batch) throws(ExecutionError) -> Batch {
        let shown = groups.map { $0.shown(context.catalog) }
        guard shown != groups else { return rows }
        let compiler = context.compiler(layout)
        let whole = try Materialized([rows], types: layout.types, context.cancellation)
        let keys = try SortKeys(whole, shown.map { LogicalPlan.OrderKey($0) }, compiler, context, for: "top")
        return rows.gathering(try keys.sorted(rows.count))
    }
}

/// Gives the sort keys of a thread's rows to its candidates.
private final class TopReader: BatchSink {
    let candidates: any TopCandidates
    private let keys: [LogicalPlan.OrderKey]
    private let evaluators: [any Evaluator]
    private let rowPosition: Int
    private let cancellation: Cancellation
    /// Whether the only key is computed from stored columns alone.
    private let isOfStored: Bool
    /// Whether a present value has been seen that sorts where missing ones do.
    private(set) var isAmbiguous = false

    init(
        _ keys: [LogicalPlan.OrderKey], _ candidates: any TopCandidates, rowPosition: Int, isOfStored: Bool,
        _ layout: Layout, _ context: ExecutionContext
    ) {
        (self.keys, self.candidates, self.rowPosition) = (keys, candidates, rowPosition)
        self.isOfStored = isOfStored && keys.count == 1
        let compiler = context.compiler(layout)
        evaluators = keys.map { compiler.evaluator($0.expression) }
        cancellation = context.cancellation
    }

    func add(_ batch: Batch) throws(ExecutionError) {
        let limit = candidates.firstKeyLimit
        if limit < .max, let mask = evaluators[0].integers(of: batch, upTo: limit, isDescending: keys[0].isDescending) {
            let positions = mask.positions
            if positions.isEmpty { return }
            let some = positions.count == batch.count ? batch : batch.gathering(positions)
            return try add(some, try codes(ofKey: 0, some))
        }
        let first = try codes(ofKey: 0, batch)
        guard keys.count > 1, limit < .max else { return try add(batch, first) }
        // Most rows are told by the first key; the others are not computed for them.
        let positions = Batch.Positions(of: first.indices) { first[$0] <= limit }
        if positions.isEmpty { return }
        guard positions.count < batch.count else { return try add(batch, first) }
        try add(batch.gathering(positions), positions.map { first[Int($0)] })
    }

    private func add(_ batch: Batch, _ first: [Int64]) throws(ExecutionError) {
        var all = [first]
        for key in keys.indices.dropFirst() { all.append(try codes(ofKey: key, batch)) }
        candidates.add(batch, all, batch.vectors[rowPosition].selection)
    }

    private func codes(ofKey key: Int, _ batch: Batch) throws(ExecutionError) -> [Int64] {
        let made = try SortKeys.codes(try evaluators[key].evaluate(batch), batch.count, keys[key], cancellation)
        if made.takesMissing { isAmbiguous = true }
        return made.codes
    }

    /// Rows come in ascending order: none that is still to come stands before as many that have the best key there is.
    var isDone: Bool {
        guard isOfStored, let bounds = evaluators[0].bounds else { return false }
        return candidates.isFull(of: keys[0].isDescending ? ~bounds.upperBound : bounds.lowerBound)
    }
}

extension Evaluator {
    /// The rows whose sort key is at most `limit`, which is less than a missing value's, compared as they are stored;
    /// nil for other keys than stored integers.
    fileprivate func integers(of batch: Batch, upTo limit: Int64, isDescending: Bool) -> RowMask? {
        guard let (column, rows) = run(of: batch), case .integers = column.payload else { return nil }
        return column.mask(of: isDescending ? ~limit...Int64.max : Int64.min...limit, in: rows)
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
