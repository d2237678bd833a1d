import Language
import Testing

/// Parses, and walks all else that reads text; the result does not matter, only that there is one.
private func exercise(_ bytes: [UInt8]) {
    let source = SourceText(name: "<fuzz>", bytes: bytes)
    let result = Parser.parse(source)
    let errors = result.diagnostics.count { $0.severity == .error }
    // Plain conditions: an expectation each would take most of the time.
    let isBounded =
        errors <= 10 && result.diagnostics.count <= 20
        && result.diagnostics.allSatisfy {
            $0.range.upper <= bytes.count && !$0.message.isEmpty && $0.hints.count <= 3
        }
        && result.script.statements.allSatisfy { $0.range.upper <= bytes.count }
    if !isBounded { Issue.record("\(source.text(source.wholeRange)): \(result.diagnostics)") }
    guard errors == 0 else { return }
    let text = Formatter.format(result.script)
    let again = Parser.parse(SourceText(name: "<again>", text))
    if Dump.script(again.script) != Dump.script(result.script) {
        Issue.record("\(source.text(source.wholeRange)) -> \(text)")
    }
}

@Test func randomBytesNeverCrash() {
    var random = SeededGenerator(seed: 1)
    let alphabet = Array("ab1_ .,|()'\"`/\\=<>~!#-+*%&?$:;\n\r\tớ\u{A0}\u{2003}“”‘’«»≥≠＝".utf8)
    for _ in 0..<80_000 {
        let length = Int.random(in: 0..<24, using: &random)
        let isAny = random.next() % 3 == 0
        exercise(
            (0..<length).map { _ in
                isAny ? UInt8(truncatingIfNeeded: random.next()) : alphabet.randomElement(using: &random)!
            })
    }
}

@Test func tokenSoupNeverCrashes() {
    var random = SeededGenerator(seed: 2)
    let words =
        Vocabulary.stages + Vocabulary.aggregates + Vocabulary.comparisonOperators + Vocabulary.clauseWords
        + Vocabulary.arithmeticOperators + Vocabulary.statements + Vocabulary.windowFunctions
        + Vocabulary.functions.keys.sorted()
        + [
            "(", ")", ",", "|", "\n", ";", "#", "--", "\"a\"", "'", "`b c`", "/x/", "..", "$p", ".f", "3 days",
            "2018..2020",
            "tổng hợp", "and", "or", "not", "x", "y", "t", "lower(", "count(", "sum(", "p99.9", "!", ":", "*", "“a”",
            "«b, c»", "≥", "null", "1_000", "from",
        ]
    for _ in 0..<20_000 {
        let count = Int.random(in: 1..<14, using: &random)
        let text = (0..<count).map { _ in words.randomElement(using: &random)! }
            .joined(separator: random.next() % 4 == 0 ? "" : " ")
        exercise(Array(((random.next() % 2 == 0 ? "t " : "") + text).utf8))
    }
}

@Test(
    .serialized,
    arguments: [
        "(", "not ", "-", "a+", "a and ", "a or ", "t union (", "lower(", "a=(", "x in (", "x = (a", "a = x( or ",
        "if(a,",
        "a|", "a|#\n", "\n", "#\n", "a\n\n", "\"", "'\n", "`", "a=\"x\n", "matches /", "x.", "$", "a,", "..", "a..b ",
        "..1", "|",
        ")", "a = b (c) or ", "sum ", "count(", "distinct a, ", "take 5|", "let x = ", "explain ", "search ", "!x|",
        "\u{A0}", "--",
        "a = ) ", "where a ", "running(sum ", "a ?? ", "1 ", "=", "awards join u ", "a # b", "t where a = (1, ", "“",
        "a=‘x\n", "«a» ", "a=b count ", "a or 2 ",
        "count distinct ", "1_", "≥", "\0", "and where ", "a=1 or b c ",
    ])
func depthAndLengthAreBounded(piece: String) {
    for prefix in ["", "t where ", "t sum ", "t add "] {
        let text = prefix + String(repeating: piece, count: 4_000 / max(piece.utf8.count / 4, 1))
        let source = SourceText(name: "<bomb>", text)
        let time = ContinuousClock().measure { _ = Parser.parse(source) }
        #expect(time < .seconds(5))
    }
}

@Test func longChainsParse() {
    let text = "t where " + (0..<50_000).map { "x = \($0)" }.joined(separator: " or ")
    #expect(parse(text).diagnostics.isEmpty)
}

/// Eight times the text takes about eight times as long; the least of some runs, for others work on the machine too.
@Test(
    .serialized,
    arguments: [
        "x = 1 or ", "x in (a, b c, 2..3) and ", "| where x = tổng hợp ", "| sum a, b as c by d, e ", "\nt | count",
        "# a comment\n", "and not (x ~ \"q\") ", ", a * b as c", "| \n", "awards by ", ", having ", "\"a\" ", "`a` ",
        "a=b count ", "sort by x, where y ", "(a) ",
    ])
func timeIsLinear(piece: String) {
    func time(_ count: Int) -> Duration {
        let source = SourceText(name: "<long>", "t where x = 1 " + String(repeating: piece, count: count))
        return (0..<3).map { _ in ContinuousClock().measure { _ = Parser.parse(source) } }.min()!
    }
    #expect(time(4_000) < time(500) * 24 + .milliseconds(20))
}

@Test func nestingOfAnyDepthIsAnError() {
    for text in ["t where " + String(repeating: "(", count: 100_000), String(repeating: "t union (", count: 100_000)] {
        #expect(!parse(text).diagnostics.isEmpty)
    }
    let text = "t where " + String(repeating: "(", count: 100_000) + "x" + String(repeating: ")", count: 100_000)
    #expect(parse(text).diagnostics.first?.message == "this is nested more than 200 levels deep")
}
