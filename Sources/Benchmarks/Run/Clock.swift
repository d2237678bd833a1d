import Glibc

/// Time and memory of this process, as the system counts them.
enum Clock {
    static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = nanoseconds()
        try body()
        return Double(nanoseconds() - start) / 1e9
    }
}

enum Memory {
    /// The most that was resident since the start or the last `forgetPeak`, in bytes.
    static func peak() throws -> Int {
        for line in try TextFile.read("/proc/self/status").split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.count > 1, let kibibytes = Int(words[1]) { return kibibytes * 1_024 }
        }
        throw BenchmarkError.failed(what: "reading the peak memory", message: "/proc/self/status has no VmHWM")
    }

    /// Lets the peak begin at what is resident now.
    static func forgetPeak() throws {
        try TextFile.write("5", to: "/proc/self/clear_refs")
    }
}

/// The times of one query in one system, in seconds.
struct Timings {
    /// The first run, with nothing prepared.
    var first: Double
    /// The runs after it.
    var warm: [Double]

    var best: Double { warm.min() ?? first }

    /// The times of at least so many runs: of short ones, which time alone tells little of, so many more that they take
    /// 50 ms in all, at most 100. The peers' scripts do the same.
    static func warm(atLeast runs: Int, _ once: () throws -> Double) rethrows -> [Double] {
        var times: [Double] = []
        var total = 0.0
        while times.count < runs || total < 0.05 && times.count < 100 {
            let time = try once()
            times.append(time)
            total += time
        }
        return times
    }

    /// The lower middle one of an even number, so that it is a time that was measured.
    var median: Double {
        let sorted = warm.sorted()
        return sorted.isEmpty ? first : sorted[(sorted.count - 1) / 2]
    }
}
