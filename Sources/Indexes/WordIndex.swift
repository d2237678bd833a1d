import Columns

/// From the words of a dictionary's texts, without marks and letter case (K2), to the texts: what a search reads
/// instead of all of them.
///
/// A word here is what stands between spaces; a part of one is found by looking through the words, which are few where
/// texts are long. Memory: the different words, four bytes for each of them, and for each word of each text.
public final class WordIndex: Sendable {
    /// The different words, in the order in which they are first met.
    public let words: FoldedTexts
    /// From each word to the codes of the texts in which it stands.
    public let codes: Postings

    /// Nil when `isCancelled`, which is asked now and then, says so.
    public init?(_ dictionary: TextDictionary, isCancelled: @escaping @Sendable () -> Bool) {
        guard let texts = dictionary.folded(.k2, isCancelled: isCancelled) else { return nil }
        var builder = TextDictionaryBuilder()
        var wordsOfTexts: [UInt32] = []
        var ends: [Int] = []
        for code in 0..<dictionary.count {
            if code % Self.pace == 0, isCancelled() { return nil }
            let start = wordsOfTexts.count
            texts.text(ofCode: code).forEachWord { word in
                let number = builder.code(for: word)
                if !wordsOfTexts[start...].contains(number) { wordsOfTexts.append(number) }
            }
            ends.append(wordsOfTexts.count)
        }
        words = FoldedTexts(builder.finish())
        codes = Self.postings(wordsOfTexts, ends, wordCount: words.count)
    }

    /// An index made before.
    public init(words: TextDictionary, codes: Postings) {
        self.words = FoldedTexts(words)
        self.codes = codes
    }

    private static let pace = 4096

    public var byteCount: Int { words.bytes.byteCount + words.offsets.byteCount + codes.byteCount }

    /// By counting: where each word's texts begin, then each text at the next place of each of its words.
    private static func postings(_ wordsOfTexts: [UInt32], _ ends: [Int], wordCount: Int) -> Postings {
        var next = [UInt32](repeating: 0, count: wordCount + 1)
        for word in wordsOfTexts { next[Int(word) + 1] += 1 }
        for word in 0..<wordCount { next[word + 1] += next[word] }
        let offsets = Buffer(next)
        let codes = Buffer<UInt32>(count: wordsOfTexts.count) { codes in
            var start = 0
            for (code, end) in ends.enumerated() {
                for word in wordsOfTexts[start..<end] {
                    codes[Int(next[Int(word)])] = UInt32(code)
                    next[Int(word)] += 1
                }
                start = end
            }
        }
        return Postings(base: 0, offsets: offsets, rows: codes)
    }

    // MARK: Searching

    /// The codes, ascending, of the texts that may hold a needle folded to K2: surely, where it has no space and
    /// stands anywhere or as a word.
    public func codes(_ needle: [UInt8], _ place: FoldedTexts.Place) -> [UInt32] {
        let parts = needle.split(separator: UInt8(ascii: " ")).map { Array($0) }
        // Between spaces stands no part of a word that is a word beside them.
        let found = parts.map { codes(ofPart: $0, parts.count == 1 && place == .word ? .word : .anywhere) }
        guard let least = found.min(by: { $0.count < $1.count }) else { return [] }
        return found.reduce(least) { common, other in
            Buffer(common).common(0..<common.count, with: Buffer(other), 0..<other.count)
        }
    }

    private func codes(ofPart part: [UInt8], _ place: FoldedTexts.Place) -> [UInt32] {
        let matching = words.hold(part, place).truePositions
        let ranges = matching.map { codes.range(of: Int64($0)) }
        if ranges.count == 1 { return ranges[0].map { codes.rows[$0] } }
        var found: [UInt32] = []
        found.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
        for range in ranges { for position in range { found.append(codes.rows[position]) } }
        return found.ascendingOnce()
    }
}

extension TextSlice {
    /// What stands between spaces.
    fileprivate func forEachWord(_ body: (Span<UInt8>) -> Void) {
        withSpan { text in
            var start = 0
            for index in text.indices where text[index] == UInt8(ascii: " ") {
                if index > start { body(text.extracting(start..<index)) }
                start = index + 1
            }
            if text.count > start { body(text.extracting(start..<text.count)) }
        }
    }
}
