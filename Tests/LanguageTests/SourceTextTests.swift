import Language
import Testing

@Test func linesAreFoundByOffset() {
    let source = SourceText(name: "<test>", "một\r\nhai\n\nbốn", firstLine: 7)
    let size = source.bytes.count
    let expected: [(offset: Int, number: Int, text: String)] = [
        (0, 7, "một"), (5, 7, "một"), (6, 7, "một"), (7, 8, "hai"), (10, 8, "hai"), (11, 9, ""), (12, 10, "bốn"),
        (size, 10, "bốn"), (size + 50, 10, "bốn"),
    ]
    for (offset, number, text) in expected {
        let line = source.line(containing: offset)
        #expect(line.number == number)
        #expect(source.text(line.range) == text)
    }
    #expect(SourceText(name: "<test>", "").line(containing: 0).range == SourceRange(0, 0))
}

/// Composed or decomposed, a letter is one column.
@Test(arguments: ["tổng hợp x", "to\u{0302}\u{0309}ng ho\u{031B}\u{0323}p x"])
func columnsCountCharacters(text: String) {
    let source = SourceText(name: "<test>", "a\n" + text)
    #expect(source.column(of: source.bytes.count - 1) == 10)
    #expect(source.column(of: source.bytes.count + 9) == 11)
    #expect(source.column(of: 2) == 1)
}
