/// How a file writes numbers.
struct NumberFormat: Hashable {
    var decimal = UInt8(ascii: ".")
    /// What may stand between thousands.
    var group: UInt8?
    /// False: `95 %` and `€ 95` are numbers too, what stands around the digits being left out.
    var isBare = true

    /// A decimal sign that no text has: whole numbers alone.
    static let noDecimal: UInt8 = 0

    static let point = NumberFormat()
    static let groupedPoint = NumberFormat(group: UInt8(ascii: ","))
    static let groupedComma = NumberFormat(decimal: UInt8(ascii: ","), group: UInt8(ascii: "."))
}

/// A number's text taken apart, without its value.
struct NumberShape {
    /// Digits before the decimal sign that the number needs; with an exponent, once it is written out.
    var integerDigits = 0
    /// Digits after the decimal sign, likewise.
    var scale = 0
    var groups = 0
    var hasExponent = false
    /// The exponent has a sign of its own, as no code has.
    var hasSignedExponent = false
    /// A decimal sign stands there.
    private var hasFraction = false
    /// A zero before other digits of the integer part: a code more than a number.
    var hasLeadingZero = false

    /// Digits alone.
    var isWhole: Bool { isOfDigits && !hasExponent }

    /// Digits alone, but for an exponent behind them.
    var isOfDigits: Bool { groups == 0 && !hasFraction }

    /// Nil where the text is no number in this format. Thousands, where separated, are separated throughout.
    @inline(__always)
    init?(_ text: UnsafeBufferPointer<UInt8>, _ format: NumberFormat) {
        var index = 0
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { index = 1 }
        let integerStart = index
        var run = 0
        while index < text.count {
            let byte = text[index]
            if byte &- 48 < 10 {
                run += 1
                integerDigits += 1
            } else if byte == format.group {
                guard groups == 0 ? (1...3).contains(run) : run == 3 else { return nil }
                groups += 1
                run = 0
            } else {
                break
            }
            index += 1
        }
        if groups > 0, run != 3 { return nil }
        hasLeadingZero = integerDigits > 1 && text[integerStart] == 48
        if index < text.count, text[index] == format.decimal {
            index += 1
            while index < text.count, text[index] &- 48 < 10 {
                scale += 1
                index += 1
            }
            guard scale > 0 else { return nil }
            hasFraction = true
        }
        guard integerDigits + scale > 0 else { return nil }
        guard index < text.count else { return }
        guard let exponent = NumberExponent(text, at: index) else { return nil }
        hasExponent = true
        hasSignedExponent = exponent.isSigned
        integerDigits = max(1, integerDigits + exponent.value)
        scale = max(0, scale - exponent.value)
    }
}

/// The end of a number's text from its e on.
struct NumberExponent {
    var value = 0
    var isSigned = false

    /// What lies beyond is as far out of every range.
    private static let greatest = 1_000_000

    /// Nil where nothing but an exponent must stand there and something else does.
    init?(_ text: UnsafeBufferPointer<UInt8>, at mark: Int) {
        guard text[mark] | 0x20 == UInt8(ascii: "e") else { return nil }
        var digits = text[(mark + 1)...]
        let isNegative = digits.first == UInt8(ascii: "-")
        isSigned = isNegative || digits.first == UInt8(ascii: "+")
        if isSigned { digits.removeFirst() }
        guard !digits.isEmpty else { return nil }
        for byte in digits {
            guard byte &- 48 < 10 else { return nil }
            value = min(value * 10 + Int(byte &- 48), Self.greatest)
        }
        if isNegative { value = -value }
    }
}

/// Values of numbers whose text is a number by `NumberShape`; nil where they do not fit.
enum NumberReading {
    /// The most digits of a scaled decimal.
    static let maximumDigits = 18

    /// The number times 10^`scale`; nil where it is none, has more digits after the point, or does not fit.
    static func scaled(_ source: UnsafeBufferPointer<UInt8>, scale: Int, _ format: NumberFormat) -> Int64? {
        let text = format.isBare ? source : bare(source)
        // 1,2,3 is no number, whatever separates thousands.
        if format.group != nil, NumberShape(text, format) == nil { return nil }
        return bareScaled(text, scale: scale, format)
    }

