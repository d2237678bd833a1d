import Columns
import Planning
import Storage
import Synchronization
import Values

/// Groups rows by keys and gathers the aggregates of each group: as many threads as there are copies of the input fill
/// a table each, which are then put together.
final class AggregateOperator: Operator {
    let layout: Layout
    private let inputs: [any Operator]
    private let inputPlan: PhysicalPlan
    private let keys: [LogicalPlan.Definition]
    private let aggregates: [LogicalPlan.AggregateDefinition]
    private let isOrdered: Bool
    /// Reads some rows of a scan again, in any order.
    private let fetch: (RowList) -> any Operator
    private let context: ExecutionContext
    private var output: BatchCutter?

    /// `inputs`: copies that share the rows of `inputPlan`, or the one that gives them all. `isOrdered`: the groups are
    /// to come in the order of their keys.
    init(
        _ inputs: [any Operator], _ keys: [LogicalPlan.Definition],
        _ aggregates: [LogicalPlan.AggregateDefinition], isOrdered: Bool, _ inputPlan: PhysicalPlan,
        _ context: ExecutionContext, fetch: @escaping (RowList) -> any Operator
    ) {
        self.inputs = inputs
        self.inputPlan = inputPlan
        self.keys = keys
        self.aggregates = aggregates
        self.isOrdered = isOrdered
        self.fetch = fetch
        self.context = context
        layout = Layout(
            keys.map { ($0.id, $0.expression.type) } + aggregates.map { ($0.id, $0.aggregate.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil { output = BatchCutter(try groups()) }
        return output!.next()
    }

    private func groups() throws(ExecutionError) -> Batch {
        let tables = try makeTables()
        try Parallel.drain(inputs, into: tables, context)
        for other in tables.dropFirst() { try tables[0].absorb(other) }
        let groups = try tables[0].finish()
        guard isOrdered, !tables[0].isOrdered else { return groups }
        let order = keys.map { LogicalPlan.OrderKey(.column($0.id, $0.expression.type)) }
        let rows = try Materialized([groups], types: layout.types, context.cancellation)
        let compiler = context.compiler(layout)
        return groups.gathering(
            try SortKeys(rows, order, compiler, context, for: "the aggregation").sorted(
                groups.count, threads: context.options.threads))
    }

    /// A table for each thread that works; one where the order of rows matters or hashing is called for.
    private func makeTables() throws(ExecutionError) -> [any GroupTable] {
        let keyMaker = DenseKeyMaker(
            context, origins: inputPlan.origins, layout: inputs[0].layout, rowBound: rowBound)
        let numbered = try keyMaker.make(keys.map(\.expression))
        let dense = numbered.flatMap { DenseKeys($0, limit: combinationLimit) }
        var maker = try gatheringMaker(keyMaker, groupCount: dense?.count)
        let first = maker.make()
        let isMergeable = first.allSatisfy { $0.accumulator.isMergeable }
        let isStreamed = inputPlan.streamedScan != nil
        var tables: [any GroupTable] = []
        if let dense, isMergeable || !dense.hasSpellings {
            // Which row is a group's first can only be told from a scan's rows.
            let isShared = isMergeable && (isStreamed || !dense.tracksFirsts)
            maker.readsRowCounts = true
            for _ in 0..<(isShared ? inputs.count : 1) {
                tables.append(
                    try DenseGroupTable(dense, inputs[0].layout, maker.make(), isStreamed: isStreamed, context.memory))
            }
        } else if dense == nil, isStreamed, isMergeable, let packed = try keyMaker.packed(keys.map(\.expression)) {
            tables = inputs.map { input in
                RadixGroupTable(packed, input.layout, rowBound: rowBound, context, fetch: fetch, maker.make)
            }
        }
        if !tables.isEmpty { return tables }
        return [HashedGroupTable(keys.map(\.expression), maker.compiler, first, context.memory)]
    }

    /// Counts of different values take bits where groups and values are both numbered.
    private func gatheringMaker(_ keyMaker: DenseKeyMaker, groupCount: Int?) throws(ExecutionError) -> GatheringMaker {
        var maker = GatheringMaker(
            aggregates: try counted(keyMaker),
            compiler: context.compiler(inputs[0].layout),
            threads: context.options.threads)
        guard let groupCount else { return maker }
        for (place, aggregate) in maker.aggregates.enumerated() where aggregate.function == .distinct {
            guard let argument = aggregate.argument, let key = try keyMaker.make(argument) else { continue }
            maker.distinct[place] = NumberedDistinct(key, groupCount: groupCount)
        }
        return maker
    }

    /// The aggregates, with different values counted like any where a scan gives no value twice.
    private func counted(_ keyMaker: DenseKeyMaker) throws(ExecutionError) -> [Aggregate] {
        var result = aggregates.map(\.aggregate)
        guard inputPlan.streamedScan != nil else { return result }
        for place in result.indices where result[place].function == .distinct {
            guard let argument = result[place].argument, try keyMaker.isUnique(argument) else { continue }
            result[place].function = .count
        }
        return result
    }

    private var combinationLimit: Int { max(Self.smallCombinations, min(rowBound, Self.mostCombinations)) }

    /// No more rows than this come in; a guess where joins or lists may multiply them.
    private var rowBound: Int {
        if case .scan(let name, _, _, _) = inputPlan.streamedScan, let table = context.catalog[name] {
            return table.rowCount
        }
        return Int(min(max(0, inputPlan.estimate), 1e9))
    }

    /// Arrays of so many groups are worth it for any number of rows.
    private static let smallCombinations = 1 << 12
    /// Beyond this the arrays of all threads leave the caches and hashing by parts is quicker.
    private static let mostCombinations = 1 << 21
}
