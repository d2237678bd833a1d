/// A format of integers or decimals whose plain numbers (digits, a sign, a decimal sign) are read at once.
struct PlainNumberFormat {
    /// 0 where there is none.
    var decimal: UInt8 = 0
    var scale = 0
    /// 10^scale.
    var unit: Int64 = 1

    /// More digits are left to `NumberReading`.
    private static let maximumScale = 9

    /// Nil for other formats. Separated thousands and texts around the digits are no plain numbers, but may stand
    /// among them.
    init?(_ format: CellFormat) {
        switch format {
        case .integer: break
        case .decimal(let scale, let number):
            guard scale <= Self.maximumScale else { return nil }
            self.scale = scale
            decimal = scale == 0 ? 0 : number.decimal
            unit = DigitReading.powerOfTen(scale)
        default: return nil
        }
    }
}

/// A number as most are written, with its value; anything else is left to `NumberReading`.
struct PlainNumber {
    /// Times 10^scale of the format.
    var value: Int64
    var integerDigits: Int
    /// Digits behind the decimal sign.
    var scale = 0

    /// Nil for other texts. Reads up to eight bytes behind the text.
    @inline(__always)
    init?(_ text: UnsafePointer<UInt8>, _ count: Int, _ format: PlainNumberFormat) {
        var text = text
        var count = count
        let isNegative = text.pointee == UInt8(ascii: "-")
        if isNegative {
            text += 1
            count &-= 1
        }
        guard count > 0 else { return nil }
        if format.scale > 0 {
            let sign = DigitReading.index(of: format.decimal, text)
            if sign < count {
                guard sign > 0, sign < 8, text.pointee != 48 || sign == 1 else { return nil }
                let fractionDigits = count &- sign &- 1
                guard fractionDigits > 0, fractionDigits <= min(8, format.scale) else { return nil }
                let whole = DigitReading.value(text, sign)
                let fraction = DigitReading.value(text + (sign &+ 1), fractionDigits)
                guard whole | fraction >= 0 else { return nil }
                let magnitude =
                    whole &* format.unit &+ fraction &* DigitReading.powerOfTen(format.scale &- fractionDigits)
                value = isNegative ? 0 &- magnitude : magnitude
                integerDigits = sign
                scale = fractionDigits
                return
            }
        }
        guard count &+ format.scale <= NumberReading.maximumDigits, text.pointee != 48 || count == 1 else { return nil }
        let whole = DigitReading.longValue(text, count)
        guard whole >= 0 else { return nil }
        value = (isNegative ? 0 &- whole : whole) &* format.unit
        integerDigits = count
    }
}
