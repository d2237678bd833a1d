/// Digits eight at a time, as words (after Johnny Lee and Daniel Lemire, "Quickly parsing eight digits", 2018).
enum DigitReading {
    /// 10^0 … 10^9.
    @inline(__always)
    static func powerOfTen(_ exponent: Int) -> Int64 {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        default: 1_000_000_000
        }
    }

    /// The value of `count` digits, from 1 to 8 of them; negative where one is no digit. Reads eight bytes.
    @inline(__always)
    static func value(_ address: UnsafePointer<UInt8>, _ count: Int) -> Int64 {
        // What stands behind the digits is shifted out, and zeros stand before them.
        let word = UInt64(littleEndian: UnsafeRawPointer(address).loadUnaligned(as: UInt64.self))
        let empty = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        let digits = word &<< empty ^ 0x3030_3030_3030_3030 &<< empty
        // A digit is at most 9, and stays below 16 when 6 is added.
        if (digits | digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 != 0 { return -1 }
        let pairs = digits &* 10 &+ digits &>> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int64(truncatingIfNeeded: (low &+ high) &>> 32)
    }

    /// The value of 1 to 18 digits; negative where one is no digit. Reads up to seven bytes behind them.
    @inline(__always)
    static func longValue(_ address: UnsafePointer<UInt8>, _ count: Int) -> Int64 {
        if count <= 8 { return value(address, count) }
        let last = value(address + (count - 8), 8)
        let middle = value(address + max(count - 16, 0), min(count - 8, 8))
        var result = last | middle < 0 ? -1 : middle &* 100_000_000 &+ last
        if count > 16 {
            let first = value(address, count - 16)
            result = result | first < 0 ? -1 : first &* 10_000_000_000_000_000 &+ result
        }
        return result
    }

    /// The index of a byte among the eight at `address`; 8 where it is not there.
    @inline(__always)
    static func index(of byte: UInt8, _ address: UnsafePointer<UInt8>) -> Int {
        let word = UInt64(littleEndian: UnsafeRawPointer(address).loadUnaligned(as: UInt64.self))
        let other = word ^ UInt64(byte) &* 0x0101_0101_0101_0101
        let zeros = (other &- 0x0101_0101_0101_0101) & ~other & 0x8080_8080_8080_8080
        return zeros.trailingZeroBitCount / 8
    }
}
