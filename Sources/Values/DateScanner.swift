/// A piece of a written date.
private enum DateToken: Hashable {
    case number(DateDigits)
    case mark(UInt8)
    case word(DateWord)
}

private enum DateWord: Hashable {
    case day, month, quarter, year, at, hour, minute, second, isoTime, utc
    /// I to IV, for quarters.
    case roman(Int)
}

/// Reads the forms of `DateInput`; keeps the first thing that was wrong with a form that otherwise fitted.
struct DateScanner {
    private let tokens: [DateToken]
    private var position = 0
    private(set) var problem: String?

    /// Longer texts are no dates; this bounds the work on whatever is given.
    private static let maximumScalars = 80

    init(_ text: String) {
        // What is no date by its characters is one without tokens, which no form fits.
        tokens = Self.tokens(of: text) ?? []
    }

    /// What `form` reads, if it reads all of the text.
    mutating func whole<Result>(_ form: (inout DateScanner) -> Result?) -> Result? {
        position = 0
        guard let result = form(&self), position == tokens.count, position > 0 else { return nil }
        return result
    }

    /// A moment and the last microsecond of it, as precisely as it is written.
    mutating func moment() -> (first: DateTime, last: DateTime)? {
        if let day = day() {
            _ = take(.word(.isoTime)) || take(.word(.at)) || take(.mark(UInt8(ascii: ",")))
            guard let time = time() else { return nil }
            return Self.moment(day, time)
        }
        position = 0
        guard let time = time() else { return nil }
        _ = take(.mark(UInt8(ascii: ",")))
        guard let day = day() else { return nil }
        return Self.moment(day, time)
    }

    private static func moment(_ day: CalendarDate, _ time: (start: Int64, unit: Int64)) -> (DateTime, DateTime) {
        let first = DateTime(date: day).microseconds + time.start
        return (DateTime(microseconds: first), DateTime(microseconds: first + time.unit - 1))
    }
}

/// Days and periods.
extension DateScanner {
    /// `[ngày] 17/03/2022`, `2022-03-17`, `ngày 5 tháng 1 năm 2020`; goes back to where it began if there is none.
    mutating func day() -> CalendarDate? {
        let start = position
        let isNamed = take(.word(.day))
        guard let first = number(), let second = monthNumber(), let third = number(),
            let written = WrittenDay(first, second, third), written.isDayFirst || !isNamed
        else {
            position = start
            return nil
        }
        guard let date = CalendarDate(year: written.year, month: written.month, day: written.day) else {
            complain(Self.reason(written))
            return nil
        }
        return date
    }

    /// The month between day and year, with what separates it from both.
    private mutating func monthNumber() -> Int? {
        if take(.word(.month)) {
            guard let month = number(), month.count <= 2 else { return nil }
            _ = takeDateMark() != nil || take(.mark(UInt8(ascii: ",")))
            _ = take(.word(.year))
            return month.value
        }
        guard let mark = takeDateMark(), let month = number(), month.count <= 2,
            take(.mark(mark)) || take(.word(.year))
        else { return nil }
        return month.value
    }

    mutating func month() -> DatePeriod? {
        let isNamed = take(.word(.month))
        guard let first = number() else { return nil }
        let separated = takeDateMark() != nil || (isNamed && take(.mark(UInt8(ascii: ","))))
        guard take(.word(.year)) || separated, let second = number() else { return nil }
        let isYearFirst = first.count == 4 && !isNamed
        let (month, year) = isYearFirst ? (second, first) : (first, second)
        guard month.count <= 2, year.count == 4 else { return nil }
        return months(month.value...month.value, of: year.value)
    }

