extension CalendarDate {
    /// ISO 8601: `2022-03-17`.
    public func append(to output: inout [UInt8]) {
        let parts = components
        Self.appendYear(parts.year, to: &output)
        output.append(UInt8(ascii: "-"))
        ValueText.appendDigits(UInt64(parts.month), minimumDigits: 2, to: &output)
        output.append(UInt8(ascii: "-"))
        ValueText.appendDigits(UInt64(parts.day), minimumDigits: 2, to: &output)
    }

    /// As Vietnamese people write it: `17/03/2022`.
    public func appendDayFirst(to output: inout [UInt8]) {
        let parts = components
        ValueText.appendDigits(UInt64(parts.day), minimumDigits: 2, to: &output)
        output.append(UInt8(ascii: "/"))
        ValueText.appendDigits(UInt64(parts.month), minimumDigits: 2, to: &output)
        output.append(UInt8(ascii: "/"))
        Self.appendYear(parts.year, to: &output)
    }

    /// Four digits; arithmetic on dates can leave the years 1…9999, hence the sign and further digits.
    private static func appendYear(_ year: Int, to output: inout [UInt8]) {
        if year < 0 { output.append(UInt8(ascii: "-")) }
        ValueText.appendDigits(UInt64(year.magnitude), minimumDigits: 4, to: &output)
    }
}

extension DateTime {
    /// ISO 8601 without a zone: `2022-03-17T21:36:00`, with a fraction only where there is one.
    public func append(to output: inout [UInt8]) {
        date.append(to: &output)
        output.append(UInt8(ascii: "T"))
        appendTime(withSeconds: true, to: &output)
    }

    /// As Vietnamese people write it: `17/03/2022 21:36`, with seconds only where there are some.
    public func appendDayFirst(to output: inout [UInt8]) {
        date.appendDayFirst(to: &output)
        output.append(UInt8(ascii: " "))
        appendTime(withSeconds: microseconds % 60_000_000 != 0, to: &output)
    }

    private func appendTime(withSeconds: Bool, to output: inout [UInt8]) {
        // The remainder, because the subtraction of whole days overflows at the least of all times.
        let remainder = microseconds % Self.microsecondsPerDay
        let ofDay = UInt64(remainder < 0 ? remainder + Self.microsecondsPerDay : remainder)
        let seconds = ofDay / 1_000_000
        ValueText.appendDigits(seconds / 3600, minimumDigits: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        ValueText.appendDigits(seconds / 60 % 60, minimumDigits: 2, to: &output)
        guard withSeconds else { return }
        output.append(UInt8(ascii: ":"))
        ValueText.appendDigits(seconds % 60, minimumDigits: 2, to: &output)
        var fraction = ofDay % 1_000_000
        guard fraction > 0 else { return }
        var digits = 6
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        output.append(UInt8(ascii: "."))
        ValueText.appendDigits(fraction, minimumDigits: digits, to: &output)
    }
}
