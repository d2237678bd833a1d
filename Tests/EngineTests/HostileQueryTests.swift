import Engine
import Language
import Testing

/// Queries made to exhaust the machine end with an error that says of what there is too much.
@Suite struct HostileQueryTests {
    private func errors(_ script: String) throws -> [String] {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        let host = RecordingHost()
        #expect(session.run(SourceText(name: "test", script), parameters: [:], host: host) == .failed)
        return host.reports.filter { $0.severity == .error }.map(\.text)
    }

    @Test func doublingLetsAreBounded() throws {
        let lets = (1..<60).map { "let a\($0) = a\($0 - 1) union a\($0 - 1)" }
        let text = (["let a0 = awards"] + lets + ["a59 count"]).joined(separator: "\n")
        #expect(try errors(text)[0].contains("reads collections more than 1000 times"))
    }

    @Test func chainsOfLetsAreBounded() throws {
        let lets = (1..<200).map { "let a\($0) = a\($0 - 1) | add quantity as q\($0)" }
        #expect(try errors((["let a0 = awards"] + lets).joined(separator: "\n"))[0].contains("more than 64 deep"))
    }

    @Test func stagesAreBounded() throws {
        let stages = String(repeating: " | where year=2021", count: 2001)
        #expect(try errors("awards" + stages)[0].contains("at most 2000 stages"))
    }

    /// Planned in milliseconds: the conditions that an index may answer are weighed a few at a time.
    @Test func manyStagesAreNoProblem() throws {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        let host = RecordingHost()
        let stages = String(repeating: " | where year=2021", count: 1000)
        #expect(session.run(SourceText(name: "test", "awards\(stages) | count"), parameters: [:], host: host) == .done)
        #expect(host.outputText == "count\n11\n")
    }

    /// Joins of which more rows are expected than an integer counts, though none comes.
    @Test func hugeEstimatesAreNoProblem() throws {
        let folder = try ScratchFolder()
        for (name, keys) in [("a", [1, 2]), ("b", [3, 4])] {
            let lines = (0..<20_000).map { "\(keys[$0 % 2]),\($0)\n" }
            try folder.write("k,v\n" + lines.joined(), to: "\(name).csv")
        }
        let session = try TestSession.make(["a", "b"].map { folder.path("\($0).csv") }, in: folder.url)
        let joins = (1...5).map { " | join b as b\($0) on k" }.joined()
        for query in ["a\(joins) | distinct k, v", "a\(joins) | distinct k, v | count", "a\(joins) | count by k"] {
            let host = RecordingHost()
            #expect(session.run(SourceText(name: "test", query), parameters: [:], host: host) == .done, "\(query)")
        }
    }

    @Test func parenthesesAreBounded() throws {
        let text = "awards where " + String(repeating: "(", count: 100_000) + "year=2021"
        #expect(try errors(text)[0].contains("nested more than 200 levels deep"))
    }

    @Test func manyConditionsAreNoProblem() throws {
        let session = try TestSession.make([ProjectFolder.samples.path], in: ProjectFolder.root)
        let years = (0..<5000).map { "year=\($0)" }.joined(separator: " or ")
        let forms = (0..<5000).map { "form ~ a\($0)" }.joined(separator: " and ")
        let list = (0..<20_000).map { "x\($0)" }.joined(separator: ", ")
        for (query, count) in [
            ("awards where \(years) | count", 15), ("awards where \(forms) | count", 0),
            ("awards where form in (\(list), Bằng khen) | count", 5),
        ] {
            let host = RecordingHost()
            #expect(session.run(SourceText(name: "test", query), parameters: [:], host: host) == .done)
            #expect(host.outputText == "count\n\(count)\n")
        }
    }
}
