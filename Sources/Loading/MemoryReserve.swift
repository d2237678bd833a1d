import Columns
import Synchronization

/// What each thread of a load is about to take at once, held against what the memory limit leaves for all: once taken,
/// it would be too late.
final class MemoryReserve: Sendable {
    /// By thread.
    private let taken: Mutex<[Int]>
    private let left: (@Sendable () -> Int?)?

    /// Less is seen in time when it is there.
    private static let leastBytes = 1 << 20

    init(threads: Int, left: (@Sendable () -> Int?)?) {
        taken = Mutex(Array(repeating: 0, count: threads))
        self.left = left
    }

    /// Takes so many bytes for a thread, which has what it took before; an error where there are not as many.
    func take(_ bytes: Int, thread: Int) throws(LoadError) {
        let needed = taken.withLock { taken in
            taken[thread] = bytes < Self.leastBytes ? 0 : bytes
            return taken[thread] == 0 ? 0 : taken.reduce(0, +)
        }
        guard needed > 0, isTooMuch(needed) else { return }
        ProcessMemory.trim()
        if isTooMuch(needed) { throw .exhausted }
    }

    private func isTooMuch(_ bytes: Int) -> Bool {
        guard let left = left?() else { return false }
        return bytes > left
    }
}
