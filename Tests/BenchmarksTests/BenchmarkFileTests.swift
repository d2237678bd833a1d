import Foundation
import Testing

@testable import Benchmarks

/// The benchmark files themselves: that they can be read, and that what they expect is right.
@Suite struct BenchmarkFileTests {
    private static let suites: Suites = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Benchmarks/Suites")
        guard let suites = try? Suites(path: folder.path) else { preconditionFailure("a path given is taken") }
        return suites
    }()

    @Test(arguments: Suites.names)
    func everyFileOfASuiteIsComplete(suite: String) throws {
        let benchmarks = try Self.suites.benchmarks(of: suite)
        let sizes = ["1e4", "1e5", "1e6"] + (suite == "awards" ? [] : ["1e7"])
        for benchmark in benchmarks {
            #expect(benchmark.path.hasSuffix("/\(benchmark.name).bench"))
            #expect(Peer.all.contains { benchmark.query(for: $0) != nil }, "\(benchmark.name) has no peer")
            for size in sizes {
                let rows = try #require(RowCount(argument: size))
                #expect(benchmark.expected[rows] != nil, "\(benchmark.name) expects nothing at \(size)")
            }
            let data = try Self.suites.dataSet(benchmark.dataName)
            let place = DataSet.Place(folder: "data", rows: RowCount(1_000))
            #expect(data.files(place).allSatisfy { $0.path.hasPrefix("data/") && $0.path.contains("1e3") })
        }
    }

    @Test func theSuitesHoldWhatTheyShould() throws {
        let names = try Suites.names.map { try Self.suites.benchmarks(of: $0).map(\.name) }
        #expect(names[0] == (1...10).map { "q\($0)" })
        #expect(names[1] == (1...5).map { "j\($0)" })
        #expect(names[2].count == 7)
        #expect(names[3].count >= 30)
        #expect(Set(names.joined()).count == names.joined().count, "a name stands for one benchmark")
    }

    @Test func thereAreTwelveFilters() throws {
        let filters = try Self.suites.filters()
        #expect(filters.count == 12 && Set(filters.map(\.name)).count == 12)
        for filter in filters { _ = try Self.suites.dataSet(filter.dataName) }
    }

    /// The results at ten million rows that are published for the data of H2O.ai: rows, and the sums of the columns
    /// behind the keys, as precisely as they are published.
    @Test(arguments: [
        ("q1", 100, [29_998_789]), ("q2", 10_000, [29_998_789]), ("q3", 100_000, [29_998_789, 4_999_719.622]),
        ("q4", 100, [299.988, 799.894, 4_999.767]), ("q5", 100_000, [29_998_789, 79_989_360, 499_976_651.408]),
        ("q6", 10_000, [499_920.140, 288_648.108]), ("q7", 100_000, [399_882]), ("q8", 200_000, [19_700_450.588]),
        ("q9", 10_000, [9.838641]), ("q10", 10_000_000, [499_976_651.408, 10_000_000]),
    ])
    func expectationsAreThePublishedOnes(name: String, rows: Int, sums: [Double]) throws {
        let benchmark = try #require(try Self.suites.benchmarks(of: "groupby").first { $0.name == name })
        let expected = try benchmark.expectation(at: RowCount(10_000_000))
        #expect(expected.rows == rows)
        for (mine, published) in zip(expected.sums.suffix(sums.count), sums) {
            #expect(abs(mine - published) <= (name == "q9" ? 0.000_000_51 : 0.000_51))
        }
    }

    /// Data, queries, loops and engine together: every query of the suites on H2O.ai's data.
    @Test func theEngineAnswersAsExpected() throws {
        let rows = RowCount(10_000)
        try Temporary.folder { folder in
            let place = DataSet.Place(folder: folder, rows: rows)
            for (data, suites) in [("groupby", ["groupby", "interactive"]), ("join", ["join"])] {
                let data = try Self.suites.dataSet(data)
                try data.makeIfMissing(place)
                let engine = try InProcess(data.files(place))
                for benchmark in try suites.flatMap(Self.suites.benchmarks) {
                    try benchmark.check(try engine.result(of: benchmark.query), of: "tdq", at: rows)
                }
            }
            let file = try GroupbyFile(path: "\(folder)/G1_1e4.csv")
            let results = GroupbyReference(file).results
            for benchmark in try Self.suites.benchmarks(of: "groupby") {
                try benchmark.check(try #require(results[benchmark.name]), of: "the reference", at: rows)
            }
        }
    }

    @Test func mistakesInAFileNameTheirLine() throws {
        func message(_ text: String) -> String? {
            do {
                _ = try Benchmark(DescriptionFile(path: "a.bench", text: text))
                return nil
            } catch { return "\(error)" }
        }
        #expect(message("name: a\nabout: b\ndata: c\ntdq: d\n") == nil)
        #expect(message("name: a\nnonsense\n") == "a.bench:2: a line is “key: value”")
        #expect(message("name: a\nduckbd: x\n") == "a.bench:2: there is no key “duckbd”")
        #expect(message("name: a\nname: b\n") == "a.bench:2: “name” stands twice")
        #expect(message("name: a\n") == "a.bench:1: the line “about: …” is missing")
        #expect(message(" x\n") == "a.bench:1: there is nothing that this line goes on")
        let text = "name: a\nabout: b\ndata: c\ntdq: d\nexpect 1e4: many\n"
        #expect(message(text)?.hasPrefix("a.bench:5: an expectation is") == true)
    }

    @Test func aPeerTakesItsOwnQueryBeforeTheSharedOne() throws {
        let text = "name: a\nabout: b\ndata: c\ntdq: d\nsql: shared\nduckdb: own\nsqlite: -\npolars: p\n  q\n"
        let benchmark = try Benchmark(DescriptionFile(path: "a.bench", text: text))
        let queries = Peer.all.map { benchmark.query(for: $0) }
        #expect(queries == ["own", "shared", "p\nq", nil, nil])
    }

    @Test func recordingReplacesTheSameSizeAndKeepsTheOrder() {
        let text = "name: a\nexpect 1e6: 3 rows, sums 4\nexpect 1e4: 1 rows, sums 2\n"
        let sums = ResultSums(rows: 7, sums: [0.5, 8])
        #expect(
            Recording.adding(sums, at: RowCount(10_000), to: text)
                == "name: a\nexpect 1e4: 7 rows, sums 0.5 8\nexpect 1e6: 3 rows, sums 4\n")
    }

    @Test func aPeerStandsInForWhatIsNotRecorded() {
        let (a, b) = (ResultSums(rows: 1, sums: [1]), ResultSums(rows: 1, sums: [2]))
        #expect(Recording.standIn([("tdq", a), ("the program tdq", a)], unchecked: []) == nil)
        #expect(Recording.standIn([("tdq", a), ("the program tdq", a), ("DuckDB", b)], unchecked: []) == b)
        #expect(Recording.standIn([("tdq", a), ("DuckDB", b), ("Polars", a)], unchecked: []) == a)
    }

    @Test func onlyWhatTwoSystemsAgreeOnIsRecorded() {
        let (a, b) = (ResultSums(rows: 1, sums: [1]), ResultSums(rows: 1, sums: [2]))
        #expect(Recording.agreed([("x", a), ("y", b)], unchecked: []) == nil)
        #expect(Recording.agreed([("x", a), ("y", b), ("z", b)], unchecked: []) == b)
        #expect(Recording.agreed([("x", a), ("y", b)], unchecked: [1]) == a)
    }
}
