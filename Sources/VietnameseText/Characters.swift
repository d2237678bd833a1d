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
        text.withUnsafeBufferPointer { text in
            ScalarAutomaton.transitions.withUnsafeBufferPointer { transitions in
                var state = ScalarAutomaton.start
                var count = 0
                for byte in text {
                    state = transitions[Int(byte)] &>> state
                    count &+= byte & 0xC0 == 0x80 ? 0 : 1
                }
                return state & ScalarAutomaton.mask == ScalarAutomaton.start ? count : nil
            }
        }
    }

    /// Of a scalar that `scalarCount` counts, by its first byte.
    @inline(__always)
    private static func length(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3 }

    private static func string(_ text: Span<UInt8>) -> String {
        text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

/// Tells, byte by byte, whether a text has only scalars that `Characters` counts: for each byte a word with the next
/// state for each state, which the state itself shifts into place, so that a step waits for nothing but a shift
/// (Per Vognsen, "Shift-based DFAs", 2021).
private enum ScalarAutomaton {
    /// Between scalars; one more byte of a scalar must come; the second of three must; no such text.
    static let start: UInt64 = 0
    private static let last: UInt64 = 6
    private static let second: UInt64 = 12
    private static let none: UInt64 = 18
    static let mask: UInt64 = 63

    static let transitions: [UInt64] = (UInt8.min...UInt8.max).map { byte in
        switch byte {
        case 0x0D: next()
        case 0..<0x80: next(start: start)
        case 0xB8...0xBB: next(last: start, second: last)
        case 0x80...0xBF: next(last: start)
        case 0xC2...0xCB: next(start: last)
        case 0xE1: next(start: second)
        default: next()
        }
    }

    private static func next(
        start fromStart: UInt64 = none, last fromLast: UInt64 = none, second fromSecond: UInt64 = none
    ) -> UInt64 {
        fromStart << start | fromLast << last | fromSecond << second | none << none
    }
}
