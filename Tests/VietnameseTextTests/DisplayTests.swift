import Testing

@testable import VietnameseText

struct DisplayTests {
    @Test(arguments: [
        ("", 0), ("tong hop", 8), ("tổng hợp", 8), ("to\u{302}\u{309}ng", 4), ("a\u{AD}b\u{200B}\u{2060}\u{FEFF}", 2),
        ("東京", 4), ("ＡＢ", 4), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("💧", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2),
        ("🇻🇳", 2), ("🇻🇳🇻🇳", 4), ("❤", 1), ("❤\u{FE0F}", 2), ("°±§–“…”", 7), ("₫1.000", 6), ("a\tb\u{7}\n", 2),
        ("├─┤█", 4), ("é\u{200D}a", 2), ("☎", 1), ("⌚", 2), ("、", 2),
    ])
    func textsHaveTheirColumns(_ text: String, _ columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
        #expect(DisplayWidth.columns(of: bytes(text).span) == columns)
        #expect(DisplayWidth.prefixLength(of: bytes(text).span, columns: columns) == text.utf8.count)
    }

    @Test(arguments: [
        ("tổng hợp", 8, "tổng hợp"), ("tổng hợp", 7, "tổng h…"), ("tổng hợp", 1, "…"), ("tổng hợp", 0, ""),
        ("tổng hợp", -3, ""), ("", 0, ""), ("", 5, ""), ("東京都", 5, "東京…"), ("東京都", 4, "東…"), ("東京", 4, "東京"),
        ("to\u{302}\u{309}ng ho\u{31B}\u{323}p", 3, "to\u{302}\u{309}…"), ("👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧…"),
        ("👨‍👩‍👧👨‍👩‍👧", 4, "👨‍👩‍👧👨‍👩‍👧"), ("a\u{200B}", 1, "a\u{200B}"),
    ])
    func textsAreCutBetweenCharacters(_ text: String, _ columns: Int, _ expected: String) {
        let cut = DisplayWidth.truncated(text, to: columns)
        #expect(bytes(cut) == bytes(expected))
        #expect(DisplayWidth.columns(of: cut) <= max(0, columns))
    }

    @Test(arguments: [
        ("tổng", 2, "tổ"), ("to\u{302}\u{309}ng", 2, "to\u{302}\u{309}"), ("東京", 3, "東"), ("👍🏽a", 1, ""),
        ("a👨‍👩‍👧", 2, "a"), ("🇻🇳🇻🇳", 3, "🇻🇳"), ("abc", 0, ""), ("abc", -1, ""), ("x❤\u{FE0F}", 2, "x"),
    ])
    func prefixesAreWholeCharacters(_ text: String, _ columns: Int, _ prefix: String) {
        #expect(DisplayWidth.prefixLength(of: bytes(text).span, columns: columns) == prefix.utf8.count)
    }

    @Test func prefixesFitAndAreLongest() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1_000 {
            let text = bytes(RandomText(using: &generator).shuffled)
            let columns = Int.random(in: 0...16, using: &generator)
            let length = DisplayWidth.prefixLength(of: text.span, columns: columns)
            #expect(
                DisplayWidth.columns(of: Array(text[..<length]).span)
                    == min(columns, DisplayWidth.columns(of: text.span)))
        }
    }
}

struct CompositionTests {
    @Test(
        arguments: [
            ("ẹ", 0x302, "ệ"), ("o", 0x323, "ọ"), ("ọ", 0x31B, "ợ"), ("e", 0x302, "ê"), ("ê", 0x301, "ế"),
            ("é", 0x302, "ế"),
            ("U", 0x31B, "Ư"), ("Ư", 0x309, "Ử"), ("a", 0x306, "ă"), ("ạ", 0x306, "ặ"), ("y", 0x303, "ỹ"),
            ("n", 0x303, "ñ"),
            ("c", 0x327, "ç"),
        ] as [(String, UInt32, String)])
    func marksJoinTheLetterBefore(_ base: String, _ mark: UInt32, _ expected: String) {
        let composed = Composition.compose(base: base.unicodeScalars.first!, mark: Unicode.Scalar(mark)!)
        #expect(composed == expected.unicodeScalars.first)
    }

    @Test(
        arguments: [("á", 0x300), ("ô", 0x31B), ("ă", 0x302), ("b", 0x302), ("đ", 0x301), ("a", 0x62), (" ", 0x301)]
            as [(String, UInt32)])
    func marksWithoutAPlaceJoinNothing(_ base: String, _ mark: UInt32) {
        #expect(Composition.compose(base: base.unicodeScalars.first!, mark: Unicode.Scalar(mark)!) == nil)
    }

    /// Every vowel with a tone, from its letter and mark, and from the plain letter with its marks in either order.
    @Test func everyLetterIsReached() throws {
        for code in LetterTable.scalars where code != 0 {
            let letter = try #require(LetterTable.letter(UInt32(code), in: LetterTable.codes))
            var plain = letter
            plain.tone = .level
            let base = try #require(LetterTable.scalar(plain).flatMap { Unicode.Scalar($0) })
            if let mark = Unicode.Scalar(letter.tone.mark), mark.value != 0 {
                #expect(Composition.compose(base: base, mark: mark)?.value == UInt32(code))
            }
        }
    }

    @Test func textsAreComposed() {
        #expect(bytes(Composition.composed("to\u{302}\u{309}ng ho\u{323}\u{31B}p")) == bytes("tổng hợp"))
        #expect(bytes(Composition.composed("a\u{30A} \u{1112}\u{1161}")) == bytes("å 하"))
        #expect(Composition.composed("Hoà  BÌNH") == "Hoà  BÌNH")
    }
}
