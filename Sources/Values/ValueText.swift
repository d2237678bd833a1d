/// Numbers as UTF-8 bytes, appended to a caller's buffer without a `String` on the way.
public enum ValueText {
    /// Decimal digits, with a minus sign where negative.
    public static func appendInteger(_ value: Int64, to output: inout [UInt8]) {
        appendDecimal(significand: value, scale: 0, to: &output)
    }

    /// `significand / 10^scale` with exactly `scale` (0…38) digits behind the point.
    public static func appendDecimal(significand: Int64, scale: Int, to output: inout [UInt8]) {
        if significand < 0 { output.append(UInt8(ascii: "-")) }
        appendDigits(significand.magnitude, scale: scale, minimumDigits: scale + 1, to: &output)
    }

    /// The shortest digits that read back as the same number; whole numbers have no `.0`.
    ///
    /// Not numbers and infinities are `nan`, `inf` and `-inf`: a format without words for them asks `isFinite` first.
    public static func appendDouble(_ value: Double, to output: inout [UInt8]) {
        // Below 2^53 every whole double is exactly its integer; -0 is shown as 0.
        if value.magnitude < 9_007_199_254_740_992, value == value.rounded(.towardZero) {
            appendInteger(Int64(value), to: &output)
            return
        }
        var text = value.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        output.append(contentsOf: text.utf8)
    }

    /// `true` or `false`.
    public static func appendBoolean(_ value: Bool, to output: inout [UInt8]) {
        output.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// At least `minimumDigits` (at most 39) digits, zeros in front, a point before the last `scale` ones.
    static func appendDigits(
        _ magnitude: UInt64, scale: Int = 0, minimumDigits: Int, to output: inout [UInt8]
    ) {
        assert(minimumDigits <= 39 && scale < max(1, minimumDigits))
        // Written from the end, and copied at once.
        var text = InlineArray<40, UInt8>(repeating: UInt8(ascii: "0"))
        var start = text.count
        var rest = magnitude
        func prepend(_ count: Int) {
            for _ in 0..<count {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                text[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: remainder)
                rest = quotient
            }
        }
        if scale > 0 {
            prepend(scale)
            start -= 1
            text[start] = UInt8(ascii: ".")
        }
        prepend(minimumDigits - scale)
        while rest > 0 { prepend(1) }
        text.span.extracting(start..<text.count).withUnsafeBufferPointer { output.append(contentsOf: $0) }
    }
}

extension ExactDecimal {
    /// Digits with a point and exactly `scale` digits behind it.
    public func append(to output: inout [UInt8]) {
        if let small = Int64(exactly: significand) {
            ValueText.appendDecimal(significand: small, scale: scale, to: &output)
        } else {
            output.append(contentsOf: description.utf8)
        }
    }
}
