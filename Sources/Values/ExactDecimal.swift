/// An exact decimal number: `significand / 10^scale`.
///
/// Arithmetic that would leave 38 digits returns nil; nothing wraps or rounds in silence.
public struct ExactDecimal: Sendable {
    public let significand: Int128
    /// Digits after the point, 0 to 38.
    public let scale: Int

    public static let maximumScale = 38

    public init(significand: Int128, scale: Int) {
        assert(scale >= 0 && scale <= Self.maximumScale)
        self.significand = significand
        self.scale = scale
    }

    public init(_ integer: Int64) { self.init(significand: Int128(integer), scale: 0) }

    /// 10^exponent, for exponents from 0 to 38.
    public static func powerOfTen(_ exponent: Int) -> Int128 {
        var result: Int128 = 1
        for _ in 0..<exponent { result *= 10 }
        return result
    }

    /// 10^exponent as a double, for exponents from 0 to 22, where it is exact. (What the standard library has for the
    /// integer of 128 bits takes a microsecond.)
    public static func doublePowerOfTen(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent { result *= 10 }
        return result
    }

    /// The same number with more digits after the point, or nil where it does not fit.
    public func rescaled(to newScale: Int) -> ExactDecimal? {
        guard newScale >= scale, newScale <= Self.maximumScale else { return nil }
        let (product, overflow) = significand.multipliedReportingOverflow(by: Self.powerOfTen(newScale - scale))
        return overflow ? nil : ExactDecimal(significand: product, scale: newScale)
    }

    /// Without trailing zeros after the point.
    public var reduced: ExactDecimal {
        var significand = significand
        var scale = scale
        while scale > 0, significand % 10 == 0 {
            significand /= 10
            scale -= 1
        }
        return ExactDecimal(significand: significand, scale: scale)
    }

    /// The nearest double.
    public var doubleValue: Double {
        if let quotient = quotient ?? reduced.quotient { return quotient }
        guard let nearest = Double(reduced.description) else { preconditionFailure("digits and a point are a number") }
        return nearest
    }

    /// The number by one division, where both of its sides are exact doubles, so that it rounds once.
    private var quotient: Double? {
        guard significand.magnitude <= 1 << 53, scale <= 22 else { return nil }
        return Double(Int64(significand)) / Self.doublePowerOfTen(scale)
    }

    /// The number as an Int64 scaled by 10^`scale`, or nil where it has more digits or does not fit.
    public func scaledInt64(scale wanted: Int) -> Int64? {
        guard let same = reduced.rescaled(to: wanted) else { return nil }
        return Int64(exactly: same.significand)
    }
}

extension ExactDecimal: Hashable, Comparable {
    public static func == (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let (a, b) = (left.reduced, right.reduced)
        return a.scale == b.scale && a.significand == b.significand
    }

    public func hash(into hasher: inout Hasher) {
        let canonical = reduced
        hasher.combine(canonical.significand)
        hasher.combine(canonical.scale)
    }

    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let scale = max(left.scale, right.scale)
        if let a = left.rescaled(to: scale), let b = right.rescaled(to: scale) { return a.significand < b.significand }
        return left.doubleValue < right.doubleValue
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// Digits with a point and exactly `scale` digits behind it.
    public var description: String {
        guard scale > 0 else { return String(significand) }
        let digits = String(significand.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let split = padded.index(padded.endIndex, offsetBy: -scale)
        return (significand < 0 ? "-" : "") + padded[..<split] + "." + padded[split...]
    }

    /// Reads an optional sign, digits, and at most one point with digits on a side of it; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var significand: Int128 = 0
        var scale = 0
        var isNegative = false
        var seenPoint = false
        var digits = 0
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where position == 0: isNegative = true
            case UInt8(ascii: "+") where position == 0: break
            case UInt8(ascii: ".") where !seenPoint: seenPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (product, first) = significand.multipliedReportingOverflow(by: 10)
                let (sum, second) = product.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
                guard !first, !second, scale < Self.maximumScale else { return nil }
                significand = sum
                digits += 1
                if seenPoint { scale += 1 }
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        self.init(significand: isNegative ? -significand : significand, scale: scale)
    }
}
