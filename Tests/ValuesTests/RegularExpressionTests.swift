import Testing
import Values

/// What is searched in many texts at once matches where it matches in each of them alone.
@Suite struct RegularExpressionTests {
    private static let texts = [
        "", "a", "award-00000777", "award-0031", "a\nb", "\n", "b\n", "một hai", "Bộ Y tế", "x y", "a\tb", "aab", "ba",
        "A",
        "năm 2021", "9", "77a", "ab\r", "-", "công nhận", " a", "a ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
    ]

    @Test(
        arguments: [
            "a", "^a", "a$", "^a$", "^$", "", "a*", "a+b", "^award-0[13]?.*7.*7$", "[13579]{2}$", "[^a]$", "^[^a]",
            "\\s",
            "\\Sa", "\\bb", "b\\b", "\\Bb", "a.b", "a\\nb", "(?s)a.b", "(?s:.)b", "(?i)a$", "(?m)^b", "(?m:a$)", "\\Ab",
            "b\\z", "\\Qa\\E", "\\C", "(?P<name>a)b", "sáng|nhận$", ".*", "[\\s\\S]$", "\\D$", "^\\W", "x*$", "a|^",
            "(?-m:^b)", "(?:^|-)0", "\\x{1ed9}", "[^\\n]b",
        ])
    func manyAtOnce(_ pattern: String) {
        let expression = RegularExpression(pattern)
        #expect(expression.problem == nil)
        guard let together = expression.ofManyTexts else { return }
        // Often enough for several blocks.
        let texts = (0..<9000).map { Array(Self.texts[($0 * 7 + $0 / 100) % Self.texts.count].utf8) }
        let bytes = Array(texts.joined())
        let offsets = texts.reduce(into: [UInt32(0)]) { $0.append($0[$0.count - 1] + UInt32($1.count)) }
        var matches = [UInt8](repeating: 2, count: texts.count)
        for range in [5..<4000, 4000..<9000, 0..<5] {
            bytes.withUnsafeBufferPointer { bytes in
                offsets.withUnsafeBufferPointer { offsets in
                    matches.withUnsafeMutableBufferPointer {
                        together.match(range, bytes, offsets, to: $0.baseAddress!)
                    }
                }
            }
        }
        for (text, found) in zip(texts, matches) {
            #expect(
                (found == 1) == expression.matches(text.span), "\(pattern) in \(String(decoding: text, as: UTF8.self))")
        }
    }

    /// Patterns that see whole texts, or that set how lines are seen, are asked of each text alone.
    @Test(arguments: ["\\Aa", "a\\z", "(?m)^a", "(?sm)a", "(?-m:a)", "\\C", "\\Qa\\E"])
    func alone(_ pattern: String) { #expect(RegularExpression(pattern).ofManyTexts == nil) }

    @Test(arguments: ["a", "^a$", "(?i)a", "(?s).", "(?:a|b)", "(?P<name>a)", "a\\\\z", "\\bm"])
    func together(_ pattern: String) { #expect(RegularExpression(pattern).ofManyTexts != nil) }
}
