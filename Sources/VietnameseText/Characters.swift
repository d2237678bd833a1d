/// Characters as a reader counts them: a letter with all its marks is one.
///
/// In nearly all text every scalar is a character of its own, which its first bytes tell; other text goes by the
/// boundaries that Unicode gives (UAX #29), as Swift's characters do.
public enum Characters {
    /// How many characters `text` (UTF-8) has; composed or not, they are as many.
    public static func count(_ text: Span<UInt8>) -> Int {
        scalarCount(text) ?? Composition.composed(string(text)).count
    }

    /// The bytes of the first `limit` characters.
    public static func prefix(_ limit: Int, of text: Span<UInt8>) -> Range<Int> {
        // No text has more characters than bytes.
        if limit >= text.count { return 0..<text.count }
        if isPlain(text, 0..<limit + 1) { return 0..<limit }
        guard let count = scalarCount(text) else {
            return 0..<min(text.count, string(text).prefix(limit).utf8.count)
        }
        if limit >= count { return 0..<text.count }
        if count == text.count { return 0..<limit }
        var (end, left) = (0, limit)
        while left > 0 {
            end += length(text[end])
            left -= 1
        }
        return 0..<end
    }

    /// The bytes of the last `limit` characters.
    public static func suffix(_ limit: Int, of text: Span<UInt8>) -> Range<Int> {
        if limit >= text.count { return 0..<text.count }
        if isPlain(text, text.count - limit - 1..<text.count) { return text.count - limit..<text.count }
        guard let count = scalarCount(text) else {
            return max(0, text.count - string(text).suffix(limit).utf8.count)..<text.count
        }
        if limit >= count { return 0..<text.count }
        return prefix(count - limit, of: text).upperBound..<text.count
    }

    /// Whether each of some bytes is a character of its own, and begins none with what stands behind it.
    @inline(__always)
    private static func isPlain(_ text: Span<UInt8>, _ bytes: Range<Int>) -> Bool {
        text.extracting(bytes).withUnsafeBytes { bytes in
            var index = 0
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // A byte of 0 in the difference borrows from its highest bit (Warren, "Hacker's Delight", 6-1); one that
                // is not plain in the word has that bit already.
                let difference = word ^ 0x0D0D_0D0D_0D0D_0D0D
                let found = word | (difference &- 0x0101_0101_0101_0101) & ~difference
                if found & 0x8080_8080_8080_8080 != 0 { return false }
                index += 8
            }
            while index < bytes.count {
                if bytes[index] >= 0x80 || bytes[index] == 0x0D { return false }
                index += 1
            }
            return true
        }
    }

    /// How many scalars there are, where each is a character of its own; nil where that is not sure.
    ///
    /// So are all before the combining marks, but for a carriage return, which a line feed may join, and the letters of
    /// the block with the Vietnamese ones, U+1E00 to U+1EFF.
    private static func scalarCount(_ text: Span<UInt8>) -> Int? {
        var (index, count) = (0, 0)
        while index < text.count {
            let byte = text[index]
            switch byte {
            case 0x0D: return nil
            case 0..<0x80: index += 1
            case 0xC2...0xCB:
                guard isContinuation(text, index + 1) else { return nil }
                index += 2
            case 0xE1:
                guard index + 1 < text.count, 0xB8...0xBB ~= text[index + 1], isContinuation(text, index + 2) else {
                    return nil
                }
                index += 3
            default: return nil
            }
            count += 1
        }
        return count
    }

    @inline(__always)
    private static func isContinuation(_ text: Span<UInt8>, _ index: Int) -> Bool {
        index < text.count && text[index] & 0xC0 == 0x80
    }

    /// Of a scalar that `scalarCount` counts, by its first byte.
    @inline(__always)
    private static func length(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3 }

    private static func string(_ text: Span<UInt8>) -> String {
        text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
