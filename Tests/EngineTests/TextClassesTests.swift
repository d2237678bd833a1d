import Testing
import VietnameseText

@testable import Columns

/// How folded forms are found: of many that ascend by halving, of others by reading all, then by a table.
@Suite struct TextClassesTests {
    /// More texts than are worth a table at once, some of which begin others.
    private static func texts(_ number: (Int) -> Int) -> [String] {
        (0..<90_000).map { index in
            let digits = String(number(index) + 1_000_000)
            return "mã-\(digits.dropFirst())-" + String(repeating: "x", count: 40 + index % 3)
        }
    }

    private func classes(_ texts: [String]) throws -> TextClasses {
        var builder = TextDictionaryBuilder()
        for text in texts { _ = builder.code(for: text) }
        let classes = builder.finish().classes(.k1)
        try #require(classes.keys.bytes.count > 1 << 22)
        return classes
    }

    private func key(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        Folding.append(.k1, of: Array(text.utf8).span, to: &key)
        return key
    }

    @Test(arguments: [true, false]) func everyFormIsFound(_ ascend: Bool) throws {
        let texts = Self.texts { ascend ? $0 : ($0 * 7_919) % 90_000 }
        let classes = try classes(texts)
        // Beyond the number of searches after which a table is made.
        for step in 0..<40 {
            for code in [step * 2_000, texts.count - 1 - step] {
                #expect(classes.find(key(texts[code])) == UInt32(code))
            }
            #expect(classes.find(key(String(texts[step].dropLast()))) == nil)
            #expect(classes.find(key(texts[step] + "y")) == nil)
        }
        #expect(classes.find([]) == nil)
        #expect(classes.find(key("zz")) == nil)
        #expect(classes.prepareToFind { false })
    }

    private func dictionary(_ texts: [String]) -> TextDictionary {
        var builder = TextDictionaryBuilder()
        for text in texts { _ = builder.code(for: text) }
        return builder.finish()
    }

    /// Few texts and enough for several threads, some of which are one text spelled otherwise, and none, and empty ones.
    @Test(arguments: [0, 1, 40, 30_000]) func classesAreNumberedAsTheirFirstTextsAre(_ count: Int) {
        let dictionary = dictionary(
            (0..<count).map { index in
                let number = (index * 7_919) % max(1, count) / 2
                return number == 3 ? "" : index % 2 == 0 ? "Hoà Bình \(number)" : "hòa  bình \(number)"
            })
        let classes = dictionary.classes(.k1)
        var (numbers, keys): ([[UInt8]: UInt32], [[UInt8]]) = ([:], [])
        for code in 0..<dictionary.count {
            let key = key(dictionary[code].string)
            if numbers[key] == nil {
                numbers[key] = UInt32(keys.count)
                keys.append(key)
            }
            #expect(classes.classOfCode[code] == numbers[key])
        }
        #expect((0..<classes.count).map { Array(classes.keys[$0].string.utf8) } == keys)
        #expect(count < 40 || classes.count < dictionary.count)
    }

    /// The classes of one dictionary among those of another, asked for twice and between two others.
    @Test func classesOfAnotherDictionaryAreFound() throws {
        let own = dictionary((0..<20_000).map { "Đơn vị \($0)" }).classes(.k1)
        let others = dictionary((0..<20_000).map { "ĐƠN VỊ \($0 * 3)" } + [""]).classes(.k1)
        let none = dictionary([]).classes(.k1)
        for _ in 0..<2 {
            let numbers = try #require(own.numbers(of: others) { false })
            #expect((0..<20_000).allSatisfy { numbers[$0] == ($0 * 3 < 20_000 ? Int32($0 * 3) : -1) })
            #expect(numbers[20_000] == -1 && numbers.count == others.count)
            #expect(try #require(own.numbers(of: none) { false }).count == 0)
            #expect(try #require(none.numbers(of: own) { false }).array.allSatisfy { $0 == -1 })
        }
        #expect(own.numbers(of: others) { true } == nil)
    }
}
