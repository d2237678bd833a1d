/// A format of integers or decimals whose plain numbers (digits, a sign, a decimal sign) are read at once.
struct PlainNumberFormat {
    /// 0 where there is none.
    var decimal: UInt8 = 0
    var scale = 0
    /// 10^scale.
    var unit: Int64 = 1
    /// Greater values, as scaled integers, are left to `NumberReading`.
    var maximumMagnitude = Int64.max
    /// The scaled integer is divided by `unit`, which gives the nearest binary number: both are exact
    /// (Clinger, "How to read floating point numbers accurately", 1990).
    var isDouble = false

    /// More digits are left to `NumberReading`.
    private static let maximumScale = 9
    /// The most digits behind the sign that eight bytes hold.
    private static let doubleScale = 8
    /// All integers to this one are binary numbers.
    static let exactDouble: Int64 = 1 << 53

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
        case .double(let number):
            scale = Self.doubleScale
            decimal = number.decimal
            unit = DigitReading.powerOfTen(scale)
            maximumMagnitude = Self.exactDouble
            isDouble = true
        default: return nil
        }
    }
}

/// A number as most are written, with its value; anything else, -0 too, is left to `NumberReading`.
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
                if isNegative, magnitude == 0 { return nil }
                value = isNegative ? 0 &- magnitude : magnitude
                integerDigits = sign
                scale = fractionDigits
                return
            }
        }
        guard count &+ format.scale <= NumberReading.maximumDigits, text.pointee != 48 || count == 1 else { return nil }
        let whole = DigitReading.longValue(text, count)
        guard whole >= 0, !isNegative || whole > 0 else { return nil }
        let magnitude = whole &* format.unit
        guard magnitude <= format.maximumMagnitude else { return nil }
        value = isNegative ? 0 &- magnitude : magnitude
        integerDigits = count
    }
}

/// What plain numbers need.
struct PlainNumberExtent {
    var count = 0
    var least = Int64.max
    var greatest = Int64.min
    var integerDigits = 0
    var scale = 0
}

extension PlainNumberFormat {
    /// Reads one column's cells, `stride` apart, up to the first that holds no plain number; how many they were.
    func read(
        _ cells: UnsafePointer<Cell>, stride: Int, count: Int, into values: UnsafeMutablePointer<Int64>,
        _ extent: inout PlainNumberExtent
    ) -> Int {
        var row = 0
        while row < count {
            var wanted = count - row
            if scale == 0 {
                row += Self.readDigits(cells + row * stride, stride, wanted, values + row, &extent)
                wanted = min(1, count - row)
            }
            let done = readNumbers(cells + row * stride, stride, wanted, values + row, &extent)
            row += done
            if done < wanted { break }
        }
        extent.count &+= row
        if isDouble {
            let divisor = Double(unit)
            for index in 0..<row { values[index] = Int64(bitPattern: (Double(values[index]) / divisor).bitPattern) }
        }
        return row
    }

    /// One to eight digits without a sign, as most whole numbers are: a loop small enough to stay in registers.
    @inline(never)
    private static func readDigits(
        _ cells: UnsafePointer<Cell>, _ stride: Int, _ count: Int, _ values: UnsafeMutablePointer<Int64>,
        _ extent: inout PlainNumberExtent
    ) -> Int {
        var (least, greatest, digits) = (extent.least, extent.greatest, extent.integerDigits)
        var row = 0
        var cell = cells
        while row < count {
            let length = Int(cell.pointee.length)
            guard cell.pointee.kind.mayBePlainNumber, UInt(bitPattern: length &- 1) < 8,
                let address = cell.pointee.address
            else { break }
            let value = DigitReading.value(address, length)
            guard value >= 0, address.pointee != 48 || length == 1 else { break }
            values[row] = value
            least = min(least, value)
            greatest = max(greatest, value)
            digits = max(digits, length)
            row &+= 1
            cell += stride
        }
        (extent.least, extent.greatest, extent.integerDigits) = (least, greatest, digits)
        return row
    }

    @inline(never)
    private func readNumbers(
        _ cells: UnsafePointer<Cell>, _ stride: Int, _ count: Int, _ values: UnsafeMutablePointer<Int64>,
        _ extent: inout PlainNumberExtent
    ) -> Int {
        // Locals stay in registers.
        let format = self
        var (least, greatest) = (extent.least, extent.greatest)
        var (integerDigits, scale) = (extent.integerDigits, extent.scale)
        var row = 0
        var cell = cells
        while row < count {
            guard cell.pointee.kind.mayBePlainNumber, let address = cell.pointee.address,
                let number = PlainNumber(address, Int(cell.pointee.length), format)
            else { break }
            values[row] = number.value
            least = min(least, number.value)
            greatest = max(greatest, number.value)
            integerDigits = max(integerDigits, number.integerDigits)
            scale = max(scale, number.scale)
            row &+= 1
            cell += stride
        }
        (extent.least, extent.greatest) = (least, greatest)
        (extent.integerDigits, extent.scale) = (integerDigits, scale)
        return row
    }
}
