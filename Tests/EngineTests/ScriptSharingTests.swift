import Engine
import Foundation
import Language
import Testing

/// A `let` that several statements of a script use is computed once.
@Suite struct ScriptSharingTests {
    private static let totals = "let totals = large where code < 150 | sum code as total, count as n by name\n"

    @Test func aPartOfTwoStatementsIsMadeOnce() throws {
        let plans = try output(
            Self.totals
                + "explain totals | top 3 by total\nprofile totals | top 3 by total\nprofile totals | where n > 9",
            try session())
        let uses = plans.split(separator: "\n").filter { $0.contains("shared rows") }
        try #require(uses.count == 3, "\(plans)")
        #expect(uses[0].contains("shared rows 1, kept for the script"))
        #expect(uses[1].contains("shared rows 1, kept for the script") && uses[1].contains("really 150 "))
        #expect(uses[2].contains("shared rows 1, made by an earlier statement") && uses[2].contains("really 150 "))
        #expect(plans.components(separatedBy: "scan of large").count == 3, "the third plan reads no collection")
    }

    @Test(arguments: [1, 3]) func resultsAreThoseOfEachStatementAlone(threads: Int) throws {
        let statements = [
            "totals | top 3 by total", "totals | where n > 9 | sort by name desc | take 4",
            "check \"all there\": totals where n < 3",
            "totals | join (totals | sort by total) as other on name | take 5",
            "describe totals", "totals | show name | take 2", "totals | sum total across n",
        ]
        let session = try session()
        session.options.execution.threads = threads
        session.options.execution.morselRows = 64
        let together = try output(Self.totals + statements.joined(separator: "\n"), session)
        let alone = try statements.map { try output(Self.totals + $0, session) }
        #expect(together == alone.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    @Test func aNameBoundAnewIsAnotherQuery() throws {
        let again = "let totals = large where code >= 150 | sum code as total, count as n by name\n"
        let session = try session()
        let use = "totals | top 1 by total | show n, total\n"
        let together = try output(Self.totals + use + use + again + use + use, session)
        let alone = try [Self.totals + use, Self.totals + use, again + use, again + use].map { try output($0, session) }
        #expect(together == alone.joined(separator: "\n"))
    }

    @Test func loadedDataIsSeen() throws {
        let folders = [try ScratchFolder(), try ScratchFolder()]
        try folders[0].write("name,code\na,1\nb,2\n", to: "small.csv")
        try folders[1].write("name,code\na,5\nb,6\n", to: "small.csv")
        let session = try TestSession.make([folders[0].path("small.csv")], in: ProjectFolder.root)
        let host = RecordingHost { _, _ in
            (try? session.load([DataRequest(name: nil, path: folders[1].path("small.csv"))], options: LoadOptions()))
                != nil
        }
        let use = "sums | sort by total desc | take 1\n"
        let script = "let sums = small sum code as total by name\n\(use)\(use).load second\n\(use)\(use)"
        let outcome = session.run(SourceText(name: "test", script), parameters: [:], host: host)
        #expect(outcome == .done, "\(host.reports.map(\.text))")
        #expect(host.outputText == [2, 2, 6, 6].map { "name,total\nb,\($0)\n" }.joined(separator: "\n"))
    }

    /// Whatever the limit, a script does not need more than its statements.
    @Test func memoryStaysBounded() throws {
        let session = try session()
        let statement = "totals | top 3 by total\n"
        let data = session.collections.reduce(0) { $0 + $1.byteCount }
        var outcomes: Set<Bool> = []
        for extra in stride(from: 2_000, to: 200_000, by: 6_000) {
            session.options.execution.memoryLimit = data + extra
            let alone = run(Self.totals + statement, session).outcome == .done
            outcomes.insert(alone)
            let together = run(Self.totals + String(repeating: statement, count: 4), session)
            #expect((together.outcome == .done) == alone, "\(extra): \(together.host.reports.map(\.text))")
        }
        #expect(outcomes.count == 2, "limits that suffice and limits that do not")
    }

    @Test func anErrorIsToldOnce() throws {
        let host = RecordingHost()
        let script = "let bad = large sum nothing by name\nbad | take 1\nbad | take 2"
        let outcome = try session().run(SourceText(name: "test", script), parameters: [:], host: host)
        #expect(outcome == .failed)
        #expect(host.reports.count == 1)
    }

    // MARK: Helpers

    private func session() throws -> Session {
        let folder = try ScratchFolder()
        let rows = (0..<2000).map { "\($0 % 200),n\($0 % 200)" }
        try folder.write("code,name\n\(rows.joined(separator: "\n"))\n", to: "large.csv")
        return try TestSession.make([folder.path("large.csv")], in: ProjectFolder.root)
    }

    private func run(_ script: String, _ session: Session) -> (host: RecordingHost, outcome: RunOutcome) {
        let host = RecordingHost()
        return (host, session.run(SourceText(name: "test", script), parameters: [:], host: host))
    }

    private func output(_ script: String, _ session: Session) throws -> String {
        let (host, outcome) = run(script, session)
        try #require(outcome == .done || outcome == .checkFailed, "\(host.reports.map(\.text))")
        return host.outputText
    }
}
