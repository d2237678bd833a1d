import Columns
import Planning
import Storage
import Synchronization
import Values

/// How a plan is run.
public struct ExecutionOptions: Sendable {
    /// How many threads work on one operator.
    public var threads = Workers.processorCount
    /// Rows that a thread takes at a time; inputs of no more are read by one thread.
    public var morselRows = 1 << 16
    /// Bytes for collections and the running query together; nil for no limit.
    public var memoryLimit: Int?
    /// What the process has in memory, against which the limit is held; nil goes by what operators charge.
    public var residentBytes: (@Sendable () -> Int?)?

    public init() {}
}

/// What operators need besides their inputs.
final class ExecutionContext: Sendable {
    let catalog: Catalog
    let cancellation: Cancellation
    /// Counts rows and time of every operator, when asked to.
    let profile: Profile?
    let memory: MemoryAccount
    /// Rows that the statements of a script share.
    let kept: KeptRows?
    let options: ExecutionOptions
    let patterns = PatternTables()

    init(
        catalog: Catalog, cancellation: Cancellation, memory: MemoryAccount, kept: KeptRows?, profile: Profile?,
        options: ExecutionOptions
    ) {
        (self.catalog, self.cancellation, self.memory) = (catalog, cancellation, memory)
        (self.kept, self.profile, self.options) = (kept, profile, options)
    }
}

extension ExecutionContext {
    /// Compiles expressions over batches of a layout.
    func compiler(_ layout: Layout) -> ExpressionCompiler {
        ExpressionCompiler(layout: layout, catalog: catalog, cancellation: cancellation, patterns: patterns)
    }
}

/// Runs a physical plan.
public final class Executor {
    private let context: ExecutionContext
    private let root: any Operator

    /// `kept`: rows that the statements of a script share; `profile`: counts what happens, by plan node.
    public init(
        _ plan: PhysicalPlan, catalog: Catalog, cancellation: Cancellation,
        options: ExecutionOptions = ExecutionOptions(), kept: KeptRows? = nil, profile: Profile? = nil
    ) {
        var held = kept?.byteCount ?? 0
        if options.memoryLimit != nil {
            held += catalog.tables.reduce(0) { $0 + $1.byteCount + $1.indexByteCount + $1.formByteCount }
        }
        context = ExecutionContext(
            catalog: catalog, cancellation: cancellation,
            memory: MemoryAccount(limit: options.memoryLimit, held: held, resident: options.residentBytes),
            kept: kept, profile: profile, options: options)
        root = OperatorCompiler(context: context).compile(plan)
    }

    /// The next batch, of at most `Batch.standardCount` rows, or nil at the end.
    public func next() throws(ExecutionError) -> Batch? {
        try trusted { () throws(ExecutionError) in
            try context.cancellation.check()
            return try root.next()
        }
    }

    /// All rows that are left as one batch.
    public func all() throws(ExecutionError) -> Batch {
        try trusted { () throws(ExecutionError) in try root.drain(for: "the result", context).batch }
    }

    /// Work on the rows outside of any operator; `bytes`: what it takes beside them.
    public func finish<Made>(
        for operation: String, bytes: Int, _ work: (Cancellation) throws(ExecutionError) -> Made
    ) throws(ExecutionError) -> Made {
        try trusted { () throws(ExecutionError) in
            try context.memory.require(bytes, by: operation)
            return try work(context.cancellation)
        }
    }

    /// What `work` gives, unless planning or it met damaged bytes of a snapshot: nothing made from them gets out.
    private func trusted<Made>(_ work: () throws(ExecutionError) -> Made) throws(ExecutionError) -> Made {
        let made = Result { () throws(ExecutionError) in try work() }
        if let damage = context.catalog.damage { throw .damage(damage) }
        if case .failure(.cancelled) = made, context.cancellation.takeExhaustion() { throw context.memory.exhaustion }
        return try made.get()
    }
}

/// Rows and time of each operator of a plan; where several threads share one, the sum of their times.
public final class Profile: Sendable {
    public struct Entry: Sendable {
        public var rows = 0
        public var batches = 0
        /// With everything below it.
        public var nanoseconds: UInt64 = 0

        public init() {}
    }

    private let noted = Mutex<[Int: Entry]>([:])

    public init() {}

    public var entries: [Int: Entry] { noted.withLock { $0 } }

    func note(_ node: Int, rows: Int?, nanoseconds: UInt64) {
        noted.withLock { entries in
            entries[node, default: Entry()].nanoseconds += nanoseconds
            if let rows {
                entries[node]!.rows += rows
                entries[node]!.batches += 1
            }
        }
    }
}

/// Counts what goes through an operator.
final class ProfiledOperator: Operator {
    private let inner: any Operator
    private let node: Int
    private let profile: Profile

    init(_ inner: any Operator, node: Int, _ profile: Profile) {
        (self.inner, self.node, self.profile) = (inner, node, profile)
    }

    var layout: Layout { inner.layout }

    func prepare() throws(ExecutionError) { try inner.prepare() }

    func next() throws(ExecutionError) -> Batch? {
        let start = SystemClock.nanoseconds()
        let batch = try inner.next()
        profile.note(node, rows: batch?.count, nanoseconds: SystemClock.nanoseconds() - start)
        return batch
    }
}
