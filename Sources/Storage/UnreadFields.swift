import Synchronization

/// The fields of a collection's file that were not read, since nobody asked for them.
public final class UnreadFields: Sendable {
    public let names: [String]
    private let misses = Atomic(false)

    public init(_ names: [String]) { self.names = names }

    /// Whether somebody wanted to know what only these tell.
    var hasMissed: Bool { misses.load(ordering: .relaxed) }

    func noteMiss() { misses.store(true, ordering: .relaxed) }

    func forgetMisses() { misses.store(false, ordering: .relaxed) }
}
