import Synchronization

/// The fields of a collection's file that were not read, since nobody asked for them.
public final class UnreadFields: Sendable {
    public let names: [String]
    /// Bytes of the file's text.
    public let byteCount: Int
    private let misses = Atomic(false)

    public init(_ names: [String], byteCount: Int) { (self.names, self.byteCount) = (names, byteCount) }

    /// Whether somebody wanted to know what only these tell.
    var hasMissed: Bool { misses.load(ordering: .relaxed) }

    func noteMiss() { misses.store(true, ordering: .relaxed) }

    func forgetMisses() { misses.store(false, ordering: .relaxed) }
}
