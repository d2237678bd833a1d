import Columns
import Synchronization

/// Sees when the process has more memory than it may, however it came by it: what no operator has charged is seen here.
///
/// Whoever asks looks for itself: a thread that only watched would wait for a processor, while the others go on.
final class MemoryWatch: Sendable {
    private static let intervalNanoseconds: UInt64 = 1_000_000

    private let limit: Int
    private let nextLook = Atomic<UInt64>(0)
    /// What there was at the last look.
    private let before = Atomic<Int>(0)

    /// Nil where the process cannot be measured.
    init?(limit: Int) {
        guard ProcessMemory.resident() != nil else { return nil }
        self.limit = limit
    }

    /// Whether there is too much now; looks once a millisecond, and by one thread.
    func isExceeded() -> Bool {
        let now = SystemClock.nanoseconds()
        let next = nextLook.load(ordering: .relaxed)
        guard now >= next,
            nextLook.compareExchange(
                expected: next, desired: now + Self.intervalNanoseconds, ordering: .relaxed
            ).exchanged,
            let resident = ProcessMemory.resident()
        else { return false }
        let growth = max(0, resident - before.exchange(resident, ordering: .relaxed))
        guard isTooMuch(resident, growth) else { return false }
        ProcessMemory.trim()
        let left = ProcessMemory.resident() ?? resident
        before.store(left, ordering: .relaxed)
        return isTooMuch(left, growth)
    }

    /// Operators that charge come first: they can say what they need. What grows fast is far above the limit before the
    /// next look.
    private func isTooMuch(_ resident: Int, _ growth: Int) -> Bool {
        resident > limit && resident + growth > limit + limit / 32
    }
}
