import Engine
import Execution
import Foundation
import Language
import Testing

/// A statement that is stopped at any of its looks at the flag ends as interrupted, and leaves nothing behind that would
/// spoil the next.
@Suite struct CancellationTests {
    /// Every operator, and every way of working that has loops of its own.
    private static let statements = [
        "big where name ~ 1 | count", "big where name matches /1.*2/ | count", "big where name > n5 | count",
        "big where name in (n1, n2) | count", "big where name=n7", "big sum amount by name",
        "big median amount by code",
        "big median amount", "big count, sum amount by name, code, amount", "big sum amount by upper(name) & code",
        "big distinct amount by code", "big distinct name by code", "big min name, max name by code",
        "big list code by half",
        "big sort by name, amount desc", "big sort by amount", "big sort by upper(name)",
        "big top 3 by amount per name",
        "big add amount * 2 as a | top 3 by a per name, code", "big | distinct name, code", "big sample 50",
        "big add rank() as r per code sort by amount", "big add running(sum amount) as r per code sort by amount",
        "big add previous(amount) as r per code sort by name", "big add share(amount) as r per name",
        "big join big as b on name | count", "big left join (big take 90) as b on name, code | count",
        "big with (big where code=3) on name | count", "big except (big where code=3) | count", "big union big | count",
        "big sum amount by code across half", "describe big", "describe big.name", "big chart hist amount",
        "big search n7 | count",
    ]

    @Test(arguments: statements) func stopsAtEveryLook(_ statement: String) throws {
        let folder = try ScratchFolder()
        try folder.write(Self.text(rows: 4500), to: "big.csv")
        let expected = try Self.run(statement, folder, Cancellation())
        #expect(expected.outcome == .done, "\(expected.text)")
        let counting = Cancellation(stop: .max)
        let whole = try Self.run(statement, folder, counting)
        #expect(whole.text == expected.text)
        // Loading looks too, as often each time.
        let (first, last) = (whole.looksBefore, counting.looks)
        #expect(last > first)
        for look in Set([first, last - 1] + (1..<5).map { first + (last - 1 - first) * $0 / 5 }) {
            let stopped = try Self.run(statement, folder, Cancellation(stop: look))
            #expect(stopped.outcome == .interrupted, "look \(look - first) of \(last - first): \(stopped.text)")
            #expect(stopped.again == expected.text, "after a stop at look \(look - first)")
        }
    }

    private struct Run {
        var outcome: RunOutcome
        var text: String
        /// What the same session says when asked once more.
        var again: String
        var looksBefore: Int
    }

    /// One thread, so that looks come in one order; several morsels.
    private static func run(_ statement: String, _ folder: ScratchFolder, _ cancellation: Cancellation) throws -> Run {
        let session = Session(cancellation: cancellation)
        session.options.execution.threads = 1
        session.options.execution.morselRows = 1024
        var loading = LoadOptions()
        loading.threads = 1
        try session.load([DataRequest(path: folder.path("big.csv"))], options: loading)
        let looksBefore = cancellation.looks
        let (outcome, text) = run(statement, session)
        cancellation.reset()
        return Run(
            outcome: outcome, text: text, again: outcome == .interrupted ? run(statement, session).text : "",
            looksBefore: looksBefore)
    }

    private static func run(_ statement: String, _ session: Session) -> (outcome: RunOutcome, text: String) {
        let host = RecordingHost()
        let outcome = session.run(SourceText(name: "test", statement), parameters: [:], host: host)
        return (outcome, host.everything)
    }

    private static func text(rows: Int) -> String {
        var random = SeededRandom(seed: 5)
        var lines = ["name,code,amount,half"]
        for row in 0..<rows {
            let amount = row % 13 == 0 ? "" : "\(Double(random.below(20_000)) / 4)"
            lines.append("n\(random.below(700)),\(random.below(9)),\(amount),\(row % 2 == 0)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
