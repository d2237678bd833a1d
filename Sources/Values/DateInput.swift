/// Consecutive days, both ends included: a year, a quarter, a month or a day.
public struct DatePeriod: Hashable, Sendable {
    public var first: CalendarDate
    public var last: CalendarDate

    public init(first: CalendarDate, last: CalendarDate) {
        self.first = first
        self.last = last
    }
}

/// Reads dates as people in Viet Nam write them: the day first, never the month first.
///
/// - Days: `17/03/2022`, `30-3-2018`, `5.4.21`, `2022-03-17`, `ngày 05 tháng 01 năm 2020`, `5 tháng 1, 2020`.
///   Year-first forms have a four-digit year. Years of two digits are 2000…2068 for 00…68 and 1969…1999 for 69…99.
/// - Times: `21:36`, `21:36:05.25`, `23h32`, `23h`, `23 giờ 32 phút`, before or behind the day, with `lúc` or a comma
///   between them or not; ISO 8601's `2022-03-17T21:36:05Z`. Times have no zone: `Z` is read over, offsets are refused.
/// - Periods: `2022`, `năm 2022`; `2022-03`, `3/2022`, `tháng 3/2022`, `tháng 3 năm 2022`; `2022-Q1`, `Q1/2022`,
///   `quý 1/2022`, `quý I năm 2022`.
///
/// Words may be composed or decomposed, in either case, and without marks. The calendar is checked: 31/4 is no day.
public enum DateInput {
    /// One day.
    public static func date(_ text: String) -> CalendarDate? {
        var scanner = DateScanner(text)
        return scanner.whole { $0.day() }
    }

    /// A day, a month, a quarter or a year.
    public static func period(_ text: String) -> DatePeriod? {
        var scanner = DateScanner(text)
        return period(&scanner)
    }

    /// A day with a time of day; a day alone is none.
    public static func dateTime(_ text: String) -> DateTime? {
        var scanner = DateScanner(text)
        return scanner.whole { $0.moment() }?.first
    }

    /// The first and the last microsecond of what is written: of a period, of an hour (`21h`), of a minute (`21:36`),
    /// of a second; a time with a fraction is itself.
    public static func dateTimeRange(_ text: String) -> (first: DateTime, last: DateTime)? {
        var scanner = DateScanner(text)
        return dateTimeRange(&scanner)
    }

    /// Why a text is none of the above, as a sentence without its full stop; nil where it is one.
    public static func explain(_ text: String) -> String? {
        var scanner = DateScanner(text)
        if dateTimeRange(&scanner) != nil { return nil }
        return scanner.problem ?? "dates are written like 17/03/2022, 2022-03-17, 3/2022, 2022 or 17/03/2022 21:36"
    }

    private static func period(_ scanner: inout DateScanner) -> DatePeriod? {
        if let day = scanner.whole({ $0.day() }) { return DatePeriod(first: day, last: day) }
        return scanner.whole { $0.month() } ?? scanner.whole { $0.quarter() } ?? scanner.whole { $0.year() }
    }

    private static func dateTimeRange(_ scanner: inout DateScanner) -> (first: DateTime, last: DateTime)? {
        if let moment = scanner.whole({ $0.moment() }) { return moment }
        guard let days = period(&scanner) else { return nil }
        let end = DateTime(date: days.last).microseconds + DateTime.microsecondsPerDay - 1
        return (DateTime(date: days.first), DateTime(microseconds: end))
    }
}

/// The same days for loaders, from bytes, without words.
extension DateInput {
    /// Exactly `2022-03-17`, as days since 1970-01-01.
    public static func isoDate(_ bytes: Span<UInt8>) -> Int32? {
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = digits(bytes, 0..<4), let month = digits(bytes, 5..<7), let day = digits(bytes, 8..<10)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)?.daysSinceEpoch
    }

    /// `17/03/2022`, `30-3-2018`, `5.4.21` (day first), `2022-03-17`, `2022/3/17` (year first), as days since
    /// 1970-01-01; no spaces around them.
    public static func anyDate(_ bytes: Span<UInt8>) -> (days: Int32, isDayFirst: Bool)? {
        guard bytes.count >= 6, bytes.count <= 10 else { return nil }
        var start = 0
        let first = run(bytes, from: &start)
        guard start < bytes.count else { return nil }
        let mark = bytes[start]
        guard mark == UInt8(ascii: "/") || mark == UInt8(ascii: "-") || mark == UInt8(ascii: ".") else { return nil }
        start += 1
        let second = run(bytes, from: &start)
        guard start < bytes.count, bytes[start] == mark, (1...2).contains(second.count) else { return nil }
        start += 1
        let third = run(bytes, from: &start)
        guard start == bytes.count,
            let written = WrittenDay(first, second.value, third)
        else { return nil }
        guard let date = CalendarDate(year: written.year, month: written.month, day: written.day) else { return nil }
        return (date.daysSinceEpoch, written.isDayFirst)
    }

    private static func digits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var start = range.lowerBound
        let found = run(bytes, from: &start, limit: range.upperBound)
        return start == range.upperBound ? found.value : nil
    }

    /// The digits from `start` on, which moves behind them.
    @inline(__always)
    private static func run(_ bytes: Span<UInt8>, from start: inout Int, limit: Int? = nil) -> DateDigits {
        let limit = limit ?? bytes.count
        let begin = start
        var value = 0
        while start < limit, bytes[start] >= UInt8(ascii: "0"), bytes[start] <= UInt8(ascii: "9") {
            value = value * 10 + Int(bytes[start] - UInt8(ascii: "0"))
            start += 1
        }
        return DateDigits(value: value, count: start - begin)
    }
}

/// A number in a date and with how many digits it is written, which tells years from days.
struct DateDigits: Hashable {
    var value: Int
    var count: Int

    /// A year of four digits, or of two (00…68 in the 2000s, 69…99 in the 1900s).
    var year: Int? {
        switch count {
        case 4: value
        case 2: value + (value <= 68 ? 2000 : 1900)
        default: nil
        }
    }
}

/// Three numbers told apart by their digits: year first where the first has four, otherwise day first.
struct WrittenDay {
    let year: Int
    let month: Int
    let day: Int
    let isDayFirst: Bool

    init?(_ first: DateDigits, _ second: Int, _ third: DateDigits) {
        if first.count == 4, (1...2).contains(third.count) {
            (year, month, day, isDayFirst) = (first.value, second, third.value, false)
        } else if (1...2).contains(first.count), let last = third.year {
            (year, month, day, isDayFirst) = (last, second, first.value, true)
        } else {
            return nil
        }
    }
}
