import Engine
import Foundation
import Language
import Testing

/// Expressions of few values, which are computed once for each combination of these and looked up for each row, against
/// plain computation: from the first batch to those behind the one in which the table is made.
@Suite struct TabulationTests {
    private static let rowCount = 9_000
    private static let words = ["đỏ", "Xanh", "vàng", ""]

    /// A number of 201 values, a text of three and a missing one, a day of 500.
    private static func fields(_ row: Int) -> (number: Int, word: String, day: Int) {
        (row * 7 % 201, words[row / 3 % 4], row % 500)
    }

    private static func session() throws -> Session {
        let folder = try ScratchFolder()
        let start = try #require(ISO8601DateFormatter().date(from: "2020-01-01T00:00:00Z"))
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withFullDate]
        let lines = (0..<rowCount).map { row in
            let (number, word, day) = fields(row)
            return "\(number),\(word),\(format.string(from: start.addingTimeInterval(Double(day) * 86_400)))"
        }
        try folder.write("n,word,day\n" + lines.joined(separator: "\n") + "\n", to: "marks.csv")
        return try TestSession.make([folder.path("marks.csv")], in: ProjectFolder.root)
    }

    /// The lines of a result, without its header.
    private func lines(_ query: String) throws -> [Substring] {
        let host = RecordingHost()
        let outcome = try Self.session().run(SourceText(name: "test", query), parameters: [:], host: host)
        try #require(outcome == .done, "\(host.reports.map(\.text))")
        return host.outputText.split(separator: "\n").dropFirst().map { $0 }
    }

    private func expect(_ expression: String, _ make: (_ number: Int, _ word: String, _ day: Int) -> String) throws {
        let lines = try lines("marks show \(expression) as made, n")
        try #require(lines.count == Self.rowCount)
        for (row, line) in lines.enumerated() {
            let (number, word, day) = Self.fields(row)
            guard line == "\(make(number, word, day)),\(number)" else {
                Issue.record("row \(row) of \(expression): \(line)")
                return
            }
        }
    }

    @Test func ofOneNumber() throws {
        try expect("floor(n / 7) * 7") { number, _, _ in "\(number / 7 * 7)" }
    }

    @Test func ofTextAndNumber() throws {
        try expect("word & \"-\" & n") { number, word, _ in word.isEmpty ? "" : "\(word)-\(number)" }
    }

    @Test func ofMissingText() throws {
        try expect("upper(word) ?? \"?\"") { _, word, _ in word.isEmpty ? "?" : word.uppercased() }
    }

    @Test func ofADay() throws {
        try expect("year(day)") { _, _, day in day < 366 ? "2020" : "2021" }
    }

    /// For a number that occurs nowhere the table would fail: every row is then computed by itself.
    @Test func whatFailsOnlyForAbsentValuesDoesNotFail() throws {
        try expect("abs(n * 45000000000000000)") { number, _, _ in "\(number * 45_000_000_000_000_000)" }
    }
}
