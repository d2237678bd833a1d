import Values

/// A date format of Table Schema, as strptime writes it: `%d/%m/%Y`, `%Y-%m-%d %H:%M:%S`.
struct DatePattern: Hashable {
    private var parts: [Part] = []
    private(set) var isDayFirst = false

    private enum Part: Hashable {
        case literal(UInt8)
        /// One of d, m, Y, y, H, M, S, f.
        case number(UInt8)
    }

    /// Nil where the pattern has a letter that is not understood.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                parts.append(.literal(byte))
                continue
            }
            guard var letter = bytes.popFirst() else { return nil }
            // %-d is glibc's and Python's d without a leading zero, which is read anyway.
            if letter == UInt8(ascii: "-") {
                guard let next = bytes.popFirst() else { return nil }
                letter = next
            }
            guard "dmYyHMSf".utf8.contains(letter) else { return nil }
            parts.append(.number(letter))
        }
        let order = parts.compactMap { if case .number(let letter) = $0 { letter } else { nil } }
        isDayFirst = order.first == UInt8(ascii: "d")
    }

    /// Microseconds since 1970-01-01 00:00; nil where the text is written otherwise or no calendar has the day.
    func microseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var (year, month, day) = (1970, 1, 1)
        var (hour, minute, second, fraction) = (0, 0, 0, 0)
        var index = 0
        for part in parts {
            switch part {
            case .literal(let byte):
                guard index < text.count, text[index] == byte else { return nil }
                index += 1
            case .number(let letter):
                let limit = letter == UInt8(ascii: "Y") ? 4 : letter == UInt8(ascii: "f") ? 6 : 2
                guard let (value, digits) = DatePattern.number(text, at: &index, limit: limit) else { return nil }
                switch letter {
                case UInt8(ascii: "d"): day = value
                case UInt8(ascii: "m"): month = value
                case UInt8(ascii: "Y"): year = value
                case UInt8(ascii: "y"): year = value <= 68 ? 2000 + value : 1900 + value
                case UInt8(ascii: "H"): hour = value
                case UInt8(ascii: "M"): minute = value
                case UInt8(ascii: "S"): second = value
                default: fraction = (digits..<6).reduce(value) { scaled, _ in scaled * 10 }
                }
            }
        }
        guard index == text.count, hour < 24, minute < 60, second < 60,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        return DateTime(date: date, hour: hour, minute: minute, second: second, microsecond: fraction).microseconds
    }

    private static func number(
        _ text: UnsafeBufferPointer<UInt8>, at index: inout Int, limit: Int
    ) -> (value: Int, digits: Int)? {
        var value = 0
        var digits = 0
        while digits < limit, index < text.count, text[index] &- 48 < 10 {
            value = value * 10 + Int(text[index] - 48)
            digits += 1
            index += 1
        }
        return digits > 0 ? (value, digits) : nil
    }
}
