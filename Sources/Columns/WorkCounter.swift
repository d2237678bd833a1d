import Synchronization

/// Gives the numbers from 0 on, each to one of several threads.
public final class WorkCounter: Sendable {
    private let next = Atomic<Int>(0)

    public init() {}

    /// The next number; nil once `count` of them are given out.
    public func claim(below count: Int) -> Int? {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }
}
