import Columns
import Glibc

/// Stops what runs once the process has more memory than it may: what no operator has charged is seen here.
public enum MemoryWatch {
    private static let intervalMicroseconds: UInt32 = 1000

    /// Watches from now on, on a thread of its own; does nothing where the process cannot be measured.
    public static func start(limit: Int, _ cancellation: Cancellation) {
        guard ProcessMemory.resident() != nil else { return }
        _ = Workers.start {
            var before = 0
            while true {
                usleep(intervalMicroseconds)
                guard !cancellation.isCancelled, let resident = ProcessMemory.resident() else { continue }
                let growth = max(0, resident - before)
                before = resident
                guard isTooMuch(resident, growth, limit) else { continue }
                ProcessMemory.trim()
                before = ProcessMemory.resident() ?? resident
                if isTooMuch(before, growth, limit) { cancellation.exhaust() }
            }
        }
    }

    /// Operators that charge come first: they can say what they need. What grows fast is far above the limit before the
    /// next look.
    private static func isTooMuch(_ resident: Int, _ growth: Int, _ limit: Int) -> Bool {
        resident > limit && resident + growth > limit + limit / 32
    }
}
