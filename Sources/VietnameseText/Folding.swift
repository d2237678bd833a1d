import Synchronization

/// The three levels at which two texts are the same.
///
/// A key is a string of bytes: two texts are the same at a level when their keys of that level are equal byte for byte.
/// Keys are for comparing, not for showing. Whatever is no UTF-8 passes through byte by byte.
public enum Folding {
    /// How much two texts may differ and still be the same. Equal at one level implies equal at those after it.
    public enum Level: Hashable, Sendable {
        /// Canonical form only: composed and decomposed Vietnamese are the same, nothing else is.
        case exact
        /// Also case, the place of the tone mark (hoà, hòa), runs and kinds of spaces, kinds of dashes and quotes,
        /// letters typed for đ, invisible characters.
        case k1
        /// `k1` for parts of texts: a tone that K1 moves to the end of its run stands on the letter that bears it by the
        /// rules of spelling, so that the key of the first letters of a syllable begins the key of the syllable.
        case parts
        /// Also all diacritics: đ is d, any mark is dropped.
        case k2
    }

    /// What becomes of the tone of a run of letters that has one; a run's several tones stay where they are.
    enum ToneRule {
        /// It goes to the end of the run.
        case moved
        /// It goes to the letter that bears it by the rules of spelling.
        case placed
        /// It is dropped, and with it every other mark.
        case dropped
    }

    /// Settings that widen a level; the default is the plain one.
    public struct Options: Hashable, Sendable {
        /// A lone y after h k l m s t v b qu counts as i (kỹ, kĩ). Off by default: the names Vy and Vi differ.
        public var mergesIAndY: Bool

        public init(mergesIAndY: Bool = false) {
            self.mergesIAndY = mergesIAndY
        }
    }

    private static let mergesIAndY = Atomic(false)

    /// The options of all keys for which none are given. They are set once, before the first text is folded: a key made
    /// before would not fit one made after.
    public static var standard: Options {
        get { Options(mergesIAndY: mergesIAndY.load(ordering: .relaxed)) }
        set { mergesIAndY.store(newValue.mergesIAndY, ordering: .relaxed) }
    }

    /// Appends the key of `text` (UTF-8) at `level`.
    public static func append(_ level: Level, of text: Span<UInt8>, to output: inout [UInt8]) {
        append(level, of: text, options: standard, to: &output)
    }

    /// Appends the key of `text` (UTF-8) at `level` under `options`; the exact level has none.
    public static func append(_ level: Level, of text: Span<UInt8>, options: Options, to output: inout [UInt8]) {
        if let tones = toneRule(level) {
            appendKey(text, tones: tones, options: options, to: &output)
        } else {
            appendComposed(text, to: &output)
        }
    }

    /// What a level does to tones; nil where it leaves them and everything else as it is.
    static func toneRule(_ level: Level) -> ToneRule? {
        switch level {
        case .exact: nil
        case .k1: .moved
        case .parts: .placed
        case .k2: .dropped
        }
    }

    /// The key of `text` at `level`.
    public static func key(_ level: Level, _ text: String) -> [UInt8] {
        key(level, text, options: standard)
    }

    /// The key of `text` at `level` under `options`.
    public static func key(_ level: Level, _ text: String, options: Options) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + 8)
        append(level, of: text.utf8.span, options: options, to: &output)
        return output
    }

    /// Whether any diacritic is typed (đ counts): a text without any may match at the level `k2`.
    public static func hasMarks(_ text: Span<UInt8>) -> Bool {
        if UTF8Scalars.isASCII(text) { return false }
        let codes = LetterTable.codes
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            if let letter = LetterTable.letter(value, in: codes) ?? CharacterClasses.strokedD(value) {
                if letter.hasOwnMark || letter.tone != .level { return true }
            } else if !CharacterClasses.isInert(value) {
                let units = TextCluster.decomposed(text.extracting(index..<index + length))
                if units.contains(where: TextCluster.isMark) { return true }
            }
            index += length
        }
        return false
    }

    /// Whether any diacritic is typed (đ counts).
    public static func hasMarks(_ text: String) -> Bool {
        hasMarks(text.utf8.span)
    }
}
