import Testing

@testable import VietnameseText

struct FoldingPropertyTests {
    @Test func allFormsOfATextHaveTheSameKeys() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<3_000 {
            let text = RandomText(using: &generator)
            for level in [Folding.Level.exact, .k1, .parts, .k2] {
                let key = Folding.key(level, text.composed)
                #expect(Folding.key(level, text.decomposed) == key)
                #expect(Folding.key(level, text.shuffled) == key)
            }
            #expect(Folding.key(.exact, text.decomposed) == bytes(text.composed))
        }
    }

    @Test func foldingAFoldedTextChangesNothing() {
        var generator = SeededGenerator(seed: 2)
        for round in 0..<3_000 {
            let text = round % 2 == 0 ? RandomText(using: &generator).shuffled : Self.anyText(&generator)
            for level in [Folding.Level.exact, .k1, .parts, .k2] {
                for options in [Folding.Options(), Folding.Options(mergesIAndY: true)] {
                    let key = Folding.key(level, text, options: options)
                    let again = Folding.key(level, String(decoding: key, as: UTF8.self), options: options)
                    #expect(again == key, "\(text.unicodeScalars.map { $0.value })")
                }
            }
        }
    }

    @Test func theQuickWayMakesTheKeysOfTheGeneralOne() {
        var generator = SeededGenerator(seed: 6)
        for round in 0..<6_000 {
            let text = round % 3 > 0 ? RandomText(using: &generator).shuffled : Self.anyText(&generator)
            for tones in [Folding.ToneRule.moved, .placed, .dropped] {
                for options in [Folding.Options(), Folding.Options(mergesIAndY: true)] {
                    var (quick, general): ([UInt8], [UInt8]) = ([7], [7])
                    Folding.appendKey(bytes(text).span, tones: tones, options: options, to: &quick)
                    Folding.appendGenerally(bytes(text).span, tones: tones, options: options, to: &general)
                    #expect(quick == general, "\(tones) \(text.unicodeScalars.map { $0.value })")
                }
            }
        }
    }

    /// Words are remembered: those of a few that come again and again, beside any other text.
    @Test func manyTextsHaveTheKeysOfEachAlone() {
        var generator = SeededGenerator(seed: 8)
        let words =
            (0..<400).map { _ in RandomText(using: &generator).shuffled } + ["", "\u{A0}", "\0", "qúy", "Thị", "2023,"]
        let levels = [Folding.Level.exact, .k1, .parts, .k2]
        var folders = levels.map { TextFolder($0) }
        var collator = CollationKeys()
        for round in 0..<3_000 {
            let some = (0..<Int.random(in: 0...5, using: &generator)).map { _ in words.randomElement(using: &generator)!
            }
            let text = round % 4 == 0 ? Self.anyText(&generator) : some.joined(separator: " ")
            let span = bytes(text)
            for place in levels.indices {
                var key: [UInt8] = [7]
                folders[place].append(span.span, to: &key)
                #expect(key == [7] + Folding.key(levels[place], text), "\(text.unicodeScalars.map { $0.value })")
            }
            var (many, alone): ([UInt8], [UInt8]) = ([7], [7])
            if round % 2 == 0 {
                collator.append(span.span, to: &many)
                CollationKey.append(span.span, to: &alone)
            } else {
                collator.appendGivenNameFirst(span.span, to: &many)
                CollationKey.appendGivenNameFirst(span.span, to: &alone)
            }
            #expect(many == alone, "\(text.unicodeScalars.map { $0.value })")
        }
    }

    @Test func anEqualKeyImpliesEqualKeysAtTheNextLevel() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let text = Self.anyText(&generator)
            let exact = String(decoding: Folding.key(.exact, text), as: UTF8.self)
            let k1 = String(decoding: Folding.key(.k1, text), as: UTF8.self)
            #expect(Folding.key(.k1, exact) == Folding.key(.k1, text), "\(text.unicodeScalars.map { $0.value })")
            #expect(Folding.key(.k2, k1) == Folding.key(.k2, text), "\(text.unicodeScalars.map { $0.value })")
        }
    }

    /// Swift compares strings by canonical equivalence, by its own tables.
    @Test func exactKeysAgreeWithCanonicalEquivalence() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<3_000 {
            let text = Self.anyText(&generator)
            #expect(String(decoding: Folding.key(.exact, text), as: UTF8.self) == text)
            #expect(Folding.key(.exact, text) == text._nfcCodeUnits)
        }
    }

    @Test func anyBytesAreTakenWithoutHarm() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...24, using: &generator)
            let noise = (0..<count).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : [0xCC, 0x81, 0xE1, 0xBB, 0x61, 0x20, 0xF0, 0x9F].randomElement(using: &generator)!
            }
            var output: [UInt8] = []
            for level in [Folding.Level.exact, .k1, .parts, .k2] { Folding.append(level, of: noise.span, to: &output) }
            CollationKey.append(noise.span, to: &output)
            CollationKey.appendGivenNameFirst(noise.span, to: &output)
            let width = DisplayWidth.columns(of: noise.span)
            #expect(DisplayWidth.prefixLength(of: noise.span, columns: width) == noise.count)
            #expect(PersonName.givenRange(of: noise.span).upperBound <= noise.count)
            #expect(!Folding.hasMarks(noise.span) || noise.contains { $0 >= 0x80 })
        }
    }

    @Test func strayBytesPassThrough() {
        var key: [UInt8] = []
        Folding.append(.k1, of: ([0xFF] + bytes("Hòa") + [0xE1, 0xBB]).span, to: &key)
        #expect(key == [0xFF] + bytes("hoa\u{300}") + [0xE1, 0xBB])
        key = []
        Folding.append(.exact, of: ([0xC3] + bytes("e\u{301}") + [0x80]).span, to: &key)
        #expect(key == [0xC3] + bytes("é") + [0x80])
    }

    @Test func longTextsAreFoldedInTime() {
        for text in [
            String(repeating: "à", count: 200_000), String(repeating: "a\u{301}", count: 200_000),
            "a" + String(repeating: "\u{301}", count: 200_000), String(repeating: "7", count: 200_000),
            "a" + String(repeating: "\u{301}\u{323}", count: 50_000), String(repeating: " ", count: 200_000),
        ] {
            for level in [Folding.Level.exact, .k1, .parts, .k2] {
                #expect(Folding.key(level, text).count <= 2 * text.utf8.count)
            }
            var key: [UInt8] = []
            CollationKey.append(bytes(text).span, to: &key)
            #expect(DisplayWidth.columns(of: text) <= 200_000)
        }
    }

    /// Letters, marks and punctuation of many scripts, marks most often where they can sit.
    private static func anyText(_ generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...10, using: &generator) {
            let range: ClosedRange<UInt32> = [
                0x20...0x7E, 0xA0...0x17F, 0x180...0x24F, 0x300...0x345, 0x300...0x345, 0x370...0x52F, 0x1E00...0x1FFF,
                0x2000...0x206F, 0x2100...0x22FF, 0x3040...0x30FF, 0xAC00...0xACFF, 0x1F300...0x1F5FF,
            ].randomElement(using: &generator)!
            guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) else { continue }
            text.append(scalar)
        }
        return String(text)
    }
}
