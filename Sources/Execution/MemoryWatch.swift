import Columns
import Glibc

/// Stops what runs once the process has more memory than it may: what no operator has charged is seen here.
public enum MemoryWatch {
    private static let intervalMicroseconds: UInt32 = 1000

    /// Watches from now on, on a thread of its own; does nothing where the process cannot be measured.
    public static func start(limit: Int, _ cancellation: Cancellation) {
        guard ProcessMemory.resident() != nil else { return }
        // Operators that charge come first: they can say what they need.
        let tolerated = limit + limit / 32
        _ = Workers.start {
            while true {
                usleep(intervalMicroseconds)
                guard !cancellation.isCancelled, isAbove(tolerated) else { continue }
                ProcessMemory.trim()
                if isAbove(tolerated) { cancellation.exhaust() }
            }
        }
    }

    private static func isAbove(_ limit: Int) -> Bool { ProcessMemory.resident().map { $0 > limit } ?? false }
}
