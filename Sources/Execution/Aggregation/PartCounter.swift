import Synchronization

/// Numbers of parts of work, each given to one thread.
final class PartCounter: Sendable {
    private let next = Atomic<Int>(0)

    /// The next number, or nil when all below `count` are taken.
    func claim(below count: Int) -> Int? {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return part < count ? part : nil
    }
}
