import Values

/// Dates and times as files write them: ISO 8601, or day first; never month first.
///
/// The forms are those of `DateInput`; what is added here is the evidence, and a path for plain date-times that makes
/// no strings.
enum DateReading {
    struct Day: Equatable {
        var days: Int32
        var isDayFirst: Bool
        /// The day is above 12 or the month a word, so that no other order is possible.
        var isProven: Bool
    }

    /// Longer texts are no dates.
    private static let maximumBytes = 60

    /// `2022-03-17`, `17/03/2022`, `5.4.21`, `ngày 05 tháng 01 năm 2020`; nil for anything else, and for days no
    /// calendar has.
    static func day(_ text: UnsafeBufferPointer<UInt8>) -> Day? {
        if let found = DateInput.anyDate(text.span) {
            return Day(days: found.days, isDayFirst: found.isDayFirst, isProven: leadingNumber(text) > 12)
        }
        guard hasWords(text), let date = DateInput.date(String(decoding: text, as: UTF8.self)) else { return nil }
        return Day(days: date.daysSinceEpoch, isDayFirst: true, isProven: true)
    }

    /// A day with a time before or behind it: `2022-03-17T21:36:05.25`, `17/03/2022 21:36`, `23h32 17/03/2022`.
    static func dateTime(_ text: UnsafeBufferPointer<UInt8>) -> (microseconds: Int64, day: Day)? {
        if let plain = plainDateTime(text) { return plain }
        // The shortest is 5.4.21 9h.
        guard text.count >= 9, text.count <= maximumBytes, text.contains(where: { $0 &- 48 < 10 }),
            let time = DateInput.dateTime(String(decoding: text, as: UTF8.self))
        else { return nil }
        let isYearFirst = text.prefix { $0 &- 48 < 10 }.count == 4
        let day = Day(days: time.date.daysSinceEpoch, isDayFirst: !isYearFirst, isProven: false)
        return (time.microseconds, day)
    }

    private static func hasWords(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= 10 && text.count <= maximumBytes && text.contains(UInt8(ascii: " "))
            && text.contains { $0 >= 0x80 || $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
    }

    private static func leadingNumber(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        text.prefix { $0 &- 48 < 10 }.prefix(4).reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private static func plainDateTime(_ text: UnsafeBufferPointer<UInt8>) -> (microseconds: Int64, day: Day)? {
        guard text.count >= 12, text.count <= 26,
            let split = text.firstIndex(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "T") })
        else { return nil }
        let front = UnsafeBufferPointer(rebasing: text[..<split])
        let back = UnsafeBufferPointer(rebasing: text[(split + 1)...])
        guard let found = DateInput.anyDate(front.span), let time = time(back) else { return nil }
        let day = Day(days: found.days, isDayFirst: found.isDayFirst, isProven: leadingNumber(front) > 12)
        return (Int64(found.days) * DateTime.microsecondsPerDay + time, day)
    }

    /// `21:36`, `21:36:05`, `21:36:05.123456` as microseconds since midnight.
    private static func time(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        func two(_ index: Int, below limit: Int64) -> Int64? {
            guard index + 1 < text.count, text[index] &- 48 < 10, text[index + 1] &- 48 < 10 else { return nil }
            let value = Int64(text[index] - 48) * 10 + Int64(text[index + 1] - 48)
            return value < limit ? value : nil
        }
        guard text.count >= 5, text[2] == UInt8(ascii: ":"), let hour = two(0, below: 24),
            let minute = two(3, below: 60)
        else { return nil }
        let minutes = (hour * 60 + minute) * 60_000_000
        if text.count == 5 { return minutes }
        guard text.count >= 8, text[5] == UInt8(ascii: ":"), let second = two(6, below: 60) else { return nil }
        let seconds = minutes + second * 1_000_000
        if text.count == 8 { return seconds }
        guard text[8] == UInt8(ascii: "."), (10...15).contains(text.count) else { return nil }
        var fraction: Int64 = 0
        for index in 9..<15 {
            let digit = index < text.count ? text[index] &- 48 : 0
            guard digit < 10 else { return nil }
            fraction = fraction * 10 + Int64(digit)
        }
        return seconds + fraction
    }
}
