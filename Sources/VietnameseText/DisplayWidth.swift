/// Columns that text takes on a terminal.
///
/// Marks, zero-width and control characters take none (whoever shows control characters writes them out first), East Asian
/// wide characters and emoji two, ambiguous ones one. An emoji sequence (joined, with a skin tone, a flag of two letters)
/// is one emoji. A stray byte that is no UTF-8 takes one, as its replacement character would.
public enum DisplayWidth {
    /// Columns of text in UTF-8.
    public static func columns(of text: Span<UInt8>) -> Int {
        var measure = Measure()
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                measure.addASCII(byte)
                index += 1
            } else {
                let (value, length) = UTF8Scalars.decode(text, at: index)
                _ = measure.add(value)
                index += length
            }
        }
        return measure.columns
    }

    /// Columns of `text`.
    public static func columns(of text: String) -> Int {
        columns(of: text.utf8.span)
    }

    /// Bytes of the longest prefix of whole characters that fits into `columns`.
    public static func prefixLength(of text: Span<UInt8>, columns: Int) -> Int {
        var measure = Measure()
        var characterStart = 0
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            if measure.add(value) { characterStart = index }
            if measure.columns > columns { return characterStart }
            index += length
        }
        return index
    }

    /// `text` if it fits into `columns`, else as much of it as fits before a `…`; empty when there is no column at all.
    /// Cuts between characters as people see them (grapheme clusters).
    public static func truncated(_ text: String, to columns: Int) -> String {
        guard columns > 0 else { return "" }
        var used = 0
        var cut = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            used += Self.columns(of: text.utf8.span.extracting(offset(index, text)..<offset(next, text)))
            if used > columns { return text[..<cut] + "…" }
            if used < columns { cut = next }
            index = next
        }
        return text
    }

    private static func offset(_ index: String.Index, _ text: String) -> Int {
        text.utf8.distance(from: text.startIndex, to: index)
    }
}

/// Adds up scalars, of which some change the width of the character before.
private struct Measure {
    private(set) var columns = 0
    private var characterWidth = 0
    private var last = Kind.other
    private enum Kind { case other, pictograph, joiner, flagHalf }

    @inline(__always)
    mutating func addASCII(_ byte: UInt8) {
        characterWidth = byte >= 0x20 && byte < 0x7F ? 1 : 0
        columns += characterWidth
        last = .other
    }

    /// Adds a scalar (or stray byte); true when it starts a character.
    mutating func add(_ value: UInt32) -> Bool {
        if value < 0x80 {
            addASCII(UInt8(value))
            return true
        }
        let before = last
        switch value {
        case 0x200D:
            last = before == .pictograph ? .joiner : .other
            return false
        case 0xFE0F:
            // Asks for the emoji, two columns, where the character alone is text.
            if before == .pictograph, characterWidth == 1 { widen() }
            return false
        case 0x1F3FB...0x1F3FF where before == .pictograph:
            return false
        case 0x1F1E6...0x1F1FF:
            last = before == .flagHalf ? .other : .flagHalf
            if before == .flagHalf { return false }
            start(width: 2)
            return true
        default: break
        }
        let width = Self.width(of: value)
        if width == 0 { return false }
        let isPictograph = value >= 0x2000 && Unicode.Scalar(value)?.properties.isEmoji == true
        last = isPictograph ? .pictograph : .other
        if before == .joiner, isPictograph { return false }
        start(width: width)
        return true
    }

    private mutating func start(width: Int) {
        characterWidth = width
        columns += width
    }

    private mutating func widen() {
        characterWidth += 1
        columns += 1
    }

    /// Columns of one scalar above ASCII by itself.
    @inline(__always)
    private static func width(of value: UInt32) -> Int {
        if value < 0x300 { return value < 0xA0 || value == 0xAD ? 0 : 1 }
        if (0x1EA0..<0x1F00).contains(value) { return 1 }
        return rareWidth(of: value)
    }

    private static func rareWidth(of value: UInt32) -> Int {
        guard let scalar = Unicode.Scalar(value) else { return 1 }
        switch value {
        // Vowels and final consonants of Hangul, which join the consonant before them.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
        // East Asian Width W and F (UAX #11); emoji follow below.
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x3029, 0x302E...0x303E, 0x3041...0x3098,
            0x309B...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE3,
            0x17000...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            return 2
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
