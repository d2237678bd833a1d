import Columns
import Indexes
import Testing
import VietnameseText

/// Searches through all texts at once against searches through one after another.
@Suite struct FoldedTextTests {
    @Test(arguments: [Folding.Level.exact, .k1, .parts, .k2]) func needlesAreFound(level: Folding.Level) {
        for texts in Self.dictionaries {
            let dictionary = Self.dictionary(texts)
            let folded = dictionary.folded(level)
            let keys = (0..<dictionary.count).map { dictionary[$0].string }.map { Folding.key(level, $0) }
            for needle in Self.needles.map({ Folding.key(level, $0) }) {
                let found = [FoldedTexts.Place.anywhere, .word, .start, .end].map { folded.hold(needle, $0) }
                for (code, key) in keys.enumerated() {
                    let text = folded.textOfCode.map { Int($0[code]) } ?? code
                    #expect(folded[text].count == key.count)
                    #expect(found[0][text] == Self.holds(key, needle), "\(key) \(needle)")
                    #expect(found[1][text] == Self.holdsWord(key, needle), "\(key) \(needle)")
                    #expect(found[2][text] == key.starts(with: needle))
                    #expect(found[3][text] == key.reversed().starts(with: needle.reversed()))
                }
            }
        }
    }

    /// Texts in the order of their bytes are searched for a beginning by halves.
    @Test func beginningsOfAscendingTextsAreARun() {
        var texts = (0..<100_000).map { "award-\(String($0 + 1_000_000).dropFirst())" }
        let ordered = Self.dictionary(texts)
        let folded = ordered.folded(.k1)
        #expect(ordered.isAscending(folded))
        for needle in [
            "", "a", "award-", "award-0", "award-00", "award-0314", "award-099999", "award-1", "b", "award-031415",
        ] {
            let found = folded.run(startingWith: Array(needle.utf8))
            #expect(found.map { Int32($0) } == folded.hold(Array(needle.utf8), .start).truePositions, "\(needle)")
        }
        texts.swapAt(77_771, 77_772)
        let disordered = Self.dictionary(texts)
        #expect(!disordered.isAscending(disordered.folded(.k1)))
        let few = Self.dictionary(["a", "b"])
        #expect(!few.isAscending(few.folded(.k1)), "few texts are not worth knowing it")
    }

    /// Once classes are made, their keys are what is searched.
    @Test func classesAreSearchedToo() {
        let dictionary = Self.dictionary(["Hoà", "hòa", "HOA", "hoà bình", "a"])
        let before = dictionary.folded(.k1)
        #expect(before.textOfCode == nil && before.count == 5)
        _ = dictionary.classes(.k1)
        let after = dictionary.folded(.k1)
        #expect(after.textOfCode?.array == [0, 0, 1, 2, 3])
        #expect(after.hold(Folding.key(.k1, "hòa"), .word).array == [true, false, true, false, false])
    }

    /// Texts that folding leaves alone are not copied, and find each other all the same.
    @Test func foldedTextsAreShared() {
        let plain = Self.dictionary((0..<3000).map { "award-\($0)" })
        #expect(plain.folded(.k1).bytes === plain.bytes)
        let classes = plain.classes(.k2)
        #expect(classes.keys.bytes === plain.bytes)
        for code in 0..<plain.count { #expect(classes.find(Array(plain[code].string.utf8)) == UInt32(code)) }
        #expect(classes.find(Array("award-3000".utf8)) == nil)
        for text in ["A", "a ", " a", "a  b", "a\tb", "`", "é"] {
            let other = Self.dictionary([text])
            #expect(other.folded(.k2).bytes !== other.bytes, "\(text)")
        }
    }

    @Test func wordsFindWhatReadingAllTextsFinds() throws {
        var random = SeededRandom(seed: 9)
        let words = [
            "hoà", "hòa", "bình", "công", "nhân", "Công", "QĐ-UBND", "a", "an", "lao động", "(hoa)", "12", "123",
        ]
        var texts: [String] = []
        for _ in 0..<600 { texts.append((0..<random.below(7)).map { _ in random.pick(words) }.joined(separator: " ")) }
        let dictionary = Self.dictionary(texts)
        let index = try #require(WordIndex(dictionary) { false })
        #expect(WordIndex(dictionary) { true } == nil)
        let folded = dictionary.folded(.k2)
        for needle in Self.needles + words {
            let key = Folding.key(.k2, needle)
            guard !key.isEmpty else { continue }
            for place in [FoldedTexts.Place.anywhere, .word] {
                let holds = folded.hold(key, place)
                let expected = (0..<dictionary.count).filter { code in
                    holds[folded.textOfCode.map { Int($0[code]) } ?? code]
                }
                let found = index.codes(key, place)
                #expect(found == found.sorted() && Set(found).count == found.count)
                if key.contains(UInt8(ascii: " ")) {
                    #expect(Set(expected.map { UInt32($0) }).isSubset(of: found), "\(needle)")
                } else {
                    #expect(found == expected.map { UInt32($0) }, "\(needle)")
                }
            }
        }
    }

    // MARK: Helpers

    private static let dictionaries: [[String]] = [
        [], ["", "a"], ["hoa", "a hoa", "hoa b", "xhoa", "hoax", "ho", "a", "", "hoahoa", "đhoa", "hoa-hoa"],
        ["Hoà bình", "HÒA  BÌNH", "hoa binh", "Công nhân", "cong nhan", "QĐ-UBND"],
        (0..<500).map { "id\($0 * 7919 % 10_007)" },
    ]

    private static let needles = [
        "a", "hoa", "hoà", "hoa b", "công nhân", "42", "0", "7919", "qđ", "zz", "-", " ", "id1",
    ]

    private static func dictionary(_ texts: [String]) -> TextDictionary {
        var builder = TextDictionaryBuilder()
        for text in texts { _ = builder.code(for: text) }
        return builder.finish()
    }

    private static func holds(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
        !places(text, needle).isEmpty || needle.isEmpty
    }

    private static func places(_ text: [UInt8], _ needle: [UInt8]) -> [Int] {
        guard !needle.isEmpty, needle.count <= text.count else { return [] }
        return (0...text.count - needle.count).filter { text[$0...].starts(with: needle) }
    }

    private static func holdsWord(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            byte >= 0x80 || Unicode.Scalar(byte).properties.isAlphabetic || (0x30...0x39).contains(byte)
        }
        return places(text, needle).contains { place in
            let end = place + needle.count
            return (place == 0 || !isWord(text[place - 1])) && (end == text.count || !isWord(text[end]))
        }
    }
}
