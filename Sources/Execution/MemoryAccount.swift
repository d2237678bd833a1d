import Columns
import Synchronization

/// What the running query holds in memory beside the collections, against a limit.
///
/// Operators that gather rows charge what they keep; the sum is an estimate of the large parts (row lists, computed
/// columns, group tables), not of every object.
public final class MemoryAccount: Sendable {
    /// Bytes for everything, collections included; nil for no limit.
    private let limit: Int?
    private let used: Atomic<Int>

    /// `held`: what the collections take already.
    public init(limit: Int?, held: Int) {
        self.limit = limit
        used = Atomic(held)
    }

    /// Bytes that are left; nil for no limit.
    var left: Int? { limit.map { max(0, $0 - used.load(ordering: .relaxed)) } }

    /// Adds what an operator keeps from now on.
    func charge(_ bytes: Int, by operation: String) throws(ExecutionError) {
        let total = used.wrappingAdd(bytes, ordering: .relaxed).newValue
        if let limit, total > limit { throw .memory(operation: operation, limit: limit) }
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
