/// Byte constants and helpers that every format shares.
enum Bytes {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let backslash = UInt8(ascii: "\\")
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// U+FFFD, which stands for bytes that are no UTF-8.
    static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    /// Terminal escape codes (SGR).
    static let bold = Array("\u{1B}[1m".utf8)
    static let dim = Array("\u{1B}[2m".utf8)
    static let red = Array("\u{1B}[31m".utf8)
    static let cyan = Array("\u{1B}[36m".utf8)
    static let plain = Array("\u{1B}[0m".utf8)
}

extension [UInt8] {
    mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    mutating func append(_ byte: UInt8, times count: Int) {
        if count > 0 { append(contentsOf: repeatElement(byte, count: count)) }
    }

    mutating func append(_ text: String, times count: Int) {
        for _ in 0..<Swift.max(0, count) { append(text) }
    }
}

/// UTF-8's shape, after table 3-7 of the Unicode standard.
enum UTF8Shape {
    /// The bytes of the character that begins at `index`, or nil where there is none.
    static func length(_ text: Span<UInt8>, at index: Int) -> Int? {
        let lead = text[index]
        if lead < 0x80 { return 1 }
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        guard length > 0, index + length <= text.count, second.contains(text[index + 1]) else { return nil }
        for next in (index + 2)..<max(index + 2, index + length) where text[next] & 0xC0 != 0x80 { return nil }
        return length
    }
}