    /// `2022-Q1`, `Q1/2022`, `quý 1 năm 2022`, `quý I/2022`.
    mutating func quarter() -> DatePeriod? {
        let leading = number()
        if leading != nil { _ = takeDateMark() }
        guard take(.word(.quarter)), let quarter = number()?.value ?? roman() else { return nil }
        var year = leading
        if year == nil {
            _ = takeDateMark() != nil || take(.mark(UInt8(ascii: ",")))
            _ = take(.word(.year))
            year = number()
        }
        guard let year, year.count == 4 else { return nil }
        guard (1...4).contains(quarter) else {
            complain("there is no quarter \(quarter): a year has 4")
            return nil
        }
        return months(quarter * 3 - 2...quarter * 3, of: year.value)
    }

    mutating func year() -> DatePeriod? {
        _ = take(.word(.year))
        guard let year = number(), year.count == 4 else { return nil }
        return months(1...12, of: year.value)
    }

    private mutating func months(_ months: ClosedRange<Int>, of year: Int) -> DatePeriod? {
        let length = CalendarDate.length(ofMonth: months.upperBound, year: year)
        guard let first = CalendarDate(year: year, month: months.lowerBound, day: 1),
            let last = CalendarDate(year: year, month: months.upperBound, day: length)
        else {
            complain(year == 0 ? "there is no year 0" : "there is no month \(months.lowerBound): a year has 12")
            return nil
        }
        return DatePeriod(first: first, last: last)
    }

    private static func reason(_ written: WrittenDay) -> String {
        if written.year == 0 { return "there is no year 0" }
        guard (1...12).contains(written.month) else {
            let swapped = written.isDayFirst && (1...12).contains(written.day) && written.month <= 31
            return "there is no month \(written.month)" + (swapped ? ": the day comes first, then the month" : "")
        }
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        if written.day == 0 { return "there is no day 0" }
        let year = written.month == 2 ? " \(written.year)" : ""
        let length = CalendarDate.length(ofMonth: written.month, year: written.year)
        return "\(names[written.month - 1])\(year) has \(length) days"
    }
}

/// Times of day.
extension DateScanner {
    /// Microseconds since midnight and the length of the unit written last.
    private mutating func time() -> (start: Int64, unit: Int64)? {
        guard let hour = number(), hour.count <= 2 else { return nil }
        var (minute, second, microsecond) = (0, 0, 0)
        var unit: Int64 = 60_000_000
        if take(.mark(UInt8(ascii: ":"))) {
            guard let minutes = number(), minutes.count == 2 else { return nil }
            minute = minutes.value
            if take(.mark(UInt8(ascii: ":"))) {
                guard let seconds = number(), seconds.count == 2 else { return nil }
                (second, unit) = (seconds.value, 1_000_000)
                if take(.mark(UInt8(ascii: "."))) {
                    guard let fraction = number().flatMap(Self.microseconds) else { return nil }
                    (microsecond, unit) = (fraction, 1)
                }
            }
            _ = take(.word(.utc))
        } else if take(.word(.hour)) {
            unit = 3_600_000_000
            if let minutes = wordedPart(.minute) { (minute, unit) = (minutes, 60_000_000) }
            if unit == 60_000_000, let seconds = wordedPart(.second) { (second, unit) = (seconds, 1_000_000) }
        } else {
            return nil
        }
        return checked(hour: hour.value, minute: minute, second: second, microsecond: microsecond, unit: unit)
    }

    private mutating func checked(
        hour: Int, minute: Int, second: Int, microsecond: Int, unit: Int64
    ) -> (start: Int64, unit: Int64)? {
        guard hour < 24, minute < 60, second < 60 else {
            let (value, name, most) =
                hour >= 24 ? (hour, "hour", 23) : minute >= 60 ? (minute, "minute", 59) : (second, "second", 59)
            complain("there is no \(name) \(value): the last is \(most)")
            return nil
        }
        if tokens.indices.contains(position), tokens[position] == .mark(UInt8(ascii: "+")) {
            complain("times have no zone here: leave out the offset from UTC")
        }
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        return (seconds * 1_000_000 + Int64(microsecond), unit)
    }

