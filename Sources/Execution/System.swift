import Glibc
import Values

/// The one place that asks what day it is.
enum SystemClock {
    static func today() -> CalendarDate {
        var now = time(nil)
        var local = tm()
        localtime_r(&now, &local)
        return CalendarDate(year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday))
            ?? CalendarDate(daysSinceEpoch: 0)
    }

    /// Of a clock that only goes forward, from some moment on.
    static func nanoseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}

enum SystemMath {
    static func naturalLogarithm(_ value: Double) -> Double { Glibc.log(value) }
}
