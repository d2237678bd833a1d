import Engine
import Foundation
import Language
import Planning
import Testing

/// For each rule of the optimizer a statement that it changes, and one that it must leave alone.
@Suite struct RuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var fires: [String]
        var rests: [String]

        var testDescription: String { rule }
    }

    @Test(arguments: cases) func firesOnlyWhereItIsLegal(_ sample: Case) throws {
        let session = try RuleTests.session()
        for statement in sample.fires {
            #expect(try RuleTests.firedRules(statement, session).contains(sample.rule), "should fire: \(statement)")
        }
        for statement in sample.rests {
            #expect(try !RuleTests.firedRules(statement, session).contains(sample.rule), "must not fire: \(statement)")
        }
    }

    @Test func everyRuleIsTried() {
        #expect(Set(RuleTests.cases.map(\.rule)) == Set(Optimizer.ruleNames))
    }

    @Test func aRuleSwitchedOffDoesNotFire() throws {
        let session = try RuleTests.session()
        for sample in RuleTests.cases {
            session.options.planner.disabledRules = [sample.rule]
            for statement in sample.fires {
                #expect(try !RuleTests.firedRules(statement, session).contains(sample.rule), "\(statement)")
            }
        }
    }

    /// The small collections of the query tests, and one that is large enough for an index to pay.
    private static func session() throws -> Session {
        let folder = try ScratchFolder()
        let rows = (0..<2000).map { "\($0 % 200),n\($0 % 200)" }
        try folder.write("code,name\n\(rows.joined(separator: "\n"))\n", to: "large.csv")
        let data = ProjectFolder.queryTests.appendingPathComponent("data")
        let stored = ["items.csv", "lists.jsonl", "tree"].map { data.appendingPathComponent($0).path }
        let session = try TestSession.make(stored + [folder.path("large.csv")], in: ProjectFolder.root)
        session.options.planner.indexes = .eager
        return session
    }

    private static func firedRules(_ statement: String, _ session: Session) throws -> [String] {
        let host = RecordingHost()
        let outcome = session.run(SourceText(name: "test", "explain " + statement), parameters: [:], host: host)
        try #require(outcome == .done, "\(statement): \(host.reports.map(\.text))")
        let line = host.outputText.split(separator: "\n").first { $0.hasPrefix("rules: ") }
        return line.map {
            $0.dropFirst("rules: ".count).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        } ?? []
    }
}
