import Columns
import Planning
import Values

/// Adds columns that show what is known of each row's group as a whole: aggregates, and the row's share in a sum. The
/// groups are made first, by all threads; the rows then come by in their order, each by itself, and look theirs up.
final class StreamedWindowOperator: Operator {
    let layout: Layout
    private let input: any Operator
    private let groups: WindowGroups
    private let cancellation: Cancellation
    private var numbering: (any GroupNumbering)?
    private let shares: [(any Evaluator)?]

    init(_ input: any Operator, _ groups: WindowGroups, _ context: ExecutionContext) {
        (self.input, self.groups) = (input, groups)
        cancellation = context.cancellation
        layout = Layout(input.layout.columns + groups.definitions.map { ($0.id, $0.type) })
        let compiler = context.compiler(input.layout)
        shares = groups.definitions.map { definition in
            if case .share(let value) = definition.function { return compiler.evaluator(value) }
            return nil
        }
    }

    func prepare() throws(ExecutionError) {
        try input.prepare()
        _ = try groups.made()
    }

    func next() throws(ExecutionError) -> Batch? {
        let made = try groups.made()
        if numbering == nil { numbering = made.numbering.copy() }
        guard let batch = try input.next() else { return nil }
        if cancellation.isCancelled { throw .cancelled }
        let numbers = try numbering!.numbers(batch)
        let rows = RowList(numbers: numbers)
        var vectors = batch.vectors
        for (column, share) in zip(made.columns, shares) {
            if let share {
                vectors.append(Vector(Self.shares(try share.evaluate(batch), of: column, numbers)))
            } else {
                vectors.append(Vector(column, .list(rows, start: 0)))
            }
        }
        return Batch(count: batch.count, vectors: vectors)
    }

    /// What part of its group's total each value is, in per cent.
    private static func shares(_ values: Vector, of totals: Column, _ groups: [Int32]) -> Column {
        guard case .doubles(let totals) = totals.payload else { preconditionFailure("totals are doubles") }
        let run = DoubleRun(values, values.column.type.withoutUnit, groups.count)
        let shares = [Double](unsafeUninitializedCapacity: groups.count) { shares, filled in
            filled = groups.count
            totals.withUnsafeElements { totals in
                run.values.withUnsafeBufferPointer { values in
                    for position in groups.indices {
                        shares[position] = values[position].percent(of: totals[Int(groups[position])])
                    }
                }
            }
        }
        return Column(computed: shares, presence: run.presence)
    }
}

/// The groups of a streamed window's rows and what is shown of each, made when first asked for; threads that share them
/// must have asked before (`prepare`).
final class WindowGroups {
    let definitions: [LogicalPlan.WindowDefinition]
    private let inputs: [any Operator]
    private let keys: [BoundExpression]
    /// The order of ranks, whose expressions are the last keys: groups are then those of each value.
    private let ranked: [LogicalPlan.OrderKey]
    /// What numbers keys that need no hashing.
    private let dense: () throws(ExecutionError) -> DenseKeys?
    private let context: ExecutionContext
    private var known: Made?

    struct Made {
        let numbering: any GroupNumbering
        /// One a definition, a row for each group.
        let columns: [Column]
    }

    /// `inputs`: copies that share all rows of the window's input. `dense`: the keys' numbers, where they have any.
    init(
        _ inputs: [any Operator], _ definitions: [LogicalPlan.WindowDefinition], per keys: [BoundExpression],
        ranked: [LogicalPlan.OrderKey], _ context: ExecutionContext,
        dense: @escaping () throws(ExecutionError) -> DenseKeys?
    ) {
        (self.inputs, self.definitions, self.keys, self.ranked) = (inputs, definitions, keys, ranked)
        (self.dense, self.context) = (dense, context)
    }

    func made() throws(ExecutionError) -> Made {
        if let known { return known }
        let layout = inputs[0].layout
        let numbering: any GroupNumbering
        var sinks: [WindowGatherer] = []
        let dense = try dense()
        if let keys = dense {
            numbering = DenseNumbering(keys, layout)
        } else {
            numbering = HashedNumbering(keys, context.compiler(layout), context.memory)
        }
        for _ in inputs {
            // Hashed groups are numbered as they come, which one thread does.
            guard sinks.isEmpty || numbering.isKnownAhead && sinks[0].isMergeable else { break }
            sinks.append(WindowGatherer(numbering, definitions.map { gathering($0, layout) }, context.memory))
        }
        try Parallel.drain(inputs, into: sinks, context)
        for other in sinks.dropFirst() { sinks[0].absorb(other) }
        var columns = try sinks[0].finish()
        if !ranked.isEmpty {
            guard let dense else { preconditionFailure("the planner counts ranks of numbered keys only") }
            let ranking = CountedRanking(dense, ranked)
            columns = columns.map(ranking.ranks)
        }
        let made = Made(numbering: numbering, columns: columns)
        known = made
        return made
    }

