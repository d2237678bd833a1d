@_spi(_Unicode) import Swift
import Testing

@testable import VietnameseText

struct Pair: Sendable, CustomTestStringConvertible {
    let a: String
    let b: String
    /// E, 1, 2: the levels at which the two are equal.
    let levels: String
    var testDescription: String { "\(a) / \(b): \(levels)" }

    init(_ a: String, _ b: String, _ levels: String) {
        (self.a, self.b, self.levels) = (a, b, levels)
    }
}

struct FoldingTests {
    static let pairs: [Pair] = [
        Pair("tổng hợp", "tô\u{309}ng hơ\u{323}p", "E12"),
        Pair("tổng hợp", "to\u{302}\u{309}ng ho\u{31B}\u{323}p", "E12"),
        Pair("tổng hợp", "to\u{302}\u{309}ng ho\u{323}\u{31B}p", "E12"),
        Pair("ệ", "e\u{323}\u{302}", "E12"),
        Pair("ệ", "e\u{302}\u{323}", "E12"),
        Pair("ệ", "ẹ\u{302}", "E12"),
        Pair("ợ", "o\u{323}\u{31B}", "E12"),
        Pair("ớ", "ó\u{31B}", "E12"),
        Pair("à", "a\u{340}", "E12"),
        Pair("España", "Espan\u{303}a", "E12"),
        Pair("Å", "\u{212B}", "E12"),
        Pair("한글", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "E12"),
        // Not canonically the same, but the same letter and tone.
        Pair("ế", "é\u{302}", "12"),
        Pair("hoà", "hòa", "12"),
        Pair("HOÀ BÌNH", "Hòa Bình", "12"),
        Pair("thuý", "thúy", "12"),
        Pair("uỷ ban", "ủy ban", "12"),
        Pair("khoẻ", "khỏe", "12"),
        Pair("Tổng Hợp", "tổng hợp", "12"),
        Pair("ĐÀ NẴNG", "đà nẵng", "12"),
        Pair("của", "cuả", "12"),
        Pair("già", "gìa", "12"),
        Pair("quý", "qúy", "12"),
        Pair("hóa2", "hoá2", "12"),
        Pair("tổng  hợp", "tổng hợp", "12"),
        Pair("tổng\u{A0}hợp", "tổng hợp", "12"),
        Pair("\u{FEFF}tổng hợp ", "tổng hợp", "12"),
        Pair("tổ\u{AD}ng", "tổng", "12"),
        Pair("a\u{200B}\u{301}", "á", "12"),
        Pair("Đ", "Ð", "12"),
        Pair("Đ", "Ɖ", "12"),
        Pair("đ", "ð", "12"),
        Pair("2020–2021", "2020-2021", "12"),
        Pair("QĐ-UBND", "qđ-ubnd", "12"),
        Pair("K’Ré", "K'ré", "12"),
        Pair("“A”", "\"a\"", "12"),
        Pair("I", "i", "12"),
        Pair("МОСКВА", "москва", "12"),
        Pair("ÇÀ", "çà", "12"),
        Pair("Đà Nẵng", "Da Nang", "2"),
        Pair("tổng hợp", "tong hop", "2"),
        Pair("tổng hợp", "tông hợp", "2"),
        Pair("ma", "mà", "2"),
        Pair("hoa", "hoà", "2"),
        Pair("hoà", "hoá", "2"),
        Pair("đề", "dề", "2"),
        Pair("đ", "d", "2"),
        Pair("ươ", "uơ", "2"),
        Pair("Việt", "Viêt", "2"),
        Pair("QĐ-UBND", "QD-UBND", "2"),
        Pair("hợp tác xã", "hợp tác xa", "2"),
        Pair("İ", "i", "2"),
        Pair("ç", "c", "2"),
        Pair("áà", "aà", "2"),
        Pair("kỹ", "kĩ", ""),
        Pair("quý", "quí", ""),
        Pair("thúy", "thúi", ""),
        Pair("tay", "tai", ""),
        Pair("tổng hợp", "tổnghợp", ""),
        Pair("hoa2", "hoà", ""),
        Pair("ø", "o", ""),
    ]

    @Test(arguments: pairs)
    func pairsAreEqualAtTheirLevelsOnly(_ pair: Pair) {
        for (name, level) in [("E", Folding.Level.exact), ("1", .k1), ("2", .k2)] as [(Character, Folding.Level)] {
            #expect((Folding.key(level, pair.a) == Folding.key(level, pair.b)) == pair.levels.contains(name))
        }
    }

