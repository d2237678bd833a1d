/// Whether words are spelled as Vietnamese syllables are.
public enum Syllables {
    /// Words with letters beyond ASCII.
    public struct Count: Equatable, Sendable {
        public var words = 0
        /// Those that are Vietnamese syllables.
        public var valid = 0

        public init() {}

        /// 0 to 1; 1 where there is no word.
        public var share: Double { words == 0 ? 1 : Double(valid) / Double(words) }
    }

    /// Counts the words of a UTF-8 text, at most so many of them.
    public static func count(in text: Span<UInt8>, limit: Int = .max) -> Count {
        var result = Count()
        var word: [UInt32] = []
        var isMarked = false
        var index = 0
        while index < text.count, result.words < limit {
            let (scalar, length) = UTF8Scalars.decode(text, at: index)
            index += length
            let isPart = scalar < 0x80 ? isASCIILetter(scalar) : !CharacterClasses.isSpace(scalar)
            if isPart {
                word.append(scalar)
                isMarked = isMarked || scalar >= 0x80
            }
            guard !isPart || index >= text.count else { continue }
            if isMarked { add(word, to: &result) }
            word.removeAll(keepingCapacity: true)
            isMarked = false
        }
        return result
    }

    private static func isASCIILetter(_ scalar: UInt32) -> Bool { (97...122).contains(scalar | 0x20) }

    /// A word without the quotes, dashes and dots around it.
    private static func add(_ word: [UInt32], to count: inout Count) {
        var letters = word[...]
        while let last = letters.last, isPunctuation(last) { letters.removeLast() }
        while let first = letters.first, isPunctuation(first) { letters.removeFirst() }
        guard letters.contains(where: { $0 >= 0x80 }) else { return }
        count.words += 1
        if isSyllable(letters) { count.valid += 1 }
    }

    private static func isPunctuation(_ scalar: UInt32) -> Bool {
        scalar >= 0x80 && (CharacterClasses.plainPunctuation(scalar) != nil || scalar == 0x2022 || scalar == 0x2026)
            || CharacterClasses.isInvisible(scalar)
    }

    /// One beginning and one rhyme, with one tone at most, in capitals, small letters or with one capital first.
    static func isSyllable(_ word: ArraySlice<UInt32>) -> Bool {
        guard word.count <= 8 else { return false }
        let codes = LetterTable.codes
        var ranks: [UInt8] = []
        var tone = Tone.level
        var capitals = 0
        for scalar in word {
            guard let letter = LetterTable.letter(scalar, in: codes) else { return false }
            if letter.tone != .level {
                guard tone == .level else { return false }
                tone = letter.tone
            }
            if letter.isUpper {
                guard capitals == ranks.count else { return false }
                capitals += 1
            }
            ranks.append(letter.rank)
        }
        guard capitals <= 1 || capitals == ranks.count else { return false }
        return isSyllable(ranks, tone)
    }

    private static func isSyllable(_ ranks: [UInt8], _ tone: Tone) -> Bool {
        for length in 0...min(3, ranks.count - 1) {
            guard length == 0 || onsets.contains(key(ranks[..<length])), rhymes.contains(key(ranks[length...])) else {
                continue
            }
            // What ends in a stop is said with two tones only.
            if tone == .acute || tone == .dotBelow
                || !stops.contains(where: { ranks.suffix($0.count).elementsEqual($0) })
            {
                return true
            }
        }
        return false
    }

    // MARK: The tables

    /// Six bits a letter.
    private static func key(_ ranks: ArraySlice<UInt8>) -> UInt64 { ranks.reduce(0) { $0 << 6 | UInt64($1 + 1) } }

    private static func ranks(_ text: Substring) -> [UInt8] {
        text.unicodeScalars.map { letter in UInt8(VietnameseLetter.alphabet.firstIndex(of: letter)!) }
    }

    private static func keys(_ texts: String) -> Set<UInt64> {
        Set(texts.split(separator: " ").map { key(ranks($0)[...]) })
    }

    private static let stops = ["c", "p", "t", "ch"].map { ranks($0[...]) }

    private static let onsets = keys("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

    /// Without tones; behind qu and gi too.
    private static let rhymes = keys(
        """
        a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et \
        ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
        o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong \
        ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un \
        ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc \
        ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu yt ych ynh
        """)
}
