import Engine
import Foundation
import Language
import Planning
import Testing

/// Random statements give the same rows in the same order whatever rules plan them.
@Suite struct PlanVariantTests {
    private static let statementCount = 260

    @Test func rulesChangeNoRow() throws {
        let session = try Self.session()
        var generator = StatementGenerator(seed: 20)
        for number in 0..<Self.statementCount {
            let statement = generator.statement()
            let expected = Self.run(statement, session, Self.options(off: Set(Optimizer.ruleNames)))
            for (name, options) in Self.variants(number) {
                let printed = Self.run(statement, session, options)
                guard printed != expected else { continue }
                Issue.record("\(name): \(statement)\nexpected\n\(expected)\nprinted\n\(printed)")
                return
            }
        }
    }

    /// The statements must exercise what they are for.
    @Test func everyRuleFires() throws {
        let session = try Self.session()
        var generator = StatementGenerator(seed: 20)
        var fired: Set<String> = []
        for _ in 0..<4 * Self.statementCount {
            let text = Self.run("explain " + generator.statement(), session, Self.options(off: []))
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("rules: ") }) else { continue }
            for name in line.dropFirst("rules: ".count).split(separator: ",") {
                fired.insert(name.trimmingCharacters(in: .whitespaces))
            }
        }
        // These have no reference to follow.
        #expect(Set(Optimizer.ruleNames).subtracting(fired).isSubset(of: ["reference-sets"]))
    }

    private static func variants(_ number: Int) -> [(String, PlannerOptions)] {
        let rules = Optimizer.ruleNames
        let without = rules[number % rules.count]
        var only = Set(rules)
        only.remove(rules[number * 7 % rules.count])
        return [
            ("all rules", options(off: [])), ("\(without) off", options(off: [without])),
            ("only \(rules[number * 7 % rules.count])", options(off: only)),
        ]
    }

    private static func options(off: Set<String>) -> PlannerOptions {
        var options = PlannerOptions()
        options.indexes = .eager
        options.disabledRules = off
        return options
    }

    private static func run(_ statement: String, _ session: Session, _ options: PlannerOptions) -> String {
        session.options.planner = options
        return TestSession.run(statement, session)
    }

    /// Three collections of the same columns: two small, one longer than a batch.
    private static func session() throws -> Session {
        var random = SeededRandom(seed: 3)
        let folder = try ScratchFolder()
        for (name, count) in [("a", 24), ("b", 13), ("c", 2500)] {
            var lines = ["k,t,v,d"]
            for row in 0..<count {
                let key = random.pick(["", "1", "2", "3", "4", "\(row % 400)"])
                let text = random.pick(["", "Huế", "huế", "HUẾ", "hue", "Hà Nội", "hà nội", "vinh", "n\(row % 90)"])
                lines.append("\(key),\(text),\(random.pick(["", "0", "5", "7", "\(row)"])),\(row % 9).5e0")
            }
            try folder.write(lines.joined(separator: "\n") + "\n", to: "\(name).csv")
        }
        return try TestSession.make(["a", "b", "c"].map { folder.path("\($0).csv") }, in: folder.url)
    }
}

/// Statements of a few random stages over collections with the columns k, t, v and d.
private struct StatementGenerator {
    private var random: SeededRandom
    private var names = 0

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func statement() -> String {
        switch random.pick(Array(0..<16)) {
        case 0, 1: aggregatedJoin()
        case 2: aggregatedColumns()
        default: stages()
        }
    }

    /// Aggregates of many rows by the values of one field.
    private mutating func aggregatedColumns() -> String {
        let rows = random.pick(["c", "c", "c where v = 5 or k > 2", "b"])
        let filtered = "count(where d < 3) as a, sum(v where d = 4.5) as b, max(k where d > 5 and v > 2) as c, count"
        return "\(rows) | "
            + random.pick([
                "count, sum v as s, min k as m across d", "count t as n, max v as m across d", filtered,
                "\(filtered) by v is empty as e", "avg v across d", "distinct k, v | count, sum v", "distinct k",
                "distinct d, k | count by d", "distinct t, k | count", "show t, k | except (b | show t, k) | count",
                "union (c where v = 5) | count(where k > 2) as x, sum v, max k by d",
                "union (c) | count, count t, min v", "sort by v desc | first(d) as f by k",
                "sort by k, v | first d by v, k", "sort by t | where v > 0 | first(d) as f by k",
            ])
    }

