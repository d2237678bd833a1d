import Columns
import Synchronization
import VietnameseText

/// A flag that stops the running query; every operator looks at it once a batch.
///
/// Setting it is one atomic store, so a signal handler may do it.
public final class Cancellation: Sendable {
    private enum State {
        static let running: UInt8 = 0
        static let cancelled: UInt8 = 1
        static let exhausted: UInt8 = 2
    }

    private let state = Atomic<UInt8>(State.running)
    /// Looks at the flag until it is set of itself; nil for never.
    private let stop: Int?
    private let lookCount = Atomic<Int>(0)
    private let watch = AtomicLazyReference<MemoryWatch>()

    /// `stop`: the look, counted from 0, at which the flag is found set without anybody's doing. For tests, which must
    /// not depend on moments.
    public init(stop: Int? = nil) { self.stop = stop }

    /// How often the flag was looked at; counted only with `stop`.
    public var looks: Int { lookCount.load(ordering: .relaxed) }

    public func cancel() { state.store(State.cancelled, ordering: .relaxed) }

    public func reset() { state.store(State.running, ordering: .relaxed) }

    public var isCancelled: Bool {
        if let stop, lookCount.wrappingAdd(1, ordering: .relaxed).oldValue == stop { cancel() }
        if state.load(ordering: .relaxed) != State.running { return true }
        guard let watch = watch.load(), watch.isExceeded() else { return false }
        exhaust()
        return true
    }

    /// Stops from now on what runs once the process has more memory than `limit` bytes; does nothing where the process
    /// cannot be measured. The first limit stays.
    public func watchMemory(limit: Int) {
        if let watch = MemoryWatch(limit: limit) { _ = self.watch.storeIfNil(watch) }
    }

    /// Stops what runs because there is no memory left for it.
    public func exhaust() {
        _ = state.compareExchange(expected: State.running, desired: State.exhausted, ordering: .relaxed)
    }

    /// Whether memory ran out; it is then forgotten, and what comes next may run.
    public func takeExhaustion() -> Bool {
        state.compareExchange(expected: State.exhausted, desired: State.running, ordering: .relaxed).exchanged
    }
}

extension Cancellation {
    /// To be called now and then where much is done at once.
    public func check() throws(ExecutionError) { if isCancelled { throw .cancelled } }

    /// Calls `body` with `count` numbers from 0 on, a run of them at a time.
    public func forEachRun(_ count: Int, _ body: (Range<Int>) throws(ExecutionError) -> Void) throws(ExecutionError) {
        var start = 0
        while start < count {
            try check()
            let end = min(count, start + Self.runLength)
            try body(start..<end)
            start = end
        }
    }

    /// The same for numbers from anywhere, by workers, which cannot throw: what is left once something is cancelled is not
    /// done.
    func forEachRun(in numbers: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = numbers.lowerBound
        while start < numbers.upperBound, !isCancelled {
            let end = min(numbers.upperBound, start + Self.runLength)
            body(start..<end)
            start = end
        }
    }

    /// Calls `body` with each number below `count`, on so many threads, which take one after another; with none any more
    /// once something is cancelled.
    func share(_ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
        Workers.share(count, threads: threads, unless: { self.isCancelled }, body)
    }

    /// Why folded texts could not be made.
    private var unmade: ExecutionError { isCancelled ? .cancelled : .tooMuchText }

    /// The classes of a dictionary's texts.
    public func classes(_ dictionary: TextDictionary, _ level: Folding.Level) throws(ExecutionError) -> TextClasses {
        guard let made = dictionary.classes(level, isCancelled: { self.isCancelled }) else { throw unmade }
        return made
    }

    /// A dictionary's texts, folded.
    public func folded(_ dictionary: TextDictionary, _ level: Folding.Level) throws(ExecutionError) -> FoldedTexts {
        guard let made = dictionary.folded(level, isCancelled: { self.isCancelled }) else { throw unmade }
        return made
    }

    /// The ranks of a dictionary's texts.
    public func ranks(_ dictionary: TextDictionary, _ order: TextOrder) throws(ExecutionError) -> Buffer<UInt32> {
        guard let made = dictionary.ranks(order, isCancelled: { self.isCancelled }) else { throw .cancelled }
        return made
    }

    /// Rows between two looks at the flag in plain loops.
    static let runLength = 1 << 16
    /// The same where each row takes long.
    static let fewTexts = 1 << 12
}
