/// `round(runif(n, max = 100), 6)` as whole millionths, and as data.table's `fwrite` prints them.
enum Millionths {
    /// One number below 100. R rounds by comparing candidates; the two ways differ only at exact halves, which steps
    /// of 2⁻³² do not reach.
    static func draw(_ random: inout RRandom) -> UInt32 {
        UInt32((random.uniform() * 100 * 1e6).rounded())
    }

    /// Writes as many digits as the number needs; scientific where that is shorter, as `fwrite` does (`1.2e-05`).
    /// - Returns: the place behind the last byte.
    static func write(_ value: UInt32, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        guard value < 1_000, value > 0 else { return writeDecimal(value, to: start) }
        var (digits, exponent) = (value, -6)
        while digits % 10 == 0 { (digits, exponent) = (digits / 10, exponent + 1) }
        // One digit needs “0.000d” against “de-04”; two need one byte more on each side.
        let isShorter = digits < 10 ? exponent <= -4 : digits < 100 && exponent <= -6
        guard isShorter else { return writeDecimal(value, to: start) }
        var end = start
        if digits >= 10 {
            end = Digits.write(digits / 10, width: 1, to: end)
            end.pointee = UInt8(ascii: ".")
            end = Digits.write(digits % 10, width: 1, to: end + 1)
            exponent += 1
        } else {
            end = Digits.write(digits, width: 1, to: end)
        }
        end[0] = UInt8(ascii: "e")
        end[1] = UInt8(ascii: "-")
        return Digits.write(UInt32(-exponent), width: 2, to: end + 2)
    }

    private static func writeDecimal(
        _ value: UInt32, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let end = Digits.write(value / 1_000_000, to: start)
        let fraction = value % 1_000_000
        guard fraction > 0 else { return end }
        end.pointee = UInt8(ascii: ".")
        var last = Digits.write(fraction, width: 6, to: end + 1)
        while last[-1] == UInt8(ascii: "0") { last -= 1 }
        return last
    }
}

/// Whole numbers as bytes, without a text between.
enum Digits {
    /// - Returns: the place behind the last byte.
    static func write(_ value: UInt32, to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var (width, bound): (Int, UInt64) = (1, 10)
        while UInt64(value) >= bound { (width, bound) = (width + 1, bound * 10) }
        return write(value, width: width, to: start)
    }

    /// As wide as asked for, zeros first; higher digits are left out.
    static func write(
        _ value: UInt32, width: Int, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var rest = value
        var place = start + width
        while place > start {
            place -= 1
            place.pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return start + width
    }
}
