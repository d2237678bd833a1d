import Glibc
import Synchronization

/// Threads for the length of one call.
public enum Workers {
    public static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private static let limit = Atomic<Int>(processorCount)

    /// How many threads that work may take to which no options come: what is made of a dictionary's texts once, whoever
    /// asks, and the reading of files.
    public static var most: Int {
        get { limit.load(ordering: .relaxed) }
        set { limit.store(max(1, newValue), ordering: .relaxed) }
    }

    /// Calls `body` with each number below `count`, each on a thread of its own but for 0, which is on this one;
    /// comes back when all are done. What cannot have a thread is done here too.
    public static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var threads: [pthread_t] = []
        var remaining: [Int] = []
        for index in 1..<max(count, 1) {
            if let thread = thread({ body(index) }) { threads.append(thread) } else { remaining.append(index) }
        }
        if count > 0 { body(0) }
        for index in remaining { body(index) }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Calls `body` with each number below `count`, on so many threads, which take one number after another as they come
    /// to them; with none any more once `isStopped` says so.
    public static func share(
        _ count: Int, threads: Int, unless isStopped: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable (Int) -> Void
    ) {
        let next = WorkCounter()
        run(threads) { _ in while !isStopped(), let number = next.claim(below: count) { body(number) } }
    }

    /// Shares the numbers below `count` among threads by runs of so many, the last of which may be shorter.
    public static func shareRuns(
        of length: Int, below count: Int, threads: Int, unless isStopped: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable (Range<Int>) -> Void
    ) {
        let runCount = (count + length - 1) / length
        share(runCount, threads: min(threads, runCount), unless: isStopped) { run in
            body(run * length..<min((run + 1) * length, count))
        }
    }

    /// Calls `body` on a thread of its own, for which nobody waits; false where there is none to be had.
    ///
    /// `givesWay`: the thread takes what processors others leave, and little where they leave none.
    public static func start(givesWay: Bool = false, _ body: @escaping @Sendable () -> Void) -> Bool {
        let thread = thread {
            // On Linux this is about the calling thread alone. Where it may not be, the thread is like any other.
            if givesWay { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10) }
            body()
        }
        guard let thread else { return false }
        pthread_detach(thread)
        return true
    }

    /// A thread that runs `body`; nil where there is none to be had.
    private static func thread(_ body: @escaping () -> Void) -> pthread_t? {
        let job = Unmanaged.passRetained(Job(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Job>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, job.toOpaque())
        if status == 0 { return thread }
        job.release()
        return nil
    }

    private final class Job {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }
}

/// Results of workers, each written by one of them and read when all are done.
public final class PlainResults<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    /// For loops over many of them.
    public let elements: UnsafeMutableBufferPointer<Element>
    private let isRecycled: Bool

    /// Each must be written before it is read.
    public init(uninitializedCount count: Int) {
        let memory = HugeMemory.allocate(count * MemoryLayout<Element>.stride)
        elements = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: Element.self, capacity: count), count: count)
        isRecycled = true
    }

    public convenience init(count: Int, initial: Element) {
        self.init(uninitializedCount: count)
        elements.initialize(repeating: initial)
    }

    /// Zeros, which take memory only where something is written; for integers.
    public init(zeros count: Int) where Element: FixedWidthInteger {
        let memory = HugeMemory.allocateZeros(count * MemoryLayout<Element>.stride)
        elements = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: Element.self, capacity: count), count: count)
        isRecycled = false
    }

    deinit {
        if isRecycled, let base = elements.baseAddress {
            HugeMemory.recycle(base, elements.count * MemoryLayout<Element>.stride)
        } else {
            elements.deallocate()
        }
    }

    @inlinable
    public subscript(index: Int) -> Element {
        get { elements[index] }
        set { elements[index] = newValue }
    }
}

/// A pointer into memory that outlives the workers, of which each touches its own part.
public struct Unchecked<Pointer>: @unchecked Sendable {
    public let value: Pointer
    @inlinable
    public init(_ value: Pointer) { self.value = value }
}
