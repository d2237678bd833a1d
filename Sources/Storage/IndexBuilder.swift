import Columns
import Glibc
import Synchronization

/// What an index of a column is.
public enum IndexKind: String, Hashable, Sendable, CaseIterable {
    /// From a value to its rows.
    case postings
    /// Rows in the order of their values.
    case sorted
    /// From words to the texts of a dictionary; beside its postings.
    case words
}

/// Builds indexes of large tables in the background, one after another on one thread, and keeps what they all take
/// within the memory limit.
///
/// Nobody waits for it: it stops when told to, and a program that ends simply ends.
public final class IndexBuilder: Sendable {
    private struct Job: Sendable {
        var table: Table
        var position: Int
        var kind: IndexKind

        func isSame(_ other: Job) -> Bool {
            table === other.table && position == other.position && kind == other.kind
        }
    }

    private struct State {
        var waiting: [Job] = []
        var running: Job?
        var memoryLimit: Int?
        var residentBytes: (@Sendable () -> Int?)?
    }

    private let state = Mutex(State())
    private let isStopped = Atomic<Bool>(false)

    /// Tables of at most so many rows have theirs built by the query that needs them: it takes less than a thread.
    public static let fewRows = 1 << 17

    public init() {}

    /// Bytes for collections, their indexes and the running query together; nil for no limit.
    public var memoryLimit: Int? {
        get { state.withLock { $0.memoryLimit } }
        set { state.withLock { $0.memoryLimit = newValue } }
    }

    /// What the whole process has in memory; nil goes by what collections and indexes say of themselves.
    public var residentBytes: (@Sendable () -> Int?)? {
        get { state.withLock { $0.residentBytes } }
        set { state.withLock { $0.residentBytes = newValue } }
    }

    /// Asks for an index; does nothing where it is there, or asked for already.
    public func request(_ kind: IndexKind, of table: Table, position: Int) {
        let job = Job(table: table, position: position, kind: kind)
        guard !table.hasIndex(kind, ofColumn: position), !isStopped.load(ordering: .relaxed) else { return }
        let mustStart = state.withLock { state in
            if state.running?.isSame(job) == true || state.waiting.contains(where: job.isSame) { return false }
            if state.running != nil {
                state.waiting.append(job)
                return false
            }
            state.running = job
            return true
        }
        guard mustStart else { return }
        if !Workers.start(givesWay: true, { self.work() }) { state.withLock { $0.running = nil } }
    }

    /// Whether an index of the table would fit the memory that is left beside `tables`.
    public func hasRoom(_ kind: IndexKind, of table: Table, position: Int, beside tables: [Table]) -> Bool {
        guard let limit = memoryLimit else { return true }
        let held = residentBytes?() ?? tables.reduce(0) { $0 + $1.byteCount + $1.indexByteCount + $1.formByteCount }
        return held + table.indexSize(kind, ofColumn: position) <= limit
    }

    /// What stands before an index that is not there yet: `building` or `waiting`; nil where nobody asked for it.
    public func progress(_ kind: IndexKind, of table: Table, position: Int) -> String? {
        let job = Job(table: table, position: position, kind: kind)
        return state.withLock { state in
            state.running?.isSame(job) == true
                ? "building" : state.waiting.contains(where: job.isSame) ? "waiting" : nil
        }
    }

    /// Comes back when nothing is left to build.
    public func waitUntilIdle() {
        while state.withLock({ $0.running != nil }) { usleep(500) }
    }

    /// Gives up what is being built, and builds nothing any more.
    public func stop() {
        isStopped.store(true, ordering: .relaxed)
        state.withLock { $0.waiting = [] }
    }

    private func work() {
        var next = state.withLock { $0.running }
        while let job = next {
            // One thread: the others are the queries'.
            let (limit, resident) = (memoryLimit, residentBytes)
            _ = job.table.buildIndex(job.kind, ofColumn: job.position, threads: 1) { [self] in
                if isStopped.load(ordering: .relaxed) { return true }
                guard let limit, let held = resident?() else { return false }
                return held > limit
            }
            next = state.withLock { state in
                state.running = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
                return state.running
            }
        }
    }
}