    /// A number of one or two digits before an optional unit word; the day behind a time is none.
    private mutating func wordedPart(_ word: DateWord) -> Int? {
        let start = position
        guard let part = number(), part.count <= 2 else {
            position = start
            return nil
        }
        if take(.word(word)) { return part.value }
        // Without the word: the minutes of 23h32, but not the day of 23h 17/3/2022.
        let isFollowed: Bool =
            switch position < tokens.count ? tokens[position] : nil {
            case .mark(let mark): mark != UInt8(ascii: ",")
            case .word(let next): next == .month
            case .number, nil: false
            }
        if isFollowed || word == .second {
            position = start
            return nil
        }
        return part.value
    }

    /// A fraction of a second with up to six digits, or more if the rest are zeros.
    private static func microseconds(_ fraction: DateDigits) -> Int? {
        guard fraction.count <= 9 else { return nil }
        var value = fraction.value
        for _ in fraction.count..<9 { value *= 10 }
        return value % 1000 == 0 ? value / 1000 : nil
    }
}

/// Tokens.
extension DateScanner {
    private mutating func complain(_ reason: String) {
        if problem == nil { problem = reason }
    }

    private mutating func take(_ token: DateToken) -> Bool {
        guard position < tokens.count, tokens[position] == token else { return false }
        position += 1
        return true
    }

    private mutating func number() -> DateDigits? {
        guard position < tokens.count, case .number(let digits) = tokens[position] else { return nil }
        position += 1
        return digits
    }

    private mutating func roman() -> Int? {
        guard position < tokens.count, case .word(.roman(let value)) = tokens[position] else { return nil }
        position += 1
        return value
    }

    private mutating func takeDateMark() -> UInt8? {
        guard position < tokens.count, case .mark(let mark) = tokens[position],
            mark == UInt8(ascii: "/") || mark == UInt8(ascii: "-") || mark == UInt8(ascii: ".")
        else { return nil }
        position += 1
        return mark
    }

    /// Nil where something stands in the text that no date has.
    private static func tokens(of text: String) -> [DateToken]? {
        var tokens: [DateToken] = []
        var word = ""
        var digits = DateDigits(value: 0, count: 0)
        func finish() -> Bool {
            if digits.count > 0 { tokens.append(.number(digits)) }
            digits = DateDigits(value: 0, count: 0)
            guard !word.isEmpty else { return true }
            guard let known = Self.word(word) else { return false }
            tokens.append(.word(known))
            word = ""
            return true
        }
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < maximumScalars else { return nil }
            let isDigit = ("0"..."9").contains(scalar)
            let isLetter = scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
            if (!isDigit && digits.count > 0) || (!isLetter && !word.isEmpty) {
                guard finish() else { return nil }
            }
            if isDigit {
                guard digits.count < 9 else { return nil }
                digits.value = digits.value * 10 + Int(scalar.value - 48)
                digits.count += 1
            } else if isLetter {
                word.unicodeScalars.append(scalar)
            } else if let mark = mark(scalar) {
                tokens.append(.mark(mark))
            } else if !scalar.properties.isWhitespace {
                return nil
            }
        }
        return finish() ? tokens : nil
    }

    /// Punctuation of dates; every kind of dash is one.
    private static func mark(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar {
        case "/", "-", ".", ":", ",", "+": UInt8(scalar.value)
        case "\u{2010}"..."\u{2015}", "\u{2212}": UInt8(ascii: "-")
        default: nil
        }
    }

    /// Swift compares strings by canonical equivalence, so decomposed words are found too.
    private static func word(_ word: String) -> DateWord? {
        switch word.lowercased() {
        case "ngày", "ngay": .day
        case "tháng", "thang": .month
        case "quý", "quí", "quy", "q": .quarter
        case "năm", "nam": .year
        case "lúc", "luc": .at
        case "h", "g", "giờ", "gio": .hour
        case "m", "p", "ph", "phút", "phut": .minute
        case "s", "giây", "giay": .second
        case "t": .isoTime
        case "z": .utc
        case "i": .roman(1)
        case "ii": .roman(2)
        case "iii": .roman(3)
        case "iv": .roman(4)
        default: nil
        }
    }
}
