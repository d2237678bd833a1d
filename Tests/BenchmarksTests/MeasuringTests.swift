import Foundation
import Testing

@testable import Benchmarks

/// What measures: results and their sums, programs, the peers' lines, the table.
@Suite struct MeasuringTests {
    @Test(arguments: [
        ("1000000", 1_000_000, "1e6"), ("1e7", 10_000_000, "1e7"), ("250000", 250_000, "25e4"), ("12", 12, "12"),
        ("100", 100, "100"),
    ])
    func numbersOfRowsAreReadAndWritten(text: String, count: Int, written: String) throws {
        let rows = try #require(RowCount(argument: text))
        #expect(rows.count == count && rows.description == written)
    }

    @Test(arguments: ["", "e", "1e", "1e10", "-1", "0", "1e2e3", "x", "1.5e6"])
    func whatIsNoNumberOfRowsIsRefused(text: String) { #expect(RowCount(argument: text) == nil) }

    @Test func sumsDifferByRowsColumnsAndMoreThanTheTolerance() throws {
        let expected = ResultSums(rows: 2, sums: [10, 1e9])
        func difference(_ rows: Int, _ sums: [Double], unchecked: Set<Int> = []) -> String? {
            ResultSums(rows: rows, sums: sums).difference(from: expected, unchecked: unchecked)
        }
        #expect(difference(2, [10, 1e9 + 0.5]) == nil)
        #expect(difference(2, [10, 1e9 + 2]) == "column 2 sums to 1000000002.0 instead of 1000000000.0")
        #expect(difference(2, [10, 5], unchecked: [2]) == nil)
        #expect(difference(3, [10, 1e9]) == "3 rows instead of 2")
        #expect(difference(2, [10]) == "1 columns instead of 2")
        #expect(difference(2, [.nan, 1e9]) != nil)
        #expect(ResultSums(text: expected.text) == expected)
        #expect(ResultSums(text: "2 rows") == nil && ResultSums(text: "2 rows, sums x") == nil)
    }

    @Test func outputIsAddedUpHoweverItIsCut() {
        let text = Array("tên\tn\nđỏ\t1.5\n\t2\n3x\t-1e3\n".utf8)
        for length in 1...text.count {
            var sums = OutputSums()
            for start in stride(from: 0, to: text.count, by: length) {
                text[start..<min(start + length, text.count)].withUnsafeBytes { sums.take($0) }
            }
            #expect(sums.result == ResultSums(rows: 3, sums: [7, -996.5]))
        }
    }

    @Test func aProgramGetsItsInputAndGivesItsOutput() throws {
        #expect(try ChildProcess(program: "cat", arguments: [], input: "đỏ\n").text().text == "đỏ\n")
        #expect(try ChildProcess(program: "true", arguments: []).run(.discarded) >= 0)
    }

    @Test func aProgramThatFailsSaysHow() {
        func message(_ child: ChildProcess) -> String {
            do { return try child.text().text } catch { return "\(error)" }
        }
        #expect(message(ChildProcess(program: "false", arguments: [])) == "false failed: it ended with status 1")
        #expect(message(ChildProcess(program: "no-such-program", arguments: [])).hasPrefix("cannot start"))
        let slow = ChildProcess(program: "sleep", arguments: ["60"], limit: 0.05)
        #expect(message(slow) == "sleep 60 failed: it took more than 0.05 seconds")
    }

    @Test func thePeersLinesAreRead() throws {
        var report = PeerReport()
        try report.take(line: #"{"version": "1.2"}"#)
        try report.take(line: #"{"load": 0.5, "peak": 1024}"#)
        try report.take(
            line: #"{"query": "q1", "first": 2, "times": [0.5, 1e-1, 3], "rows": 4, "sums": [1, -2.5]}"#)
        try report.take(line: #"{"query": "q2", "error": "no \"x\"\n\u0111"}"#)
        #expect(report.version == "1.2" && report.load == 0.5 && report.peakMemory == 1_024)
        let answer = try #require(report.answers["q1"])
        #expect(answer.timings.median == 0.5 && answer.timings.best == 0.1 && answer.timings.first == 2)
        #expect(answer.sums == ResultSums(rows: 4, sums: [1, -2.5]))
        #expect(report.problems["q2"] == "no \"x\"\nđ")
        for line in ["", "{", #"{"query": "q3"}"#, #"{"a": 1} x"#, String(repeating: "[", count: 100)] {
            #expect(throws: BenchmarkError.self, "\(line)") { try report.take(line: line) }
        }
    }

    @Test func aJobIsReadBackAsItWasWritten() {
        let job = JSONValue.object([
            "checks": .boolean(true), "load": .text("a \"b\"\n\\ đ"), "runs": .number(3), "list": .list([.null]),
        ])
        #expect(job.description == #"{"checks": true, "list": [null], "load": "a \"b\"\n\\ đ", "runs": 3}"#)
        #expect(JSONReader.read(job.description)?.description == job.description)
    }

    @Test func aPeerWithoutItsPythonIsNamedAsAbsent() throws {
        let suites = try Suites(path: "no-such-folder")
        let runner = PeerRunner(peer: Peer.all[0], python: "no-such-python", suites: suites)
        #expect(runner.absence()?.hasPrefix("cannot start no-such-python") == true)
    }

    @Test func shortQueriesRunMoreOften() {
        #expect(Timings.warm(atLeast: 3) { 1 } == [1, 1, 1])
        #expect(Timings.warm(atLeast: 3) { 0.010 }.count == 5)
        #expect(Timings.warm(atLeast: 3) { 0 }.count == 100)
        #expect(Timings.warm(atLeast: 200) { 0 }.count == 200)
    }

    @Test func theTableNamesTheFastestPeerAndWhatIsMissing() {
        var measurements = Measurements()
        let kind = Measurements.Line.Kind.query(suite: "groupby")
        measurements["q1", kind].timings = [
            "tdq": Timings(first: 0.2, warm: [0.010, 0.011, 0.5]), "duckdb": Timings(first: 1, warm: [0.044]),
            "sqlite": Timings(first: 0, warm: [0]),
        ]
        measurements["q2", kind].failed = ["tdq", "duckdb"]
        measurements["q2", kind].timings = [
            "tdq": Timings(first: 1, warm: [1]), "sqlite": Timings(first: 1, warm: [2]),
        ]
        measurements["groupby", .memory].timings = ["tdq": Timings(first: 2_500_000, warm: [])]
        measurements.absent = [(Peer.all[2], "no module")]
        let table = MeasurementTable(
            measurements: measurements, peers: [Peer.all[0], Peer.all[3]], rows: RowCount(1_000), runs: 3)
        let lines = table.markdown.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("tdq at 1e3 rows"))
        #expect(lines[3] == "| q1 | 200 | 10.0 | 11.0 | 44.0 | <1 | DuckDB | 4.00 × |")
        #expect(lines[4] == "| q2 | wrong | wrong | wrong | failed | 2000 | – | – |")
        #expect(lines[5] == "| peak memory, groupby (MB) | 2.50 | 2.50 | 2.50 | – | – | – | – |")
        #expect(lines.contains("Geometric mean of groupby: 4.00 × (least 4.00 ×)."))
        #expect(lines.contains("Absent: Polars (no module)."))
    }
}
