/// A text of a dictionary in sixteen bytes: its length, its first four bytes, and the eight behind them or, where it is
/// longer, the place of all its bytes in a pool. Two short texts are equal where their records are.
struct TextRecord: BitwiseCopyable, Sendable {
    /// The length in the lower half.
    let head: UInt64
    let tail: UInt64

    /// The most bytes that a record holds itself.
    static let shortCount = 12

    var count: Int { Int(UInt32(truncatingIfNeeded: head)) }
    @inline(__always)
    var isShort: Bool { count <= Self.shortCount }

    /// A text of at most `shortCount` bytes.
    @inline(__always)
    init(short text: UnsafePointer<UInt8>, _ count: Int) {
        let bytes = UnsafeRawPointer(text)
        let first: UInt32
        if count >= 8 {
            first = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
            let last = UInt64(littleEndian: (bytes + (count &- 8)).loadUnaligned(as: UInt64.self))
            tail = last &>> UInt64(truncatingIfNeeded: 8 &* (Self.shortCount &- count))
        } else if count >= 4 {
            first = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
            let last = UInt32(littleEndian: (bytes + (count &- 4)).loadUnaligned(as: UInt32.self))
            tail = UInt64(last) &>> UInt64(truncatingIfNeeded: 8 &* (8 &- count))
        } else if count > 0 {
            // Where two of them are the same byte, it is put twice into the same place.
            let (middle, last) = (count &>> 1, count &- 1)
            first =
                UInt32(text[0]) | UInt32(text[middle]) &<< UInt32(truncatingIfNeeded: 8 &* middle)
                | UInt32(text[last]) &<< UInt32(truncatingIfNeeded: 8 &* last)
            tail = 0
        } else {
            (first, tail) = (0, 0)
        }
        head = UInt64(truncatingIfNeeded: count) | UInt64(first) &<< 32
    }

    /// A longer text, all of whose bytes stand in the pool from a place on.
    @inline(__always)
    init(long text: UnsafePointer<UInt8>, _ count: Int, place: Int) {
        let first = UInt32(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt32.self))
        head = UInt64(truncatingIfNeeded: count) | UInt64(first) &<< 32
        tail = UInt64(truncatingIfNeeded: place)
    }

    /// Of any text; the place of a long one is 0.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ count: Int) {
        self = count <= Self.shortCount ? TextRecord(short: text, count) : TextRecord(long: text, count, place: 0)
    }

    /// Writes the bytes of a short text, and what is left of twelve behind them.
    @inline(__always)
    func writeTwelve(_ target: UnsafeMutablePointer<UInt8>) {
        let bytes = UnsafeMutableRawPointer(target)
        bytes.storeBytes(of: UInt32(truncatingIfNeeded: head &>> 32).littleEndian, as: UInt32.self)
        (bytes + 4).storeBytes(of: tail.littleEndian, as: UInt64.self)
    }

    /// The bytes of a short text.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: index < 4 ? head &>> UInt64(32 &+ 8 &* index) : tail &>> UInt64(8 &* (index &- 4)))
    }
}

/// Hashing and comparing, eight bytes at a time.
enum TextHash {
    /// A multiply-and-fold hash (after wyhash), folded to 32 bits; the last eight bytes may overlap those before.
    @inline(__always)
    static func of(_ address: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        var state = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15 ^ 0xA076_1D64_78BD_642F
        guard count > 0 else { return state &>> 32 }
        if count >= 8 {
            var index = 0
            while index &+ 8 < count {
                state = folded(state ^ word(address, index))
                index &+= 8
            }
            state = folded(state ^ word(address, count &- 8))
        } else {
            state = folded(state ^ shortWord(address, count))
        }
        return (state ^ state &>> 32) & 0xFFFF_FFFF
    }

    @inline(__always)
    static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 0 else { return true }
        guard count >= 8 else { return shortWord(left, count) == shortWord(right, count) }
        var index = 0
        while index &+ 8 < count {
            if word(left, index) != word(right, index) { return false }
            index &+= 8
        }
        return word(left, count &- 8) == word(right, count &- 8)
    }

    @inline(__always)
    private static func word(_ address: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
        UnsafeRawPointer(address + index).loadUnaligned(as: UInt64.self)
    }

    /// One to seven bytes, each in the word at least once.
    @inline(__always)
    private static func shortWord(_ address: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        if count >= 4 {
            let first = UnsafeRawPointer(address).loadUnaligned(as: UInt32.self)
            let last = UnsafeRawPointer(address + (count &- 4)).loadUnaligned(as: UInt32.self)
            return UInt64(first) | UInt64(last) &<< 32
        }
        return UInt64(address[0]) | UInt64(address[count &>> 1]) &<< 8 | UInt64(address[count &- 1]) &<< 16
    }

    @inline(__always)
    private static func folded(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
