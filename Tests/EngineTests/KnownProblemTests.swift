import Engine
import Language
import Testing

/// What the language says and the engine does not do yet. A problem that is solved fails here: then its statement moves
/// to `Tests/Queries`.
@Suite struct KnownProblemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var statement: String
        var expected: String

        init(_ description: String, _ statement: String, _ expected: String) {
            (testDescription, self.statement, self.expected) = (description, statement, expected)
        }
    }

    static let cases = [
        Case(
            "distinct merges texts that the schema says are compared exactly", "parts | distinct code | sort by code",
            "code\nab\nAb\nAB\n\n"),
        Case(
            "by merges them too, where the statistics do not answer", "parts | sum weight by code",
            "code,sum_weight\nab,2.27\nAb,2.50\nAB,15.51\n,0.00\n"),
        Case(
            "and so does join", "parts where id=p2 | join (parts) as q on code | show q.id", "q.id\np2\np6\n"),
        Case(
            "groups of a reference come in the order of its rows behind top", "parts | top 1 by weight per maker | show maker",
            "maker\nKhông rõ\nThống Nhất\nViha\n\n"),
        Case("rounding to fewer digits keeps the zeros", "parts where id=p2 | show round(weight, 1) as w", "w\n2.3\n"),
    ]

    @Test(arguments: cases) func isOpen(_ sample: Case) throws {
        let session = try TestSession.make(["data/tree"], in: ProjectFolder.queryTests)
        let host = RecordingHost()
        _ = session.run(SourceText(name: "test", sample.statement), parameters: [:], host: host)
        withKnownIssue { #expect(host.outputText == sample.expected) }
    }
}