    /// The number, its e standing at `mark`, times 10^`scale`.
    private static func scaled(
        _ text: UnsafeBufferPointer<UInt8>, exponentAt mark: Int, scale: Int, _ format: NumberFormat
    ) -> Int64? {
        guard let exponent = NumberExponent(text, at: mark) else { return nil }
        let significand = UnsafeBufferPointer(rebasing: text[..<mark])
        let shift = scale + exponent.value
        if shift >= 0 { return bareScaled(significand, scale: shift, format) }
        guard let value = bareScaled(significand, scale: 0, format) else { return nil }
        // What is cut off must be zeros, of which no value has more than digits.
        let divisor = value == 0 ? 1 : shift < -maximumDigits ? 0 : powerOfTen(-shift)
        return divisor != 0 && value % divisor == 0 ? value / divisor : nil
    }

    private static func powerOfTen(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    /// `scaled`, of a text with nothing around the number.
    private static func bareScaled(
        _ text: UnsafeBufferPointer<UInt8>, scale: Int, _ format: NumberFormat
    ) -> Int64? {
        var value: Int64 = 0
        var remaining = scale
        var index = 0
        var digits = 0
        var isNegative = false
        var isFraction = false
        var hasDigits = false
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        while index < text.count {
            let byte = text[index]
            index += 1
            let digit = byte &- 48
            if digit < 10 {
                if isFraction {
                    if remaining == 0 {
                        // More digits than the column holds: zeros change nothing.
                        if digit == 0 { continue }
                        return nil
                    }
                    remaining -= 1
                }
                hasDigits = true
                if digits > 0 || digit > 0 { digits += 1 }
                // Seventeen digits cannot overflow.
                if digits <= 17 {
                    value = value &* 10 &+ Int64(digit)
                } else {
                    guard let next = appending(digit, to: value, isNegative: &isNegative) else { return nil }
                    value = next
                }
            } else if byte == format.decimal, !isFraction {
                isFraction = true
            } else if byte | 0x20 == UInt8(ascii: "e"), hasDigits, format.decimal != NumberFormat.noDecimal {
                return scaled(text, exponentAt: index - 1, scale: scale, format)
            } else if byte != format.group || isFraction {
                return nil
            }
        }
        guard hasDigits else { return nil }
        if value == 0 { return 0 }
        for _ in 0..<remaining {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = product
        }
        return isNegative ? -value : value
    }

    /// Past seventeen digits the sign moves into the value, so that the least Int64 can be reached.
    private static func appending(_ digit: UInt8, to value: Int64, isNegative: inout Bool) -> Int64? {
        let signed = isNegative ? -value : value
        isNegative = false
        let (product, first) = signed.multipliedReportingOverflow(by: 10)
        let isBelow = signed < 0
        let (sum, second) =
            isBelow
            ? product.subtractingReportingOverflow(Int64(digit)) : product.addingReportingOverflow(Int64(digit))
        return first || second ? nil : sum
    }

    /// The nearest binary number; nil where the text is none.
    static func double(_ source: UnsafeBufferPointer<UInt8>, _ format: NumberFormat) -> Double? {
        let text = format.isBare ? source : bare(source)
        if format.group != nil, NumberShape(text, format) == nil { return nil }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        for byte in text where byte != format.group {
            plain.append(byte == format.decimal ? UInt8(ascii: ".") : byte)
        }
        // Letters that Double would read (inf, nan, 0x) are no numbers here.
        guard let first = plain.first, first &- 48 < 10 || first == 43 || first == 45 || first == 46,
            plain.allSatisfy({ $0 &- 48 < 10 || $0 == 43 || $0 == 45 || $0 == 46 || $0 | 0x20 == UInt8(ascii: "e") }),
            let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }

    /// What is left between the first and the last digit, with a sign and decimal sign before it.
    static func bare(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard var first = text.firstIndex(where: { $0 &- 48 < 10 }),
            let last = text.lastIndex(where: { $0 &- 48 < 10 })
        else { return text }
        if first > 0, text[first - 1] == UInt8(ascii: "-") { first -= 1 }
        return UnsafeBufferPointer(rebasing: text[first...last])
    }
}
