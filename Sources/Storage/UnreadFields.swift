import Synchronization

/// The fields of a collection's file that were not read, since nobody asked for them.
public struct UnreadFields: Sendable {
    /// Bytes of the file's text.
    public let byteCount: Int
    let misses = UnreadMisses()

    public init(byteCount: Int) { self.byteCount = byteCount }
}

/// Notes that something was wanted that is not read; for all copies of who holds it.
final class UnreadMisses: Sendable {
    private let noted = Atomic(false)

    var hasMissed: Bool { noted.load(ordering: .relaxed) }

    func note() { noted.store(true, ordering: .relaxed) }

    func forget() { noted.store(false, ordering: .relaxed) }
}
