import Columns
import Synchronization

/// What the running query holds in memory, against a limit.
///
/// Where the process can be measured, what it really has decides, and the charges say when to look. Elsewhere the sum of
/// the charges stands for it: an estimate of the large parts (row lists, computed columns, group tables), not of every
/// object.
public final class MemoryAccount: Sendable {
    /// Bytes for everything, collections included; nil for no limit.
    private let limit: Int?
    private let resident: (@Sendable () -> Int?)?
    private let used: Atomic<Int>
    /// Charged since the process was last measured.
    private let unmeasured = Atomic<Int>(0)
    /// Who charged last.
    private let lastOperation = Mutex("the query")

    /// What is charged before the process is measured again.
    private let step: Int

    private static let greatestStep = 1 << 22

    /// `held`: what the collections take already; `resident`: what the whole process has.
    public init(limit: Int?, held: Int, resident: (@Sendable () -> Int?)? = nil) {
        self.limit = limit
        self.resident = resident
        step = min(Self.greatestStep, (limit ?? 0) >> 8)
        used = Atomic(held)
    }

    /// Bytes that are left; nil for no limit.
    var left: Int? { limit.map { max(0, $0 - (resident?() ?? used.load(ordering: .relaxed))) } }

    /// Adds what an operator keeps from now on.
    func charge(_ bytes: Int, by operation: String) throws(ExecutionError) {
        guard let limit else { return }
        guard resident == nil else {
            guard unmeasured.wrappingAdd(bytes, ordering: .relaxed).newValue >= step else { return }
            return try require(unmeasured.exchange(0, ordering: .relaxed), by: operation)
        }
        let total = used.wrappingAdd(bytes, ordering: .relaxed).newValue
        if total > limit { throw .memory(operation: operation, limit: limit) }
    }

    /// Makes sure that so many bytes can be taken for a while.
    func require(_ bytes: Int, by operation: String) throws(ExecutionError) {
        guard let limit, resident == nil || bytes >= step else { return }
        lastOperation.withLock { $0 = operation }
        if used(with: bytes, limit) <= limit { return }
        throw .memory(operation: operation, limit: limit)
    }

    /// The error of an operator that was stopped because memory ran out.
    var exhaustion: ExecutionError { .memory(operation: lastOperation.withLock { $0 }, limit: limit ?? 0) }

    private func used(with bytes: Int, _ limit: Int) -> Int {
        guard let resident, let measured = resident() else { return used.load(ordering: .relaxed) + bytes }
        if measured + bytes <= limit { return measured + bytes }
        // What earlier operators have given back may still be the allocator's.
        ProcessMemory.trim()
        return (resident() ?? measured) + bytes
    }
}

extension Batch {
    /// Bytes of this batch's own: computed columns and row lists, each once; stored columns belong to their collection.
    var ownBytes: Int {
        var lists: Set<ObjectIdentifier> = []
        return vectors.reduce(0) { sum, vector in
            switch vector.selection {
            case .range: sum + (vector.column.count == count ? vector.column.byteCount : 0)
            case .list(let list, _): sum + (lists.insert(ObjectIdentifier(list)).inserted ? count * 4 : 0)
            }
        }
    }
}
