import Columns
import Testing
import VietnameseText

/// However a dictionary's texts are put in order, each text's place is that of its sort key.
@Suite struct TextOrderTests {
    private static func dictionary(_ texts: [String]) -> TextDictionary {
        var builder = TextDictionaryBuilder()
        for text in texts { _ = builder.code(for: text) }
        return builder.finish()
    }

    private static func key(_ order: TextOrder, _ text: String) -> [UInt8] {
        let merged = Folding.key(.parts, text)
        var key: [UInt8] = []
        switch order {
        case .alphabetical: CollationKey.append(Array(text.utf8).span, to: &key)
        case .givenName: CollationKey.appendGivenNameFirst(Array(text.utf8).span, to: &key)
        case .alphabeticalMerged: CollationKey.append(merged.span, to: &key)
        case .givenNameMerged: CollationKey.appendGivenNameFirst(merged.span, to: &key)
        }
        return key
    }

    private static func expectRanks(_ texts: [String], _ order: TextOrder = .alphabetical) {
        let dictionary = dictionary(texts)
        let ranks = dictionary.ranks(order)
        let keys = (0..<dictionary.count).map { key(order, dictionary[$0].string) }
        let codes = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
        var rank: UInt32 = 0
        for (place, code) in codes.enumerated() {
            if place > 0, keys[codes[place - 1]] != keys[code] { rank += 1 }
            #expect(ranks[code] == rank, "\(dictionary[code].string)")
        }
    }

    private static func side(_ text: String, _ bound: String) -> Int {
        let (key, other) = (key(.alphabetical, text), key(.alphabetical, bound))
        return key.lexicographicallyPrecedes(other) ? -1 : key == other ? 0 : 1
    }

    /// Whether texts stand on the side of bounds that their keys tell, with the places of all known and without.
    private static func expectSides(_ texts: [String], of bounds: some Sequence<String>) {
        let dictionary = dictionary(texts)
        for isRanked in [false, true] {
            if isRanked { _ = dictionary.ranks(.alphabetical) }
            for bound in bounds {
                for wanted in -1...1 {
                    let matches = dictionary.match(
                        TextBound(bound), where: { $0.signum() == wanted }, isCancelled: { false })
                    #expect(matches.count == dictionary.count + 1 && !matches[dictionary.count])
                    for code in 0..<dictionary.count {
                        let side = side(dictionary[code].string, bound)
                        #expect(matches[code] == (side == wanted), "\(dictionary[code].string) beside \(bound)")
                    }
                }
            }
        }
    }

    /// Texts of few letters, so that many begin alike, in the order of their keys and in none.
    @Test(arguments: 0..<300) func anyTexts(seed: Int) {
        let alphabets = ["ab09-", "az019_/.", "0123", "a0 ", "aAbB1", "aáâbđ", "00001a", "a-b:c"]
        let letters = Array(alphabets[seed % alphabets.count])
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        let texts = (0..<random(40)).map { _ in
            String((0..<random(6)).map { _ in letters[random(letters.count)] })
        }
        Self.expectRanks(texts)
        Self.expectRanks(texts, .givenName)
        Self.expectRanks(texts, .alphabeticalMerged)
        Self.expectRanks(texts, .givenNameMerged)
        Self.expectRanks(
            texts.sorted { Self.key(.alphabetical, $0).lexicographicallyPrecedes(Self.key(.alphabetical, $1)) })
        Self.expectRanks(texts.sorted())
        Self.expectSides(texts, of: Set(texts).sorted().prefix(6) + ["", "a0", "Á", "b-1"])
    }

    /// Of texts in order the codes beside a bound are found by halving.
    @Test func codesAtABound() throws {
        let count = 150_000
        let ascending = Self.dictionary((0..<count).map { "id-\($0 * 2 + 1_000_000)" })
        func codes(_ bound: String) -> Range<Int>? { ascending.codes(at: TextBound(bound)) { false } }
        #expect(codes("id-1000000") == 0..<1)
        #expect(codes("id-1000003") == 2..<2)
        #expect(codes("ID-1000004") == 3..<3)
        #expect(codes("id-\((count - 1) * 2 + 1_000_000)") == count - 1..<count)
        #expect(codes("") == 0..<0)
        #expect(codes("Đ") == 0..<0)
        #expect(codes("ò") == count..<count)
        let mixed = Self.dictionary((0..<count).map { "id-\($0 * 7919 % count + 1_000_000)" })
        #expect(mixed.codes(at: TextBound("id-1000000")) { false } == nil)
        #expect(Self.dictionary(["a", "b"]).codes(at: TextBound("a")) { false } == nil)
        #expect(Self.dictionary(["id-1", "id-2"]).codes(at: TextBound("a")) { true } == nil)
    }

    @Test func neighbours() {
        Self.expectRanks(["a1", "a01", "a2", "a10", "a010", "b", "b-1", "b0", "b00", "b000", "b1"])
        Self.expectRanks(["id-00001", "id-00002", "id-00010", "id-00100"])
        Self.expectRanks(["id-1", "id-2", "id-10", "id-100", "id-101", "idx"])
        Self.expectRanks(["", "-", "0", "00", "1", "a"])
        Self.expectRanks([])
        // More significant digits than one byte counts.
        Self.expectRanks([String(repeating: "9", count: 255), "1" + String(repeating: "0", count: 255)])
    }

    /// Enough texts for several threads, in order and out of it.
    @Test func manyTexts() {
        let count = 20_000
        let ascending = Self.dictionary((0..<count).map { "id-\($0 + 100_000)" }).ranks(.alphabetical)
        #expect((0..<count).allSatisfy { ascending[$0] == UInt32($0) })
        let numbers = (0..<count).map { $0 * 7919 % count }
        let mixed = Self.dictionary(numbers.map { "Số \($0)" }).ranks(.alphabetical)
        #expect(numbers.indices.allSatisfy { mixed[$0] == UInt32(numbers[$0]) })
        #expect(Self.dictionary(["b", "a"]).ranks(.alphabetical, isCancelled: { true }) == nil)
    }

    /// Keys of many words of eight bytes, that begin alike, begin one another or are the same, in parts for threads.
    @Test(arguments: TextOrder.allCases)
    func manyTextsThatBeginAlike(_ order: TextOrder) {
        var generator = SeededRandom(seed: 17)
        let words = [
            "Nguyễn", "nguyễn", "Trần", "Thị", "Hoà", "Hòa", "An", "an", "7", "07", "Ủy ban nhân dân", "đ", "b-1",
        ]
        let texts = (0..<20_000).map { _ in
            String(repeating: "Sở ", count: Int.random(in: 0...2, using: &generator))
                + (0..<Int.random(in: 1...5, using: &generator)).map { _ in words.randomElement(using: &generator)! }
                .joined(separator: " ")
        }
        Self.expectRanks(texts, order)
    }
}
