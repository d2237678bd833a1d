/// Reads numbers from bytes for loaders, and from text for queries.
public enum NumberInput {
    /// An optional sign and digits that fit 64 bits.
    public static func integer(_ bytes: Span<UInt8>) -> Int64? {
        guard let start = startOfDigits(bytes) else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in start..<bytes.count {
            guard let digit = digit(bytes[index]) else { return nil }
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            // Downwards when negative, because the least integer has no positive counterpart.
            let (sum, second) =
                isNegative
                ? product.subtractingReportingOverflow(Int64(digit)) : product.addingReportingOverflow(Int64(digit))
            guard !first, !second else { return nil }
            value = sum
        }
        return value
    }

    /// An optional sign, digits, and at most one point with digits behind it, 18 digits at most without leading
    /// zeros; the number is `significand / 10^scale`.
    public static func decimal(_ bytes: Span<UInt8>) -> (significand: Int64, scale: Int)? {
        guard let start = startOfDigits(bytes) else { return nil }
        var significand: Int64 = 0
        var (digits, scale) = (0, 0)
        var pointAt: Int?
        for index in start..<bytes.count {
            if bytes[index] == UInt8(ascii: "."), pointAt == nil {
                pointAt = index
                continue
            }
            guard let digit = digit(bytes[index]) else { return nil }
            if significand > 0 || digit > 0 { digits += 1 }
            if pointAt != nil { scale += 1 }
            guard digits <= 18, scale <= 18 else { return nil }
            significand = significand * 10 + Int64(digit)
        }
        guard pointAt != bytes.count - 1 else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -significand : significand, scale)
    }

    /// An optional sign, digits, an optional point with digits behind it and an optional exponent, rounded correctly.
    /// Nil for words (`nan`, `inf`), for hexadecimal, and for what is too large for a double.
    public static func double(_ bytes: Span<UInt8>) -> Double? {
        guard let parts = doubleParts(bytes) else { return nil }
        // Clinger's fast path: both numbers are exact doubles, so one operation rounds once.
        if let significand = parts.significand, significand <= 1 << 53, parts.exponent.magnitude <= 22 {
            let power = powersOfTen[Int(parts.exponent.magnitude)]
            let magnitude = parts.exponent < 0 ? Double(significand) / power : Double(significand) * power
            return parts.isNegative ? -magnitude : magnitude
        }
        let text = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    private static let powersOfTen: InlineArray<23, Double> = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    private struct DoubleParts {
        var isNegative: Bool
        /// Nil where the digits do not fit.
        var significand: UInt64? = 0
        var exponent = 0
    }

    private static func doubleParts(_ bytes: Span<UInt8>) -> DoubleParts? {
        guard var index = startOfDigits(bytes) else { return nil }
        var parts = DoubleParts(isNegative: bytes[0] == UInt8(ascii: "-"))
        let whole = appendDigits(bytes, from: &index, to: &parts)
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let fraction = appendDigits(bytes, from: &index, to: &parts)
            guard fraction > 0 else { return nil }
            parts.exponent = -fraction
        } else if whole == 0 {
            return nil
        }
        guard index < bytes.count else { return parts }
        guard bytes[index] | 0x20 == UInt8(ascii: "e"),
            let exponent = integer(bytes.extracting((index + 1)...)), exponent.magnitude < 100_000
        else { return nil }
        parts.exponent += Int(exponent)
        return parts
    }

    /// Takes the digits from `index` on into the significand; returns how many there are.
    private static func appendDigits(_ bytes: Span<UInt8>, from index: inout Int, to parts: inout DoubleParts) -> Int {
        let start = index
        while index < bytes.count, let digit = digit(bytes[index]) {
            if let significand = parts.significand {
                // Beyond 2^53 the fast path is of no use anyway.
                parts.significand = significand < 1 << 53 ? significand * 10 + UInt64(digit) : nil
            }
            index += 1
        }
        return index - start
    }

    /// Behind the sign, if anything stands there.
    @inline(__always)
    private static func startOfDigits(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 0 else { return nil }
        let start = bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") ? 1 : 0
        return start < bytes.count ? start : nil
    }

    @inline(__always)
    static func digit(_ byte: UInt8) -> UInt8? {
        let digit = byte &- UInt8(ascii: "0")
        return digit <= 9 ? digit : nil
    }
}
