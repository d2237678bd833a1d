import Values

/// Dates and times as files write them: ISO 8601, or day first; never month first.
enum DateReading {
    struct Day: Equatable {
        var days: Int32
        var isDayFirst: Bool
        /// The day is above 12, so that no other order is possible.
        var isProven: Bool
    }

    /// `2022-03-17`, `17/03/2022`, `30-3-2018`, `5.4.21`; nil for anything else, and for days no calendar has.
    static func day(_ text: UnsafeBufferPointer<UInt8>) -> Day? {
        // 5.4.21 … 17/03/2022; the first test throws out almost all text.
        guard text.count >= 6, text.count <= 10, text[0] &- 48 < 10 else { return nil }
        var numbers: (Int, Int, Int) = (0, 0, 0)
        var digits: (Int, Int, Int) = (0, 0, 0)
        var part = 0
        var separator: UInt8 = 0
        for byte in text {
            let digit = byte &- 48
            if digit < 10 {
                switch part {
                case 0: (numbers.0, digits.0) = (numbers.0 * 10 + Int(digit), digits.0 + 1)
                case 1: (numbers.1, digits.1) = (numbers.1 * 10 + Int(digit), digits.1 + 1)
                default: (numbers.2, digits.2) = (numbers.2 * 10 + Int(digit), digits.2 + 1)
                }
            } else {
                guard byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."),
                    part == 0 || byte == separator, part < 2
                else { return nil }
                separator = byte
                part += 1
            }
        }
        guard part == 2, (1...2).contains(digits.1) else { return nil }
        if digits.0 == 4, separator == UInt8(ascii: "-"), digits.1 == 2, digits.2 == 2 {
            guard let date = CalendarDate(year: numbers.0, month: numbers.1, day: numbers.2) else { return nil }
            return Day(days: date.daysSinceEpoch, isDayFirst: false, isProven: true)
        }
        guard (1...2).contains(digits.0), digits.2 == 4 || digits.2 == 2 else { return nil }
        let year = digits.2 == 4 ? numbers.2 : century(numbers.2)
        guard let date = CalendarDate(year: year, month: numbers.1, day: numbers.0) else { return nil }
        return Day(days: date.daysSinceEpoch, isDayFirst: true, isProven: numbers.0 > 12)
    }

    private static func century(_ year: Int) -> Int { year < 70 ? 2000 + year : 1900 + year }

    /// A day with a time before or behind it: `2022-03-17T21:36:05.25`, `17/03/2022 21:36`, `21:36 17/03/2022`.
    static func dateTime(_ text: UnsafeBufferPointer<UInt8>) -> (microseconds: Int64, day: Day)? {
        guard text.count >= 9, text.count <= 26,
            let split = text.firstIndex(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "T") })
        else { return nil }
        let front = UnsafeBufferPointer(rebasing: text[..<split])
        let back = UnsafeBufferPointer(rebasing: text[(split + 1)...])
        if let day = day(front), let time = time(back) { return (combined(day, time), day) }
        if text[split] == UInt8(ascii: " "), let time = time(front), let day = day(back) {
            return (combined(day, time), day)
        }
        return nil
    }

    private static func combined(_ day: Day, _ time: Int64) -> Int64 {
        Int64(day.days) * DateTime.microsecondsPerDay + time
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
