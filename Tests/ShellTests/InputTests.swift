import Glibc
import Testing

@testable import Shell

struct InputTests {
    /// What a terminal that sends these bytes and closes gives.
    private func scalars(_ bytes: [UInt8]) throws -> String {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        #expect(write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        var input = TerminalInput(descriptor: ends[0])
        var text = String.UnicodeScalarView()
        while true {
            do { text.append(try input.nextScalar()) } catch { return String(text) }
        }
    }

    @Test func charactersAreDecodedAndStrayBytesReplaced() throws {
        #expect(try scalars(Array("aổđ€😀".utf8)) == "aổđ€😀")
        #expect(try scalars([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(try scalars([0xE1, 0xBB, 0x62]) == "\u{FFFD}b")
        #expect(try scalars([0xED, 0xA0, 0x80, 0x63]) == "\u{FFFD}c")
    }

    @Test func charactersPutBackComeFirst() throws {
        var input = TerminalInput(descriptor: -1)
        input.putBack(["a", "b"])
        #expect(try input.nextScalar() == "a")
        #expect(try input.nextScalar() == "b")
        #expect(throws: TerminalInput.Interruption.self) { try input.nextScalar() }
    }

    @Test(arguments: [
        ("a\rb\r\nc\nd", "a\nb\nc\nd"), ("a\tb\u{07}", "a b"), ("x\r\r\n", "x"), ("to\u{302}\u{309}ng", "tổng"),
        ("", ""),
    ])
    func pastesAreMadeText(pasted: String, text: String) {
        let made = LineReader.pastedText(Array(pasted.unicodeScalars))
        #expect(Array(made.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test func rowsAreCountedAsTheScreenWraps() {
        func place(_ text: String, _ width: Int) -> [Int] {
            var layout = ScreenLayout(width: width)
            layout.append(text.unicodeScalars)
            return [layout.row, layout.column]
        }
        #expect(place("tdq> ", 10) == [0, 5])
        #expect(place("tdq> tổng", 10) == [0, 9])
        #expect(place("tdq> tổng ", 10) == [1, 0])
        #expect(place("ab\ncd", 10) == [1, 2])
        #expect(place("中中", 3) == [1, 2])
        #expect(place("abc", 0) == [3, 0])
    }

    @Test func searchGoesFromNewToOld() {
        var search = HistorySearch(entries: ["đường một", "khác", "duong hai", "duong hai"], original: "x")
        #expect(search.line == "x")
        for scalar in "duong".unicodeScalars { search.append(scalar) }
        #expect(search.line == "duong hai")
        search.older()
        #expect(search.line == "đường một")
        search.older()
        #expect(search.line == "đường một")
        search.append("!")
        #expect(search.hasFailed)
        #expect(search.line == "x")
        search.deleteLast()
        #expect(search.line == "duong hai")
    }

    @Test func pastedStatementsRunOneByOneWithTheirLines() {
        let statements = PromptStatements("awards\n  | count; .mode csv\nblocs # all\n.timer off")
        #expect(statements.count == 4)
        #expect(statements.entries.map(\.source.firstLine) == [1, 2, 3, 4])
        #expect(statements.entries.map(\.query) == ["awards\n  | count", nil, "blocs", nil])
        let broken = PromptStatements("awards\nblocs where (")
        #expect(broken.count == 2)
        #expect(broken.entries.count == 1)
        #expect(broken.notRun(afterFailureOf: 0) == 2)
        #expect(statements.notRun(afterFailureOf: 0) == 3)
        #expect(PromptStatements("blocs where (").notRun(afterFailureOf: 0) == 0)
        #expect(PromptStatements("# nothing").entries.isEmpty)
    }
}
