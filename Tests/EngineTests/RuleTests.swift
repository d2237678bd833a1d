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

    static let cases = [
        Case(
            rule: "fold-constants",
            fires: ["items where not not qty=1", "items where qty in 5..1", "items where qty=1.5 or id=2"],
            rests: ["items where not qty=1", "items where qty + 1 > 2", "items where qty=1 and id=2"]),
        Case(
            rule: "push-down-predicates",
            fires: [
                "items | sort by id | where qty=1", "items | add \"x\" as q | where id=1",
                "items | count by sold | where sold", "items | join items as i on id | where i.qty=1",
                "items | distinct kind | where kind=khác", "items where qty=1 | where id=2",
                "items | union (items) | where qty=1",
            ],
            rests: [
                "items | take 3 | where qty=1", "items | top 3 by id | where qty=1", "items | sample 3 | where qty=1",
                "items | left join items as i on id | where i.qty is empty", "items | count | where count=1",
                "items | add qty + 1 as q | where q=1",
            ]),
        Case(
            rule: "order-predicates",
            fires: ["items where name matches /x/ and id=1"],
            rests: [
                "items where id=1 and name matches /x/", "items where name matches /x/",
                "items where qty * qty > 3 and id=1",
            ]),
        Case(
            rule: "drop-useless-sorts",
            fires: [
                "items | sort by id | count", "items | sort by id | sum qty by sold",
                "items | sort by id | where sold | count",
            ],
            rests: [
                "items | sort by id | first qty", "items | sort by id | last qty", "items | sort by id | list qty",
                "items | sort by id | take 3 | count", "items | sort by id | count by kind",
                "items | sort by id | sum rate",
                "items | sort by id | sort by qty", "items | count by sold",
            ]),
        Case(
            rule: "push-down-limits",
            fires: ["items | add qty + 1 as q | take 3", "items | take 5 | take 3", "items | skip 1 | skip 2"],
            rests: [
                "items where qty=1 | take 3", "items | count by sold | take 1", "items | distinct sold | skip 1",
                "items | join items as i on id | take 1",
            ]),
        Case(
            rule: "top-from-sort-and-limit",
            fires: [
                "items | sort by qty | take 3", "items | sort by qty | skip 1 | take 3",
                "items | sort by qty | where sold | take 3",
            ],
            rests: ["items | sort by qty | skip 3", "items | take 3 | sort by qty"]),
        Case(
            rule: "prune-columns",
            fires: ["items | show id", "items | add qty + 1 as q | hide q", "items | count qty"],
            rests: ["items | show id, name, kind, qty, price, rate, sold, day, time, note, _file, _line"]),
        Case(
            rule: "ordered-groups",
            fires: ["items | count by kind", "items | sum qty by sold, kind", "items | count by year(day)"],
            rests: [
                "items | count", "items | count by id", "items | sort by kind", "items | distinct kind | sort by kind",
            ]),
        Case(
            rule: "aggregate-from-index",
            fires: ["items | count", "items | count by id", "large where code=7 | count"],
            rests: [
                "items | count qty", "items | sum id by id", "items | count by kind", "items | count by id, sold",
                "items where id=1 and name ~ b | count", "items | take 3 | count",
            ]),
        Case(
            rule: "access-path",
            fires: ["large where code=7", "large where code in (7, 9) and name=x", "large where name=n7"],
            rests: [
                "large", "large where code * 2 = 14", "large where code != 7", "large where name != n7",
                "large | where code=7 or name=x", "large where code is empty", "large | take 3 | where code=7",
            ]),
    ]

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

    /// The small collection of the query tests, and one that is large enough for an index to pay.
    private static func session() throws -> Session {
        let folder = try ScratchFolder()
        let rows = (0..<2000).map { "\($0 % 200),n\($0 % 200)" }
        try folder.write("code,name\n\(rows.joined(separator: "\n"))\n", to: "large.csv")
        let items = ProjectFolder.queryTests.appendingPathComponent("data/items.csv").path
        let session = try TestSession.make([items, folder.path("large.csv")], in: ProjectFolder.root)
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
