import VietnameseText

/// What a text is compared with; every key is already folded to its level.
public enum TextPattern: Hashable, Sendable {
    /// The whole text is one of these.
    case anyOf([Key])
    case contains(Key)
    /// Contains, with no letter or digit directly before or after.
    case word(Key)
    case starts(Key)
    case ends(Key)
    /// SQL's `%` and `_`, on the folded form.
    case like(Key)
    /// A regular expression on the text as composed; linear time.
    case regex(String)
    /// In alphabetical order before, after or at a written text.
    case order(Comparison, than: String)

    /// Whether a text matches as a whole, and not for a part of it.
    public var asksWholeTexts: Bool {
        switch self {
        case .anyOf: true
        case .contains, .word, .starts, .ends, .like, .regex, .order: false
        }
    }

    public struct Key: Hashable, Sendable {
        public var level: Folding.Level
        public var bytes: [UInt8]
        public var written: String

        /// The key of a written value: K2 where no marks were typed, else K1; exact where the field or `==` says so.
        public init(_ written: String, exact: Bool = false) {
            self.init(written, level: exact ? .exact : (Folding.hasMarks(written) ? .k1 : .k2))
        }

        /// The key of words that are looked for in a text: tones count where they stand in a word.
        public static func words(_ written: String, exact: Bool = false) -> Key {
            Key(written, level: exact ? .exact : (Folding.hasMarks(written) ? .parts : .k2))
        }

        /// The key of a part of a text: as of words, and a space at an end of it counts.
        public static func part(_ written: String, exact: Bool = false) -> Key {
            var key = words(written, exact: exact)
            guard key.level != .exact, !written.isEmpty else { return key }
            let space = UInt8(ascii: " ")
            if key.bytes.isEmpty {
                key.bytes = [space]
            } else {
                if written.first!.isWhitespace { key.bytes.insert(space, at: 0) }
                if written.last!.isWhitespace { key.bytes.append(space) }
            }
            return key
        }

        public init(_ written: String, level: Folding.Level) {
            self.level = level
            bytes = Folding.key(level, written)
            self.written = written
        }
    }
}
