import Language
import Testing

/// Each coloured piece as `kind:text`.
@Test(arguments: [
    (
        "awards where năm >= 2021 and bloc=tổng hợp # why",
        "value:awards stage:where field:năm operator:>= number:2021 keyword:and field:bloc operator:= value:tổng hợp comment:# why"
    ),
    ("let x = “a b”", "keyword:let parameter:x operator:= string:“a b”"),
    ("t sum quantity as n by form", "value:t function:sum field:quantity keyword:as field:n keyword:by field:form"),
    ("t where x ≥ $y", "value:t stage:where field:x operator:≥ parameter:$y"),
    ("t take five", "value:t stage:take error:five"),
    (".mode csv", "keyword:. keyword:mode value:csv"),
    ("t where year = 2021 or 2017", "value:t stage:where field:year operator:= number:2021 keyword:or error:2017"),
    (
        "t show lower(x), 1_000",
        "value:t stage:show function:lower operator:( field:x operator:) operator:, number:1_000"
    ),
])
func colours(text: String, spans: String) {
    let source = SourceText(name: "<test>", text)
    let shown = Highlighting.spans(of: source).map { "\($0.kind.rawValue):\(source.text($0.range))" }
    #expect(shown.joined(separator: " ") == spans)
}

@Test func spansNeverOverlap() {
    var random = SeededGenerator(seed: 3)
    let alphabet = Array("ab1 .,|()'\"`/=<>~!#-$;\nớ“”≥".utf8)
    for _ in 0..<2_000 {
        let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
        var end = 0
        for span in Highlighting.spans(of: SourceText(name: "<test>", bytes: Array("t where x = ".utf8) + bytes)) {
            #expect(span.range.lower >= end && span.range.upper > span.range.lower)
            end = span.range.upper
        }
        #expect(end <= bytes.count + 12)
    }
}
