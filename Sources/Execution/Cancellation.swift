import Synchronization

/// A flag that stops the running query; every operator looks at it once a batch.
///
/// Setting it is one atomic store, so a signal handler may do it.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .relaxed) }

    public func reset() { flag.store(false, ordering: .relaxed) }

    @inlinable
    public var isCancelled: Bool { load() }

    @usableFromInline
    func load() -> Bool { flag.load(ordering: .relaxed) }
}
