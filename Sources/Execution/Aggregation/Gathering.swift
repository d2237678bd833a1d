import Columns
import Planning

/// One aggregate while rows go by: its filter, its arguments, its accumulator.
final class Gathering {
    let accumulator: any Accumulator
    private let arguments: [any Evaluator]
    private let filter: (any Predicate)?
    /// The arguments are computed only of rows that the filter keeps: of others they might fail.
    private let isGuarded: Bool
    private let make: () -> any Accumulator
    /// What every row adds to memory: percentiles and lists keep all values.
    private(set) var bytesPerRow: Int
    /// Between what the integers lie that the first argument can be, if that is known.
    let range: ClosedRange<Int64>?

    /// `readsRowCounts`: the table tells the rows of each group. `range`: of the first argument.
    init(
        _ aggregate: Aggregate, _ compiler: ExpressionCompiler, threads: Int, readsRowCounts: Bool = false,
        range: ClosedRange<Int64>? = nil
    ) {
        self.range = range
        filter = aggregate.filter.map(compiler.predicate)
        bytesPerRow = aggregate.function.keepsValues ? 16 : 0
        let values = [aggregate.argument, aggregate.second].compactMap { $0 }
        arguments = values.map(compiler.evaluator)
        isGuarded = filter != nil && values.contains(where: \.canFail)
        make = {
            if readsRowCounts, let reader = Accumulators.readingRowCounts(aggregate) { return reader }
            return Accumulators.make(aggregate, compiler.catalog, threads: threads, compiler.cancellation)
        }
        accumulator = make()
    }

    /// Of an argument of which the accumulator reads the stored column.
    init(_ aggregate: Aggregate, _ compiler: ExpressionCompiler, _ stored: StoredArgument) {
        range = nil
        filter = aggregate.filter.map(compiler.predicate)
        bytesPerRow = stored.bytesPerRow
        isGuarded = false
        arguments = [ColumnEvaluator(compiler.layout.position(of: stored.column))]
        make = stored.make
        accumulator = make()
    }

    /// Sums a number to the nearest double; its type says in which unit (`withoutUnit`).
    init(totalOf value: BoundExpression, _ compiler: ExpressionCompiler) {
        range = nil
        filter = nil
        bytesPerRow = 0
        isGuarded = false
        arguments = [compiler.evaluator(value)]
        make = {
            if value.type == .double { return DoubleSumAccumulator(.sum) }
            return IntegerTotalAccumulator()
        }
        accumulator = make()
    }

    /// Values of a stored column are gathered by the first accumulator that needs those of all rows.
    fileprivate func shareValues(_ known: inout [ColumnID: StoredValues]) {
        guard filter == nil, let accumulator = accumulator as? any StoredValuesAccumulator else { return }
        let column = accumulator.reader.stored.column
        if let values = known[column] {
            accumulator.reader.share(values)
            bytesPerRow = 0
        } else {
            known[column] = accumulator.reader.values
        }
        if type(of: accumulator).readsWholeGroups { accumulator.reader.values.areReadWhole = true }
    }

    /// Values of one argument are counted by the first accumulator that needs the counts of all rows.
    fileprivate func shareCounts(of argument: BoundExpression?, _ known: inout [BoundExpression: NumberedCounts]) {
        guard filter == nil, let argument, let accumulator = accumulator as? NumberedPercentileAccumulator else {
            return
        }
        if let counts = known[argument] {
            accumulator.share(counts)
        } else {
            known[argument] = accumulator.shared
        }
    }

    /// Whether it has to be given rows: what only counts them is told how many there are.
    var readsRows: Bool { (accumulator as? any RowCountReader)?.readsRows ?? true }

    /// One of the same kind that has gathered nothing.
    func emptyAccumulator() -> any Accumulator { make() }

    /// The accumulator where it adds up its argument over all rows.
    var exactSummer: (any ExactSummer)? { filter == nil ? accumulator as? any ExactSummer : nil }

    /// The values of the first argument.
    func argument(_ batch: Batch) throws(ExecutionError) -> Vector { try arguments[0].evaluate(batch) }

    func add(_ batch: Batch, _ groups: [Int32], groupCount: Int) throws(ExecutionError) {
        var positions: Batch.Positions?
        if let filter {
            let kept = try filter.positions(of: batch)
            if isGuarded {
                guard !kept.isEmpty else { return }
                let keptGroups = kept.map { groups[Int($0)] }
                return try add(batch.gathering(kept), keptGroups, positions: nil, groupCount: groupCount)
            }
            positions = kept
        }
        try add(batch, groups, positions: positions, groupCount: groupCount)
    }

    private func add(_ batch: Batch, _ groups: [Int32], positions: Batch.Positions?, groupCount: Int)
        throws(ExecutionError)
    {
        var values: [Vector] = []
        for argument in arguments { values.append(try argument.evaluate(batch)) }
        try accumulator.add(values, GroupedRows(groups: groups, positions: positions, groupCount: groupCount))
    }

    /// The values of all groups.
    func finish(groupCount: Int) throws(ExecutionError) -> Column {
        try accumulator.finish(Array(0..<Int32(groupCount)), groupCount: groupCount)
    }
}

/// An aggregate's argument that is gathered from what one stored column holds, such as one whose values are numbered
/// ahead.
struct StoredArgument {
    let column: ColumnID
    /// What every row adds to memory.
    var bytesPerRow = 0
    let make: () -> any Accumulator

    /// Whether every value is kept until the end.
    var keepsValues: Bool { bytesPerRow > 0 }
}

/// Makes what gathers the aggregates of one operator, once a thread.
struct GatheringMaker {
    let aggregates: [Aggregate]
    var compiler: ExpressionCompiler
    let threads: Int
    /// By place among the aggregates: arguments that are read from stored columns.
    var stored: [Int: StoredArgument] = [:]
    /// By place among the aggregates: between what arguments lie.
    var ranges: [Int: ClosedRange<Int64>] = [:]
    /// Whether the table tells the rows of each group.
    var readsRowCounts = false

    func make() -> [Gathering] {
        let gatherings = aggregates.enumerated().map { place, aggregate in
            if let stored = stored[place] { return Gathering(aggregate, compiler, stored) }
            return Gathering(
                aggregate, compiler, threads: threads, readsRowCounts: readsRowCounts, range: ranges[place])
        }
        var known: [ColumnID: StoredValues] = [:]
        var counted: [BoundExpression: NumberedCounts] = [:]
        for (aggregate, gathering) in zip(aggregates, gatherings) {
            gathering.shareValues(&known)
            gathering.shareCounts(of: aggregate.argument, &counted)
        }
        return gatherings
    }
}

extension Accumulator {
    /// Whether several can share the work.
    var isMergeable: Bool { self is any MergeableAccumulator }

    /// Takes what another of the same kind has gathered; both must be mergeable.
    func merge(_ other: any Accumulator, _ map: GroupMap) {
        guard let mergeable = self as? any MergeableAccumulator else { preconditionFailure("a mergeable accumulator") }
        mergeable.absorb(other, map)
    }
}

extension Aggregate.Function {
    /// Whether every value is kept until the end.
    fileprivate var keepsValues: Bool {
        switch self {
        case .percentile, .list: true
        default: false
        }
    }
}
