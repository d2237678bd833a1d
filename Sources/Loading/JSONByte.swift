/// Bytes of JSON's grammar.
enum JSONByte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let objectStart = UInt8(ascii: "{")
    static let objectEnd = UInt8(ascii: "}")
    static let listStart = UInt8(ascii: "[")
    static let listEnd = UInt8(ascii: "]")

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// Whether texts of one length are the same; up to seven bytes behind them must be readable.
    @inline(__always)
    static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index < count {
            let difference =
                UnsafeRawPointer(left + index).loadUnaligned(as: UInt64.self)
                ^ UnsafeRawPointer(right + index).loadUnaligned(as: UInt64.self)
            let rest = count &- index
            if rest < 8 { return difference.littleEndian << UInt64(64 &- rest &* 8) == 0 }
            if difference != 0 { return false }
            index &+= 8
        }
        return true
    }

    @inline(__always)
    static func isWord(_ word: StaticString, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count where start[index] != word.utf8Start[index] { return false }
        return true
    }

    /// Digits, at most eighteen, with a sign before and a point between them or not, as JSON writes them.
    @inline(__always)
    static func isPlainNumber(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let digits = start.pointee == UInt8(ascii: "-") ? 1 : 0
        guard count > digits, count <= 18, start[digits] != 48 || count == digits + 1 || start[digits + 1] == 46
        else { return false }
        var point = 0
        for index in digits..<count where start[index] &- 48 >= 10 {
            guard start[index] == UInt8(ascii: "."), point == 0, index > digits, index < count - 1 else { return false }
            point = index
        }
        return true
    }
}
