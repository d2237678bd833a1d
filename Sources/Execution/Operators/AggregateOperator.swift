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
            context, origins: inputPlan.origins, layout: inputs[0].layout, rowBound: rowBound,
            expectedRows: inputPlan.estimate)
        let numbered = try keyMaker.make(keys.map(\.expression))
        let dense = numbered.flatMap { DenseKeys($0, limit: DenseKeys.limit(rowCount: rowBound)) }
            .flatMap { fitting($0) }
        var maker = try gatheringMaker(keyMaker, groupCount: dense?.count)
        let first = maker.make()
        let isMergeable = first.allSatisfy { $0.accumulator.isMergeable }
        let isStreamed = inputPlan.streamedScan != nil
        var tables: [any GroupTable] = []
        let sparse = dense == nil && isStreamed && isMergeable ? try numbered.flatMap(sparse) : nil
        if let dense = dense ?? sparse, isMergeable || !dense.hasSpellings {
            // Which row is a group's first can only be told from a scan's rows.
            let isShared = isMergeable && (isStreamed || !dense.tracksFirsts)
            maker.readsRowCounts = true
            for _ in 0..<(isShared ? inputs.count : 1) {
                tables.append(
                    try DenseGroupTable(
                        dense, inputs[0].layout, maker.make(), isStreamed: isStreamed, isSparse: sparse != nil,
                        context.memory))
            }
        } else if dense == nil, isStreamed, isMergeable, !aggregates.contains(where: \.aggregate.looksAtAllGroups),
            let packed = try keyMaker.packed(keys.map(\.expression))
        {
            maker.readsRowCounts = true
            let carried = carried(keyMaker)
            if let carried { maker.compiler = context.compiler(Layout([(carried.column, carried.type)])) }
            tables = inputs.map { [maker] input in
                RadixGroupTable(
                    packed, input.layout, carried: carried, rowBound: rowBound, context, fetch: fetch, maker.make)
            }
        }
        if tables.isEmpty, isMergeable { tables = try derivedTables(keyMaker, &maker) }
        if !tables.isEmpty { return tables }
        return hashedTables(first, maker, isShared: isMergeable && isStreamed)
    }

    /// Nil where arrays for all combinations would take much of the memory that is left.
    private func fitting(_ keys: DenseKeys) -> DenseKeys? {
        guard !keys.areFew, let left = context.memory.left else { return keys }
        let bytes = keys.count * DenseGroupTable.bytesPerPlace(aggregates.count, summing: aggregates.count)
        return bytes * inputs.count <= left / 2 ? keys : nil
    }

    /// The one column that the aggregates read, where it is narrow and misses no value.
    private func carried(_ keyMaker: DenseKeyMaker) -> NarrowIntegers? {
        let read = aggregates.reduce(into: Set<ColumnID>()) { $0.formUnion($1.aggregate.columns) }
        guard read.count == 1, let column = inputs[0].layout.columns.first(where: { read.contains($0.id) }),
            let narrow = keyMaker.narrowIntegers(.column(column.id, column.type)), narrow.column == column.id,
            !narrow.missesValues
        else { return nil }
        return narrow
    }

    /// `first`: the gatherings of one of them. `isShared`: several can share the rows, as far as these and the input tell.
    private func hashedTables(
        _ first: [Gathering], _ maker: GatheringMaker, isShared: Bool
    ) -> [HashedGroupTable] {
        let table = { [keys, context] (gatherings: [Gathering], rowPosition: Int?) in
            HashedGroupTable(keys, maker.compiler, gatherings, rowPosition: rowPosition, context)
        }
        guard isShared, inputs.count > 1, HashedGroupTable.canShare(keys.map(\.expression)), let rowPosition else {
            return [table(first, nil)]
        }
        return inputs.map { _ in table(maker.make(), rowPosition) }
    }

    /// Where a column of the collection that is scanned stands in the batches.
    private var rowPosition: Int? {
        guard case .scan(let name, _, _, _) = inputPlan.streamedScan else { return nil }
        let origins = inputPlan.origins
        return inputs[0].layout.columns.firstIndex { origins.stored($0.id)?.table == name }
    }

    /// Tables of the columns that keys are computed from, where each can be numbered and their combinations are few; none
    /// where that is not so.
    private func derivedTables(
        _ keyMaker: DenseKeyMaker, _ maker: inout GatheringMaker
    ) throws(ExecutionError) -> [DenseGroupTable] {
        let expanded = keys.map { inputPlan.origins.expanded($0.expression) }
        let layout = inputs[0].layout
        let ids = expanded.reduce(into: Set<ColumnID>()) { $0.formUnion($1.columns) }.sorted()
        guard !ids.isEmpty, ids.allSatisfy(layout.holds) else { return [] }
        let columns = layout.columns.filter { ids.contains($0.id) }
        guard let numbered = try keyMaker.make(columns.map { .column($0.id, $0.type) }) else { return [] }
        let dense = DenseKeys(numbered, limit: DenseKeys.limit(rowCount: rowBound / 4))
        let isStreamed = inputPlan.streamedScan != nil
        var found = dense
        if found == nil, isStreamed { found = try sparse(numbered) }
        guard let found else { return [] }
        maker.readsRowCounts = true
        var tables: [DenseGroupTable] = []
        for _ in 0..<(isStreamed ? inputs.count : 1) {
            tables.append(
                try DenseGroupTable(
                    found, layout, maker.make(), derived: DerivedKeys(expanded, context.compiler(Layout(columns))),
                    isStreamed: isStreamed, isSparse: dense == nil, context.memory))
        }
        return tables
    }

    /// Keys whose combinations are too many for arrays, where few of them seem to occur: among some rows, spread over
    /// the collection, most then occur again.
    private func sparse(_ numbered: [DenseKey]) throws(ExecutionError) -> DenseKeys? {
        guard let keys = DenseKeys(numbered, limit: DenseKeys.sparseLimit(rowCount: rowBound)) else { return nil }
        let sampled = min(max(rowBound / Self.rowsASample, Self.fewestSampled), Self.mostSampled)
        let rows = stride(from: 0, to: rowBound, by: max(1, rowBound / sampled)).map { UInt32($0) }
        let sample = fetch(RowList(rows))
        let positions = keys.keys.map { sample.layout.position(of: $0.column) }
        let found = OccurringCombinations(limit: keys.count)
        while let batch = try sample.next() {
            var places = keys.numbers(batch, positions)
            found.number(&places)
        }
        return found.combinations.count <= rows.count * 5 / 16 ? keys : nil
    }

    /// One row of so many is looked at, within these limits. Among fewer, many combinations of which some are common
    /// would not be told from a few that are all as common.
    private static let rowsASample = 1 << 6
    private static let fewestSampled = 1 << 12
    private static let mostSampled = 1 << 16

    /// Different values take bits, and values in order are counted, where groups and values are both numbered.
    private func gatheringMaker(_ keyMaker: DenseKeyMaker, groupCount: Int?) throws(ExecutionError) -> GatheringMaker {
        var maker = GatheringMaker(
            aggregates: try counted(keyMaker),
            compiler: context.compiler(inputs[0].layout),
            threads: context.options.threads)
        guard let groupCount else { return maker }
        for (place, aggregate) in maker.aggregates.enumerated() {
            maker.stored[place] = try stored(aggregate, keyMaker, groupCount: groupCount)
            maker.ranges[place] = aggregate.argument.flatMap(keyMaker.storedRange)
        }
        addDeviations(keyMaker, to: &maker)
        return maker
    }

    /// Deviations of columns whose values are gathered for a percentile read these.
    private func addDeviations(_ keyMaker: DenseKeyMaker, to maker: inout GatheringMaker) {
        let gathered = maker.stored.filter { maker.aggregates[$0.key].filter == nil && $0.value.keepsValues }
        let columns = Set(gathered.values.map(\.column))
        for (place, aggregate) in maker.aggregates.enumerated()
        where aggregate.function == .deviation && aggregate.filter == nil {
            guard let narrow = aggregate.argument.flatMap(keyMaker.narrowIntegers), columns.contains(narrow.column)
            else { continue }
            maker.stored[place] = keepingValues(of: narrow) { StoredDeviationAccumulator($0) }
        }
    }

    /// An argument of which every value is kept.
    private func keepingValues(
        of narrow: NarrowIntegers, _ make: @escaping (StoredValuesReader) -> any Accumulator
    ) -> StoredArgument {
        StoredArgument(column: narrow.column, bytesPerRow: StoredValuesReader.bytesPerRow) { [context] in
            make(StoredValuesReader(narrow, threads: context.options.threads, context.cancellation))
        }
    }

    private func stored(
        _ aggregate: Aggregate, _ keyMaker: DenseKeyMaker, groupCount: Int
    ) throws(ExecutionError) -> StoredArgument? {
        guard let argument = aggregate.argument else { return nil }
        switch aggregate.function {
        case .distinct:
            guard let key = try keyMaker.make(argument), let numbered = NumberedDistinct(key, groupCount: groupCount)
            else { return nil }
            return StoredArgument(column: key.column) { NumberedDistinctAccumulator(numbered) }
        case .percentile(let percent) where argument.type != .double:
            if let key = try keyMaker.make(argument),
                let numbered = NumberedPercentile(percent, key, argument.type, groupCount: groupCount)
            {
                try context.memory.charge(numbered.byteCount * inputs.count, by: "the aggregation")
                return StoredArgument(column: key.column) { NumberedPercentileAccumulator(numbered) }
            }
            return keyMaker.narrowIntegers(argument).map { narrow in
                keepingValues(of: narrow) { StoredPercentileAccumulator(percent, $0) }
            }
        default: return nil
        }
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

    /// No more rows than this come in; a guess where joins or lists may multiply them.
    private var rowBound: Int {
        if case .scan(let name, _, _, _) = inputPlan.streamedScan, let table = context.catalog[name] {
            return table.rowCount
        }
        return Int(min(max(0, inputPlan.estimate), 1e9))
    }
}
