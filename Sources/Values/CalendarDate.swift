/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
public struct CalendarDate: Hashable, Comparable, Sendable {
    public let daysSinceEpoch: Int32

    public init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

    /// Nil where the calendar has no such day (31 April), or the year is outside 1…9999.
    ///
    /// The day count is Howard Hinnant's `days_from_civil`.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    public struct Components: Hashable, Sendable {
        public var year: Int
        public var month: Int
        public var day: Int
    }

    /// Howard Hinnant's `civil_from_days`.
    public var components: Components {
        let days = Int(daysSinceEpoch) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return Components(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Monday is 1, Sunday 7.
    public var weekday: Int {
        let offset = (Int(daysSinceEpoch) + 3) % 7
        return (offset < 0 ? offset + 7 : offset) + 1
    }

    public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

/// A local point in time without a zone, as microseconds since 1970-01-01 00:00.
public struct DateTime: Hashable, Comparable, Sendable {
    public let microseconds: Int64

    public static let microsecondsPerDay: Int64 = 86_400_000_000

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public init(date: CalendarDate, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        let seconds = Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
        microseconds = Int64(date.daysSinceEpoch) * Self.microsecondsPerDay + seconds * 1_000_000 + Int64(microsecond)
    }

    public var date: CalendarDate {
        CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: floorDays))
    }

    /// Microseconds since midnight.
    public var microsecondOfDay: Int64 { microseconds - floorDays * Self.microsecondsPerDay }

    private var floorDays: Int64 {
        let days = microseconds / Self.microsecondsPerDay
        return microseconds % Self.microsecondsPerDay < 0 ? days - 1 : days
    }

    public static func < (left: DateTime, right: DateTime) -> Bool { left.microseconds < right.microseconds }
}
