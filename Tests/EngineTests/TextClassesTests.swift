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
}
