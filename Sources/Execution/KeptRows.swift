import Columns
import Synchronization

/// Rows that a statement of a script has made and that later statements of it need, by the number of their part.
public final class KeptRows: Sendable {
    private struct Part {
        var rows: Batch
        var byteCount: Int
    }

    private let parts = Mutex<[Int: Part]>([:])

    public init() {}

    /// The parts that are there.
    public var numbers: Set<Int> { parts.withLock { Set($0.keys) } }

    /// In memory, beside the collections.
    public var byteCount: Int { parts.withLock { $0.values.reduce(0) { $0 + $1.byteCount } } }

    public func remove(_ numbers: Set<Int>) {
        parts.withLock { parts in
            for number in numbers { parts[number] = nil }
        }
    }

    subscript(number: Int) -> Batch? { parts.withLock { $0[number]?.rows } }

    /// Keeps rows, unless they take so much of what memory is left that a later statement might miss it.
    func keep(_ rows: Batch, number: Int, _ memory: MemoryAccount) {
        let byteCount = rows.ownBytes
        if let left = memory.left, byteCount > left / 4 { return }
        parts.withLock { $0[number] = Part(rows: rows, byteCount: byteCount) }
    }
}
