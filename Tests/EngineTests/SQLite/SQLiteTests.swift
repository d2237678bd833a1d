import Columns
import Engine
import Foundation
import Language
import Planning
import Testing
import Values

/// The engine against SQLite, on random queries that both languages can say, each written in both.
///
/// `TDQ_REFERENCE_QUERIES` and `TDQ_REFERENCE_SEED` count here too.
@Suite struct SQLiteTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let queryCount = environment["TDQ_REFERENCE_QUERIES"].flatMap { Int($0) } ?? 600
    private static let firstSeed = environment["TDQ_REFERENCE_SEED"].flatMap { UInt64($0) } ?? 1
    private static let queriesPerCollection = 50
    private static let maximumReports = 5

    @Test func theEngineAgreesWithSQLite() throws {
        let count = (Self.queryCount + Self.queriesPerCollection - 1) / Self.queriesPerCollection
        let trials = try (0..<count).map {
            try SQLiteTrial(seed: Self.firstSeed + UInt64($0), number: $0, Self.queriesPerCollection)
        }
        let answers = try SQLiteProgram.answers(
            to: trials.flatMap { $0.pairs.map(\.sql) }, after: trials.map(\.tables).joined())
        var reports = 0
        for (number, answer) in answers.enumerated() where reports < Self.maximumReports {
            let trial = trials[number / Self.queriesPerCollection]
            let pair = trial.pairs[number % Self.queriesPerCollection]
            for configuration in ReferenceConfiguration.tried(inTurn: number) {
                guard let problem = trial.difference(pair, answer, configuration) else { continue }
                reports += 1
                Issue.record(
                    """
                    seed \(Self.firstSeed + UInt64(trial.number)), \(configuration.name): \(problem)
                    \(pair.query)
                    \(pair.sql)
                    SQLite: \(answer.prefix(8).joined(separator: "\n"))
                    \(trial.tables)
                    """)
            }
        }
    }
}

/// Two collections with the queries asked of them.
private struct SQLiteTrial {
    let number: Int
    let pairs: [SQLitePair]
    /// What makes the tables in SQL.
    let tables: String
    private let folder: ScratchFolder
    private let session: Session

    init(seed: UInt64, number: Int, _ count: Int) throws {
        self.number = number
        var random = SeededRandom(seed: seed &* 104_729)
        let data = SQLiteData(random: &random)
        var generator = SQLiteGenerator(seed: seed, number: number)
        pairs = (0..<count).map { _ in generator.pair() }
        tables = data.tables(number: number)
        folder = try ScratchFolder()
        try data.write(to: folder)
        session = try TestSession.make([folder.url.path], in: folder.url)
    }

    func difference(_ pair: SQLitePair, _ answer: [String], _ configuration: ReferenceConfiguration) -> String? {
        session.options = configuration.options
        let host = ValueHost()
        guard session.run(SourceText(name: "query", pair.query), parameters: [:], host: host) == .done else {
            return "it failed: \(host.problems.joined(separator: "\n"))"
        }
        guard host.rows.count == answer.count else { return "\(host.rows.count) rows, \(answer.count) expected" }
        for (number, (values, line)) in zip(host.rows, answer).enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard values.count == fields.count, zip(values, fields).allSatisfy(Self.isSame) else {
                return "row \(number): \(values)"
            }
        }
        return nil
    }

    private static func isSame(_ value: Value, _ field: String) -> Bool {
        switch value {
        case .missing: return field == "NULL"
        case .text(let text): return field == "'\(text)'"
        case .date(let date): return field == "'\(date.isoText)'"
        case .integer(let integer): return Double(field).map { $0 == Double(integer) } ?? false
        case .decimal(let decimal): return isClose(decimal.doubleValue, field)
        case .double(let double): return isClose(double, field)
        case .boolean, .dateTime, .list: return false
        }
    }

    private static func isClose(_ double: Double, _ field: String) -> Bool {
        Double(field).map { abs(double - $0) <= 1e-9 * max(1, abs(double), abs($0)) } ?? false
    }
}