    private func gathering(_ definition: LogicalPlan.WindowDefinition, _ layout: Layout) -> Gathering {
        let compiler = context.compiler(layout)
        switch definition.function {
        case .aggregate(let aggregate): return Gathering(aggregate, compiler, threads: context.options.threads)
        case .share(let value): return Gathering(totalOf: value, compiler)
        case .rank where !ranked.isEmpty:
            return Gathering(Aggregate(.count, nil, type: .integer), compiler, threads: context.options.threads)
        case .rank, .row, .running, .previous, .next: preconditionFailure("not known of a group as a whole")
        }
    }
}

/// Numbers the groups of rows.
protocol GroupNumbering: AnyObject {
    /// Whether the same row has the same number whatever came before it.
    var isKnownAhead: Bool { get }
    /// More than any number so far.
    var groupCount: Int { get }
    func numbers(_ batch: Batch) throws(ExecutionError) -> [Int32]
    /// For another thread, of rows that have all been numbered before.
    func copy() -> any GroupNumbering
}

/// Groups numbered ahead of the rows.
private final class DenseNumbering: GroupNumbering {
    private let keys: DenseKeys
    private let positions: [Int]

    init(_ keys: DenseKeys, _ layout: Layout) {
        self.keys = keys
        positions = keys.keys.map { layout.position(of: $0.column) }
    }

    var isKnownAhead: Bool { true }
    var groupCount: Int { keys.count }
    func numbers(_ batch: Batch) -> [Int32] { keys.numbers(batch, positions) }
    func copy() -> any GroupNumbering { self }
}

/// Groups numbered in the order in which they are first seen.
private final class HashedNumbering: GroupNumbering {
    private var hashed: HashedKeys
    private let keys: [BoundExpression]
    private let compiler: ExpressionCompiler
    private let memory: MemoryAccount

    convenience init(_ keys: [BoundExpression], _ compiler: ExpressionCompiler, _ memory: MemoryAccount) {
        self.init(keys, HashedKeys(keys, compiler), compiler, memory)
    }

    private init(
        _ keys: [BoundExpression], _ hashed: HashedKeys, _ compiler: ExpressionCompiler, _ memory: MemoryAccount
    ) {
        (self.keys, self.hashed, self.compiler, self.memory) = (keys, hashed, compiler, memory)
    }

    var isKnownAhead: Bool { false }
    var groupCount: Int { hashed.count }

    func numbers(_ batch: Batch) throws(ExecutionError) -> [Int32] {
        let before = hashed.count
        let numbers = try hashed.groups(batch).numbers
        // Slots and key codes.
        try memory.charge((hashed.count - before) * (16 + 24 * keys.count), by: "add … per")
        return numbers
    }

    func copy() -> any GroupNumbering { HashedNumbering(keys, hashed.copy(keys, compiler), compiler, memory) }
}

/// Gathers what is known of each group, on one thread.
private final class WindowGatherer: BatchSink {
    private let numbering: any GroupNumbering
    private let gatherings: [Gathering]
    private let memory: MemoryAccount
    /// Groups that are accounted for.
    private var charged = 0

    init(_ numbering: any GroupNumbering, _ gatherings: [Gathering], _ memory: MemoryAccount) {
        (self.numbering, self.gatherings, self.memory) = (numbering, gatherings, memory)
    }

    var isMergeable: Bool { gatherings.allSatisfy { $0.accumulator.isMergeable } }

    func add(_ batch: Batch) throws(ExecutionError) {
        let numbers = try numbering.numbers(batch)
        let count = numbering.groupCount
        let kept = gatherings.reduce(0) { $0 + $1.bytesPerRow }
        try memory.charge(
            (count - charged) * 24 * gatherings.count + batch.count * kept, by: "add … per")
        charged = count
        for gathering in gatherings { try gathering.add(batch, numbers, groupCount: count) }
    }

    func absorb(_ other: WindowGatherer) {
        let map = GroupMap(numbers: nil, groupCount: numbering.groupCount)
        for (mine, theirs) in zip(gatherings, other.gatherings) { mine.accumulator.merge(theirs.accumulator, map) }
    }

    func finish() throws(ExecutionError) -> [Column] {
        var columns: [Column] = []
        for gathering in gatherings { columns.append(try gathering.finish(groupCount: numbering.groupCount)) }
        return columns
    }
}