    /// Aggregates right above a join, of many rows by few keys.
    private mutating func aggregatedJoin() -> String {
        let join = "\(random.pick(["join", "left join"])) \(other()) as j on \(random.pick(["k", "t", "d"]))"
        let groups = random.pick(["", "", " by d", " by k", " by j.v", " by d, j.k"])
        let last = random.pick(["count j.k", "sum j.k"])
        return "c | \(join) | count, sum v, count t, sum j.v, \(last), min j.v, max d, sum d\(groups)"
    }

    private mutating func stages() -> String {
        var parts = [random.pick(["a", "b", "c", "a", "b", "(a | sum v as v, min t as t, max d as d by k)"])]
        var joined: [String] = []
        for _ in 0..<random.pick([1, 2, 3, 4]) { parts.append(stage(&joined)) }
        parts.append(contentsOf: last(joined))
        return parts.joined(separator: " | ")
    }

    private mutating func stage(_ joined: inout [String]) -> String {
        switch random.pick(Array(0..<11)) {
        case 0, 1: return "where \(condition(joined))"
        case 2: return "sort by \(random.pick(["v", "t desc", "k, v", "d"]))"
        case 3: return random.pick(["take 5", "skip 2", "take 9"])
        case 4: return "\(random.pick(["with", "without"])) \(other()) on \(random.pick(["k", "t", "v"]))"
        case 5, 6,
            7 where joined.count < 2:
            let name = next("j")
            let prefix = joined.isEmpty ? "" : random.pick(["", "", "\(joined[0])."])
            let key = random.pick(["k", "t"])
            let on = prefix.isEmpty ? key : "\(prefix)\(key) = \(key)"
            joined.append(name)
            return "\(random.pick(["join", "left join"])) \(other()) as \(name) on \(on)"
        case 8: return "add \(random.pick(["length(t)", "v + 1", "d * 2"])) as \(next("x"))"
        case 9: return "add rank() as \(next("r")) per \(random.pick(["k", "t"])) sort by v"
        default: return "top 2 by \(random.pick(["v", "d"]))\(random.pick(["", " per k"]))"
        }
    }

    /// The other side of a join: often a long one, so that which side is built differs.
    private mutating func other() -> String {
        random.pick([
            "b", "a", "(c | take 40)", "(c where v = 5 and k < 200 | top 30 by d)", "(b where v is not empty)",
            "(b | distinct k, t, v)", "(a | count as v, first t as t, max d as d by k)",
        ])
    }

    private mutating func condition(_ joined: [String]) -> String {
        var fields = [""]
        fields.append(contentsOf: joined.map { "\($0)." })
        let field = random.pick(fields)
        let tests = [
            "\(field)k > 1", "\(field)v = 5", "\(field)t = huế", "\(field)t = hue", "\(field)v is empty",
            "\(field)d < 4.5", "\(field)t ~ h", "not \(field)k = 2", "\(field)v + 1 > 3",
            "k in (1, 3) or \(field)v = 7",
        ]
        let first = random.pick(tests)
        return random.pick([first, "\(first) and \(random.pick(tests))"])
    }

    private mutating func last(_ joined: [String]) -> [String] {
        switch random.pick(Array(0..<8)) {
        case 0 where names % 2 == 1: ["add if(v > 4, \"x\", \"y\") as key", "count, sum v by key"]
        case 0: ["count by k"]
        case 1: ["distinct \(random.pick(["k", "t", "v", "k, v", "d, k"]))"] + random.pick([[], ["count"], ["sum k"]])
        case 2: ["min v, max t, distinct k, count t, count"]
        case 3: ["show k, t", random.pick(["except", "intersect"]) + " (b | show k, t)"]
        case 4: ["union (\(random.pick(["b", "c"])))", "take 7"]
        case 5: ["show k, v", "union (a | sort by v | show k, v)", "union (a | sort by v | show k, v)", "take 60"]
        case 6: ["sort by v desc", "take 4", "show k, v"]
        default: ["take 200"]
        }
    }

    private mutating func next(_ prefix: String) -> String {
        names += 1
        return prefix + String(names)
    }
}
