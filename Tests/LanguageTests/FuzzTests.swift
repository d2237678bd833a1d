import Language
import Testing

/// Parses, and walks all else that reads text; the result does not matter, only that there is one.
private func exercise(_ bytes: [UInt8]) {
    let source = SourceText(name: "<fuzz>", bytes: bytes)
    let result = Parser.parse(source)
    let errors = result.diagnostics.count { if case .error = $0.severity { true } else { false } }
    #expect(errors <= 10)
    for diagnostic in result.diagnostics {
        #expect(diagnostic.range.upper <= bytes.count && !diagnostic.message.isEmpty)
    }
    for statement in result.script.statements { #expect(statement.range.upper <= bytes.count) }
    if errors == 0 {
        let again = Parser.parse(SourceText(name: "<again>", Formatter.format(result.script)))
        #expect(again.diagnostics.allSatisfy { if case .warning = $0.severity { true } else { false } })
    }
}

@Test func randomBytesNeverCrash() {
    var random = SeededGenerator(seed: 1)
    let alphabet = Array("ab1 .,|()'\"`/\\=<>~!#-+*%&?$:;\n\r\tớ\u{A0}\u{2003}".utf8)
    for _ in 0..<60_000 {
        let length = Int.random(in: 0..<24, using: &random)
        let isAny = random.next() % 3 == 0
        exercise((0..<length).map { _ in isAny ? UInt8(truncatingIfNeeded: random.next()) : alphabet.randomElement(using: &random)! })
    }
}

@Test func tokenSoupNeverCrashes() {
    var random = SeededGenerator(seed: 2)
    let words =
        Vocabulary.stages + Vocabulary.aggregates + Vocabulary.comparisonOperators + Vocabulary.clauseWords
        + Vocabulary.arithmeticOperators + Vocabulary.statements + Vocabulary.windowFunctions
        + Vocabulary.functions.keys.sorted()
        + [
            "(", ")", ",", "|", "\n", ";", "#", "--", "\"a\"", "'", "`b c`", "/x/", "..", "$p", ".f", "3 days", "2018..2020",
            "tổng hợp", "and", "or", "not", "x", "y", "t", "lower(", "count(", "sum(", "p99.9", "!", ":", "*",
        ]
    for _ in 0..<40_000 {
        let count = Int.random(in: 1..<14, using: &random)
        let text = (0..<count).map { _ in words.randomElement(using: &random)! }
            .joined(separator: random.next() % 4 == 0 ? "" : " ")
        exercise(Array(((random.next() % 2 == 0 ? "t " : "") + text).utf8))
    }
}

@Test(arguments: [
    "(", "not ", "-", "a+", "a and ", "a or ", "t union (", "lower(", "a=(", "x in (", "x = (a", "a = x( or ", "if(a,",
    "a|", "a|#\n", "\n", "#\n", "a\n\n", "\"", "'\n", "`", "a=\"x\n", "matches /", "x.", "$", "a,", "..", "a..b ", "..1", "|",
    ")", "a = b (c) or ", "sum ", "count(", "distinct a, ", "take 5|", "let x = ", "explain ", "search ", "!x|", "\u{A0}", "--",
    "a = ) ", "where a ", "running(sum ", "a ?? ", "1 ", "=", "awards join u ", "a # b", "t where a = (1, ",
])
func depthAndLengthAreBounded(piece: String) {
    for prefix in ["", "t where ", "t sum ", "t add "] {
        let text = prefix + String(repeating: piece, count: 100_000 / max(piece.utf8.count / 4, 1))
        let source = SourceText(name: "<bomb>", text)
        let time = ContinuousClock().measure { _ = Parser.parse(source) }
        #expect(time < .seconds(5))
    }
}

@Test func longChainsParse() {
    let text = "t where " + (0..<50_000).map { "x = \($0)" }.joined(separator: " or ")
    #expect(parse(text).diagnostics.isEmpty)
}