    @Test(arguments: [
        Pair("kỹ", "kĩ", "12"), Pair("quý", "quí", "12"), Pair("qúy", "quí", "12"), Pair("KỸ SƯ", "kĩ sư", "12"),
        Pair("Vy", "Vi", "12"), Pair("thúy", "thúi", ""), Pair("tay", "tai", ""), Pair("thy", "thi", ""),
        Pair("y", "i", ""), Pair("ny", "ni", ""),
    ])
    func lettersIAndYMergeWhenAsked(_ pair: Pair) {
        let options = Folding.Options(mergesIAndY: true)
        for (name, level) in [("1", Folding.Level.k1), ("2", .k2)] as [(Character, Folding.Level)] {
            let equal = Folding.key(level, pair.a, options: options) == Folding.key(level, pair.b, options: options)
            #expect(equal == pair.levels.contains(name))
        }
    }

    @Test(arguments: [
        ("", false), ("tong hop 2", false), ("đ", true), ("Đ", true), ("Ð", true), ("tổng", true), ("ư", true),
        ("e\u{301}", true), ("ç", true), ("– “a” …", false), ("東京", false), ("한글", false), ("a\u{200B}b", false),
        ("москва", false), ("й", true), ("💧", false),
    ])
    func marksAreFound(_ text: String, _ expected: Bool) {
        #expect(Folding.hasMarks(text) == expected)
        #expect(Folding.hasMarks(bytes(text).span) == expected)
    }

    /// Parts at the level of parts: what a person would find in the text, tones and all.
    @Test(arguments: [
        ("Việt", "Viê", false), ("Việt", "Việ", true), ("Việt", "iệt", true), ("tổng hợp", "hơp", false),
        ("tổng hợp", "tổng hơ", false), ("tổng hợp", "ổng hợ", true), ("Nguyễn", "nguyễ", true), ("Nguyễn", "ễn", true),
        ("Nguyễn", "yễn", true), ("hòa bình", "hoà bìn", true), ("hoà bình", "hòa b", true), ("HÒA", "oà", true),
        ("Hoàn", "hoà", true), ("Hoàn", "hòa", true), ("đoàn", "đo", true), ("khoái", "khoá", true),
        ("của", "cuả", true), ("quả", "qủa", true), ("quả", "uả", false), ("già", "gìa", true), ("gì", "gì", true),
        ("giêng", "giê", true), ("Uỷ ban", "ủy b", true), ("khuỷu", "khủy", true), ("ngoẻo", "ngỏe", true),
        ("mứa", "mưá", true), ("đường", "đườ", true), ("tiến", "ến", true), ("quý", "qúy", true), ("tay", "tá", false),
        ("hoà hóa", "hòa hoá", true), ("áà", "á", true), ("áà", "a", false),
    ])
    func partsAreFoundWithTheirTones(_ whole: String, _ part: String, _ isFound: Bool) {
        for (whole, part) in [(whole, part), (whole.uppercased(), part), (Self.decomposed(whole), part)] {
            let (text, needle) = (Folding.key(.parts, whole), Folding.key(.parts, part))
            #expect(text.indices.contains { text[$0...].starts(with: needle) } == isFound, "\(whole) \(part)")
        }
    }

    private static func decomposed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfd)
        return String(scalars)
    }

    @Test func keysOfEmptyAndBlankTextAreEmpty() {
        for level in [Folding.Level.k1, .parts, .k2] {
            #expect(Folding.key(level, "").isEmpty)
            #expect(Folding.key(level, " \u{A0}\u{FEFF}\t").isEmpty)
        }
    }

    @Test func appendingKeepsWhatIsThere() {
        for level in [Folding.Level.exact, .k1, .parts, .k2] {
            for text in ["", " Tổng hợp ", "москва", "áà"] {
                var output = bytes("trước|")
                Folding.append(level, of: bytes(text).span, to: &output)
                #expect(output == bytes("trước|") + Folding.key(level, text))
            }
        }
    }

    @Test func exactKeysAreTheComposedForm() {
        #expect(Folding.key(.exact, "e\u{302}\u{323} I\u{A0} –") == bytes("ệ I\u{A0} –"))
        #expect(Folding.key(.k2, "Đường  Nguyễn Huệ") == bytes("duong nguyen hue"))
    }

    @Test func theTableHoldsThe134Letters() {
        let marked = LetterTable.scalars.filter { $0 >= 0x80 }
        #expect(Set(marked).count == 134)
        for code in marked {
            let letter = LetterTable.letter(UInt32(code), in: LetterTable.codes)!
            #expect(LetterTable.scalar(letter) == UInt32(code))
        }
    }
}
