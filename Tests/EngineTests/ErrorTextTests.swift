import Language
import Testing
import VietnameseText

@testable import Engine

/// Errors on terminals of every width.
struct ErrorTextTests {
    private static let statement =
        "awards where year=2021 and yaer=2022 and bloc=tổng hợp | show form, recipient_group, quantity, unit, note"

    private static func lines(_ token: String, in statement: String, width: Int?) throws -> [String] {
        let place = try #require(statement.range(of: token))
        let start = statement.utf8.distance(from: statement.startIndex, to: place.lowerBound)
        let text = ErrorText.describe(
            "there is no field", at: SourceRange(start, start + token.utf8.count), hints: ["did you mean year?"],
            in: SourceText(name: "test", statement), width: width)
        return text.split(separator: "\n").map(String.init)
    }

    /// The line and its caret stand in as many columns as there are, with the caret under the token.
    @Test(arguments: ["awards", "yaer", "tổng hợp", "quantity", "note"], [20, 30, 41, 60, 80, 110, 200])
    func theCaretStandsUnderTheToken(token: String, width: Int) throws {
        let lines = try Self.lines(token, in: Self.statement, width: width)
        let (line, caret) = (lines[1], lines[2])
        #expect(DisplayWidth.columns(of: line) < width && DisplayWidth.columns(of: caret) < width)
        let column = DisplayWidth.columns(of: String(caret.prefix { $0 == " " }))
        let shown = try #require(line.range(of: token))
        #expect(DisplayWidth.columns(of: String(line[..<shown.lowerBound])) == column)
    }

    @Test func aLongTokenIsCut() throws {
        let token = String(repeating: "ừ", count: 300)
        let lines = try Self.lines(token, in: "awards where \(token)=1 | count", width: 80)
        #expect(DisplayWidth.columns(of: lines[1]) < 80 && DisplayWidth.columns(of: lines[2]) < 80)
        #expect(lines[1].contains("where ừừ") && lines[1].contains("…=1 | count"))
    }

    @Test func whatFitsIsWhole() throws {
        #expect(try Self.lines("yaer", in: Self.statement, width: 110)[1] == "  \(Self.statement)")
    }
}
