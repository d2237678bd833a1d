import Columns
import Engine
import Foundation
import Language
import Planning
import Testing
import Values
import VietnameseText

/// The engine against the reference evaluator, on random queries over random collections.
///
/// `TDQ_REFERENCE_QUERIES` sets how many queries run (3000 without it), `TDQ_REFERENCE_SEED` where they begin.
@Suite struct ReferenceTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let queryCount = environment["TDQ_REFERENCE_QUERIES"].flatMap { Int($0) } ?? 3000
    private static let firstSeed = environment["TDQ_REFERENCE_SEED"].flatMap { UInt64($0) } ?? 1
    private static let queriesPerCollection = 60
    private static let largeQueryCount = queryCount / 300
    private static let maximumReports = 5

    @Test func theEngineAgrees() throws {
        var (asked, seed, reports) = (0, Self.firstSeed, 0)
        while asked < Self.queryCount, reports < Self.maximumReports {
            var random = SeededRandom(seed: seed &* 7919)
            let data = ReferenceData(rowCount: random.pick([0, 1, 7, 30, 60]), random: &random)
            let folder = try ScratchFolder()
            try data.write(to: folder)
            let session = try TestSession.make([folder.url.path], in: folder.url)
            var generator = ReferenceGenerator(seed: seed)
            for number in 0..<Self.queriesPerCollection where reports < Self.maximumReports {
                let query = generator.query(over: data.table)
                session.options.planner = Self.options(number)
                if let problem = Self.compare(query, data, session) {
                    reports += 1
                    Issue.record("seed \(seed), query \(number): \(query)\n\(problem)")
                }
                asked += 1
            }
            seed += 1
        }
    }

    /// More rows than a batch holds.
    @Test func theEngineAgreesAcrossBatches() throws {
        var random = SeededRandom(seed: Self.firstSeed)
        let data = ReferenceData(rowCount: 2 * Batch.standardCount + 7, random: &random)
        let folder = try ScratchFolder()
        try data.write(to: folder)
        let session = try TestSession.make([folder.url.path], in: folder.url)
        var generator = ReferenceGenerator(seed: Self.firstSeed)
        for number in 0..<Self.largeQueryCount {
            let query = generator.query(over: data.table)
            session.options.planner = Self.options(number)
            if let problem = Self.compare(query, data, session) {
                Issue.record("seed \(Self.firstSeed), query \(number): \(query)\n\(problem)")
            }
        }
    }

    /// Each query is planned another way.
    private static func options(_ number: Int) -> PlannerOptions {
        var options = PlannerOptions()
        options.indexes = [.eager, .lazy, .off][number % 3]
        let rules = Optimizer.ruleNames
        switch number % 4 {
        case 0: break
        case 1: options.disabledRules = Set(rules)
        default: options.disabledRules = [rules[number % rules.count]]
        }
        return options
    }

    private static func compare(_ query: ReferenceQuery, _ data: ReferenceData, _ session: Session) -> String? {
        let evaluator = ReferenceEvaluator(targets: data.targets)
        let expected = evaluator.run(query, on: data.table).rows.map { $0.map(evaluator.shown) }
        let host = ValueHost()
        let outcome = session.run(SourceText(name: "query", query.description), parameters: [:], host: host)
        guard outcome == .done else { return "it failed: \(host.problems.joined(separator: "\n"))" }
        guard host.rows.count == expected.count else {
            return "\(host.rows.count) rows, \(expected.count) expected\n\(describe(host.rows, expected))"
        }
        for (row, (mine, theirs)) in zip(expected, host.rows).enumerated() {
            for (cell, value) in zip(mine, theirs) where !isSame(cell, value) {
                return "row \(row): \(value), expected \(cell)\n\(describe(host.rows, expected))"
            }
        }
        return nil
    }

    private static func describe(_ rows: [[Value]], _ expected: [[Cell]]) -> String {
        "printed \(rows.prefix(8))\nexpected \(expected.prefix(8))"
    }

    /// Spellings count, canonical form does not; doubles to their last few digits.
    private static func isSame(_ cell: Cell, _ value: Value) -> Bool {
        switch (cell, value) {
        case (.missing, .missing): true
        case (.text(let a), .text(let b)): Folding.key(.exact, a) == Folding.key(.exact, b)
        case (.truth(let a), .boolean(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.list(let a), .list(let b)): a.map { Value.text($0) } == b
        case (.number(let a), .integer(let b)): a == ExactDecimal(b)
        case (.number(let a), .decimal(let b)): a == b
        case (.number(let a), .double(let b)): isClose(a.doubleValue, b)
        case (.double(let a), .double(let b)): isClose(a, b)
        case (.double(let a), .integer(let b)): isClose(a, Double(b))
        case (.double(let a), .decimal(let b)): isClose(a, b.doubleValue)
        default: false
        }
    }

    private static func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(a), abs(b)) }
}

/// Keeps rows as values.
private final class ValueHost: SessionHost {
    var rows: [[Value]] = []
    var problems: [String] = []

    func begin(_ result: ResultHeader) throws(HostStop) {}

    func receive(_ batch: Batch) throws(HostStop) {
        for position in 0..<batch.count { rows.append(batch.vectors.map { $0.value(position) }) }
    }

    func end(_ summary: ResultSummary) throws(HostStop) {}
    func show(_ text: String) throws(HostStop) { problems.append(text) }
    func report(_ report: Report) { if report.severity == .error { problems.append(report.text) } }
    func perform(command name: String, arguments: String) throws(HostStop) { throw .failed }
}
