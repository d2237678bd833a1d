import Testing

@testable import VietnameseText

struct CollationTests {
    private static func key(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        CollationKey.append(bytes(text).span, to: &key)
        return key
    }

    private static func givenNameKey(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        CollationKey.appendGivenNameFirst(bytes(text).span, to: &key)
        return key
    }

    private static func expectAscending(_ texts: [String], by key: (String) -> [UInt8]) {
        for i in texts.indices {
            for j in texts.indices {
                #expect(
                    key(texts[i]).lexicographicallyPrecedes(key(texts[j])) == (i < j), "\(texts[i]) / \(texts[j])")
            }
        }
    }

    @Test(arguments: [
        "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z",
        "ma mà mả mã má mạ mă mằ mẳ mẵ mắ mặ mâ mầ",
        "a A à À ả Ả ã á ạ Ạ aa ă Ă",
        // Where the tone stands, which is no difference to `=`, matters last.
        "hoa hoà hòa Hoà Hòa hoá hóa hoại",
        "mua muà mùa muá múa", "già gìa giá gía", "ao aó áo áó",
    ])
    func lettersTonesAndCasesHaveTheirOrder(_ words: String) {
        Self.expectAscending(words.split(separator: " ").map(String.init), by: Self.key)
    }

    @Test(arguments: [
        // The letters of the whole string before the tones of its first word.
        ["hoa an", "hoà an", "hoa ba", "hoà ba"],
        ["Lê An", "Lê Bình", "Lệ Bình", "Lê Chi"],
        ["tổng", "tổng hợp", "tổng kho", "tổngh"],
        ["Khối 2", "Khối 02", "Khối 2a", "Khối 10", "Khối 10 - A", "Khối 100"],
        ["0", "00", "1", "01", "9", "10", "99999999999999999999", "100000000000000000000"],
        ["1.2", "1.10", "2"],
        ["1 2", "10 2", "10a", "12", "102"],
        ["a-b", "a,b", "a.b", "a/b", "a1", "ab"],
        ["", "-", "1", "a", "đ", "z", "я", "東"],
        ["n", "N", "ñ", "ņ", "na"],
    ])
    func textsHaveTheirOrder(_ texts: [String]) {
        Self.expectAscending(texts, by: Self.key)
    }

    @Test func longNumbersCompareByTheirLength() {
        let lengths = [1, 200, 254, 255, 256, 509, 510, 511, 1_000]
        Self.expectAscending(lengths.map { String(repeating: "9", count: $0) }, by: Self.key)
        #expect(Self.key(String(repeating: "0", count: 900)) != Self.key(""))
    }

    @Test func whatIsWrittenInAnotherFormHasTheSameKey() {
        #expect(Self.key("tổng hợp") == Self.key("to\u{309}\u{302}ng  ho\u{323}\u{31B}p "))
        #expect(Self.key("Đà\u{A0}Nẵng") == Self.key("Đa\u{300} Nẵng"))
        #expect(Self.key("so\u{AD}n") == Self.key("son"))
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<2_000 {
            let text = RandomText(using: &generator)
            #expect(Self.key(text.decomposed) == Self.key(text.composed))
            #expect(Self.key(text.shuffled) == Self.key(text.composed))
            #expect(Self.givenNameKey(text.shuffled) == Self.givenNameKey(text.composed))
        }
    }

    /// Keys that share a prefix of one array, as a dictionary of texts makes them.
    @Test func keysAreAppended() {
        for text in ["Nguyễn Văn An", "москва 12 á\u{308}", "", "007"] {
            var output: [UInt8] = [9, 9]
            CollationKey.append(bytes(text).span, to: &output)
            #expect(output == [9, 9] + Self.key(text))
            output = [9, 9]
            CollationKey.appendGivenNameFirst(bytes(text).span, to: &output)
            #expect(output == [9, 9] + Self.givenNameKey(text))
        }
    }

    @Test func peopleAreOrderedByGivenName() {
        Self.expectAscending(
            [
                "An", "Lê An", "Lê Thị An", "Nguyễn An", "Nguyễn Văn An", "NGUYỄN VĂN AN", "Trần An", "Phạm Ân",
                "Trần Văn Bình", "Lê Hoa", "Trần Hoa", "Lê Hoà", "Lê Hoàng", "Võ Thị Sáu", "Đỗ Ý",
            ], by: Self.givenNameKey)
        #expect(Self.givenNameKey(" Lê  An ") == Self.givenNameKey("Lê An"))
    }

    @Test(arguments: [
        ("Nguyễn Văn An", "An"), ("  Nguyễn\u{A0}Ánh  ", "Ánh"), ("An", "An"), ("", ""), (" \t", ""),
        ("Trần Bi\u{300}nh\u{200B}", "Bi\u{300}nh\u{200B}"),
    ])
    func givenNamesAreTheLastWord(_ name: String, _ given: String) {
        #expect(PersonName.given(name) == given)
    }
}
