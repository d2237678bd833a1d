import Columns
import VietnameseText

/// A search for a part of texts, or a word of them, as it is asked of an index of their words.
public struct WordSearch: Sendable {
    /// What is looked for, without marks.
    public let needle: [UInt8]
    public let place: FoldedTexts.Place
    /// Whether what the words find holds it surely; else each text has to be looked at.
    public let isSure: Bool

    /// Nil for other patterns, and for what has no word.
    public init?(_ pattern: TextPattern) {
        let key: TextPattern.Key
        switch pattern {
        case .contains(let part): (key, place) = (part, .anywhere)
        case .word(let word): (key, place) = (word, .word)
        default: return nil
        }
        // Exact texts may differ in what no folding keeps.
        guard key.level != .exact else { return nil }
        var folded: [UInt8] = []
        let bytes = key.bytes
        Folding.append(.k2, of: bytes.span, to: &folded)
        guard !folded.isEmpty else { return nil }
        needle = folded
        isSure = key.level == .k2 && !bytes.contains(UInt8(ascii: " "))
    }
}

extension TextPattern {
    /// Whether all texts have to be read to find those that match, be they many or few.
    public var readsAllTexts: Bool { WordSearch(self) != nil }
}
