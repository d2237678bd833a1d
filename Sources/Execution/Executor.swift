import Columns
import Planning
import Storage
import Values

/// What operators need besides their inputs.
final class ExecutionContext {
    let catalog: Catalog
    let cancellation: Cancellation
    /// Counts rows and time of every operator, when asked to.
    let profile: Profile?
    let memory: MemoryAccount
    /// Parts of the plan that are run once for several readers, by their numbers.
    var sharedRows: [Int: SharedRows] = [:]

    init(catalog: Catalog, cancellation: Cancellation, memory: MemoryAccount, profile: Profile?) {
        (self.catalog, self.cancellation, self.memory, self.profile) = (catalog, cancellation, memory, profile)
    }
}

/// Runs a physical plan.
public final class Executor {
    private let context: ExecutionContext
    private let root: any Operator

    /// `profile`: counts what happens, by plan node.
    public init(
        _ plan: PhysicalPlan, catalog: Catalog, cancellation: Cancellation, memoryLimit: Int? = nil,
        profile: Profile? = nil
    ) {
        let held = memoryLimit == nil ? 0 : catalog.tables.reduce(0) { $0 + $1.byteCount }
        context = ExecutionContext(
            catalog: catalog, cancellation: cancellation, memory: MemoryAccount(limit: memoryLimit, held: held),
            profile: profile)
        root = OperatorCompiler(context: context).compile(plan)
    }

    /// The next batch, of at most `Batch.standardCount` rows, or nil at the end.
    public func next() throws(ExecutionError) -> Batch? {
        if context.cancellation.isCancelled { throw .cancelled }
        return try root.next()
    }

    /// All rows that are left as one batch.
    public func all() throws(ExecutionError) -> Batch { try root.drain(for: "the result", context.memory).batch }
}

/// Rows and time of each operator of a plan.
public final class Profile {
    public struct Entry: Sendable {
        public var rows = 0
        public var batches = 0
        /// With everything below it.
        public var nanoseconds: UInt64 = 0

        public init() {}
    }

    public private(set) var entries: [Int: Entry] = [:]

    public init() {}

    func note(_ node: Int, rows: Int?, nanoseconds: UInt64) {
        entries[node, default: Entry()].nanoseconds += nanoseconds
        if let rows {
            entries[node]!.rows += rows
            entries[node]!.batches += 1
        }
    }
}

/// Counts what goes through an operator.
private final class ProfiledOperator: Operator {
    private let inner: any Operator
    private let node: Int
    private let profile: Profile

    init(_ inner: any Operator, node: Int, _ profile: Profile) {
        (self.inner, self.node, self.profile) = (inner, node, profile)
    }

    var layout: Layout { inner.layout }

    func next() throws(ExecutionError) -> Batch? {
        let start = SystemClock.nanoseconds()
        let batch = try inner.next()
        profile.note(node, rows: batch?.count, nanoseconds: SystemClock.nanoseconds() - start)
        return batch
    }
}

struct OperatorCompiler {
    let context: ExecutionContext

    func compile(_ plan: PhysicalPlan) -> any Operator {
        let made = make(plan, plan.inputs.map(compile))
        guard let profile = context.profile else { return made }
        return ProfiledOperator(made, node: plan.id, profile)
    }

    private func make(_ plan: PhysicalPlan, _ inputs: [any Operator]) -> any Operator {
        switch plan.operation {
        case .scan(let name, let columns, let access, let predicates):
            ScanOperator(table(name), columns, access, predicates, context)
        case .filter(let predicates): FilterOperator(inputs[0], predicates, context)
        case .extend(let definitions): ProjectOperator(inputs[0], definitions, keepsInput: true, context)
        case .project(let definitions): ProjectOperator(inputs[0], definitions, keepsInput: false, context)
        case .aggregate(let keys, let aggregates): AggregateOperator(inputs[0], keys, aggregates, context)
        case .count(let name, let access, let ids): CountOperator(table(name), access, ids)
        case .countByCode(let name, let position, let key, let type, let counts):
            CodeCountOperator(table(name), position, key, type, counts)
        case .aggregateFromStatistics(let name, let columns, let aggregates):
            StatisticsAggregateOperator(table(name), columns, aggregates, context)
        case .firstRows(let name, let columns, let position): FirstRowsOperator(table(name), columns, position)
        case .shared(let number, let columns): SharedOperator(sharedRows(number, inputs), columns)
        case .sort(let keys): SortOperator(inputs[0], keys, context)
        case .top(let keys, let count, let per): TopOperator(inputs[0], keys, count: count, per: per, context)
        case .limit(let skip, let take): LimitOperator(inputs[0], skip: skip, take: take)
        case .distinct(let columns): DistinctOperator(inputs[0], columns, context)
        case .join(let kind, let left, let right, let build):
            JoinOperator(kind, inputs[0], inputs[1], left, right, build: build, context)
        case .union(let columns): UnionOperator(inputs[0], inputs[1], columns)
        case .unnest(let list, let element, let type):
            UnnestOperator(inputs[0], list: list, element: element, type)
        case .window(let definitions, let per, let order):
            WindowOperator(inputs[0], definitions, per: per, order: order, context)
        case .sample(let count): SampleOperator(inputs[0], count, context)
        }
    }

    /// The first reader in the order of the plan has the operator that makes the rows.
    private func sharedRows(_ number: Int, _ inputs: [any Operator]) -> SharedRows {
        if let known = context.sharedRows[number] { return known }
        guard let maker = inputs.first else { preconditionFailure("the first reader brings the rows") }
        let rows = SharedRows(maker, context.memory)
        context.sharedRows[number] = rows
        return rows
    }

    private func table(_ name: String) -> Table {
        guard let table = context.catalog[name] else { preconditionFailure("a bound plan names loaded collections") }
        return table
    }
}
