/// How a file writes numbers.
struct NumberFormat: Hashable {
    var decimal = UInt8(ascii: ".")
    /// What may stand between thousands.
    var group: UInt8?
    /// False: `95 %` and `€ 95` are numbers too, what stands around the digits being left out.
    var isBare = true

    static let point = NumberFormat()
    static let groupedPoint = NumberFormat(group: UInt8(ascii: ","))
    static let groupedComma = NumberFormat(decimal: UInt8(ascii: ","), group: UInt8(ascii: "."))
}

/// A number's text taken apart, without its value.
struct NumberShape {
    var integerDigits = 0
    /// Digits after the decimal sign.
    var scale = 0
    var groups = 0
    var hasExponent = false
    /// A zero before other digits of the integer part: a code more than a number.
    var hasLeadingZero = false

    /// Digits alone.
    var isWhole: Bool { groups == 0 && scale == 0 && !hasExponent }

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
        }
        guard integerDigits + scale > 0 else { return nil }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
            let digits = text.count - index
            guard digits > 0 else { return nil }
            while index < text.count, text[index] &- 48 < 10 { index += 1 }
            hasExponent = true
        }
        guard index == text.count else { return nil }
    }
}

/// Values of numbers whose text is a number by `NumberShape`; nil where they do not fit.
enum NumberReading {
    /// The most digits of a scaled decimal.
    static let maximumDigits = 18

    /// The number times 10^`scale`; nil where it is none, has more digits after the point, or does not fit.
    static func scaled(_ source: UnsafeBufferPointer<UInt8>, scale: Int, _ format: NumberFormat) -> Int64? {
        let text = format.isBare ? source : bare(source)
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
            } else if byte != format.group || isFraction {
                return nil
            }
        }
        guard hasDigits else { return nil }
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
