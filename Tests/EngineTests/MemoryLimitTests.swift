import Engine
import Execution
import Foundation
import Language
import Synchronization
import Testing

/// What exceeds the memory limit ends with an error that names the operator, and the next statement runs.
@Suite struct MemoryLimitTests {
    private static let cases = [
        ("big sort by amount", "sort"), ("big top 3 by amount per upper(name) & code | count", "top"),
        ("big sample 5900", "sample"), ("big add rank() as r per code sort by amount", "add … per"),
        ("big sum amount by upper(name) & code & amount", "the aggregation"),
        ("big median amount by code", "the aggregation"),
        ("big | distinct upper(name) & code & amount | count", "distinct"),
        ("big join big as b on name, code, amount | count", "join"), ("describe big", "describe"),
        ("big chart hist amount", "chart hist"),
    ]

    /// Where nothing is measured, what operators charge decides.
    @Test(arguments: cases) func chargesAreHeldAgainstTheLimit(_ statement: String, _ operation: String) throws {
        let session = try Self.session()
        session.options.execution.memoryLimit = session.collections[0].byteCount + 20_000
        #expect(Self.run(statement, session).contains("\(operation) needs more than the memory limit"))
        #expect(Self.run("big count", session) == "count\n6000\n")
        session.options.execution.memoryLimit = nil
        #expect(!Self.run(statement, session).contains("error"))
    }

    /// Arrays for 40,000 combinations, of which 200 occur, are not made where they would not fit.
    @Test func groupsThatOccurFitWhereAllThatMayOccurDoNot() throws {
        let lines = (0..<60_000).map { "a\($0 * 7 % 200),b\($0 * 7 % 200),\($0 % 50)" }
        let folder = try ScratchFolder()
        try folder.write((["a,b,n"] + lines).joined(separator: "\n") + "\n", to: "pairs.csv")
        let session = try TestSession.make([folder.path("pairs.csv")], in: ProjectFolder.root)
        let statement = "pairs count, sum n, max n by a, b | sum(count) as rows, sum(sum_n) as n, count"
        let expected = "rows,n,count\n60000,1470000,200\n"
        #expect(Self.run(statement, session) == expected)
        session.options.execution.memoryLimit = session.collections[0].byteCount + 1_500_000
        #expect(Self.run(statement, session) == expected)
    }

    /// Where the process is measured, what it has decides, whatever was charged before.
    @Test func whatIsMeasuredDecides() throws {
        let session = try Self.session()
        let measured = Measured()
        session.options.execution.memoryLimit = 8 << 20
        session.options.execution.residentBytes = { measured.bytes.load(ordering: .relaxed) }
        let sort = "big union big | union (big union big) | add amount + 1 as a | sort by a, name | show code"
        #expect(Self.run(sort, session).utf8.count == 5 + 2 * 24_000)
        measured.bytes.store(8 << 20, ordering: .relaxed)
        #expect(Self.run(sort, session).contains("sort needs more than the memory limit of 8 MiB"))
        #expect(Self.run("big count", session) == "count\n6000\n")
    }

    /// Memory that runs out under an operator that did not see it coming.
    @Test func exhaustionStopsTheStatementAlone() throws {
        let session = try Self.session()
        session.options.execution.memoryLimit = 1 << 30
        let host = ExhaustingHost(session)
        let source = SourceText(name: "test", "big show name; big count")
        session.options.keepsGoing = true
        #expect(session.run(source, parameters: [:], host: host) == .failed)
        #expect(host.recorded.reports.map(\.text).joined().contains("needs more than the memory limit of 1024 MiB"))
        #expect(host.recorded.outputText.hasSuffix("count\n6000\n"))
    }

    private final class Measured: Sendable {
        let bytes = Atomic<Int>(1 << 20)
    }

    /// Memory runs out as soon as the first batch is there.
    private final class ExhaustingHost: SessionHost {
        let recorded = RecordingHost()
        private let session: Session
        private var isFirst = true

        init(_ session: Session) { self.session = session }

        func begin(_ result: ResultHeader) throws(HostStop) { try recorded.begin(result) }

        func receive(_ batch: Batch) throws(HostStop) {
            try recorded.receive(batch)
            if isFirst { session.cancellation.exhaust() }
            isFirst = false
        }

        func end(_ summary: ResultSummary) throws(HostStop) { try recorded.end(summary) }
        func show(_ text: String) throws(HostStop) { try recorded.show(text) }
        func report(_ report: Report) { recorded.report(report) }
        func perform(command name: String, arguments: String) throws(HostStop) {}
    }

    private static func session() throws -> Session {
        var random = SeededRandom(seed: 5)
        var lines = ["name,code,amount"]
        for _ in 0..<6000 {
            lines.append("n\(random.below(700)),\(random.below(9)),\(Double(random.below(20_000)) / 4)")
        }
        let folder = try ScratchFolder()
        try folder.write(lines.joined(separator: "\n") + "\n", to: "big.csv")
        return try TestSession.make([folder.path("big.csv")], in: ProjectFolder.root)
    }

    private static func run(_ statement: String, _ session: Session) -> String {
        TestSession.run(statement, session)
    }
}
