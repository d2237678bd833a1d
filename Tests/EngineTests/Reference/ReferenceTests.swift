import Columns
import Foundation
import Testing

/// The engine against the reference evaluator, on random queries over random collections, each planned and run in
/// every way there is.
///
/// `TDQ_REFERENCE_QUERIES` sets how many queries run, `TDQ_REFERENCE_SEED` where they begin;
/// `TDQ_REFERENCE_TRACE=1` shows each query before it runs.
@Suite struct ReferenceTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let queryCount = environment["TDQ_REFERENCE_QUERIES"].flatMap { Int($0) } ?? 600
    private static let firstSeed = environment["TDQ_REFERENCE_SEED"].flatMap { UInt64($0) } ?? 1
    private static let queriesPerCollection = 30
    private static let maximumReports = 5

    @Test func theEngineAgrees() throws {
        var (asked, compared, seed, reports) = (0, 0, Self.firstSeed, 0)
        while asked < Self.queryCount, reports < Self.maximumReports {
            var random = SeededRandom(seed: seed &* 7919)
            let rowCount = random.pick([0, 1, 7, 30, 60, 60, 150])
            let trial = try ReferenceTrial(ReferenceData(rowCount: rowCount, random: &random))
            var generator = ReferenceGenerator(seed: seed, data: trial.data)
            for number in 0..<Self.queriesPerCollection where reports < Self.maximumReports {
                let query = generator.query()
                trial.turn = asked
                switch trial.outcome(of: query) {
                case .agrees: compared += 1
                case .isNotComparable: break
                case .differs:
                    reports += 1
                    Issue.record("seed \(seed), query \(number)\n\(try trial.smallestReport(of: query))")
                }
                asked += 1
            }
            seed += 1
        }
        // A generator gone wrong would compare nothing.
        #expect(reports > 0 || compared * 10 > asked * 9, "only \(compared) of \(asked) queries could be compared")
    }

    /// Collections on which the engine once differed: groups of a top by references that are shown alike; the different
    /// values of a condition; keys shown by their numbers beside far integers; correlation with a
    /// number that is always the same.
    @Test(
        arguments: [
            100_032, 100_122, 100_151, 200_058, 300_003, 300_167, 900_062, 2_000_177, 2_010_230, 2_010_286, 4_000_049,
            5_000_170,
        ] as [UInt64])
    func whatOnceDifferedAgrees(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed &* 7919)
        let rowCount = random.pick([0, 1, 7, 30, 60])
        let trial = try ReferenceTrial(ReferenceData(rowCount: rowCount, isVaried: false, random: &random))
        var generator = ReferenceGenerator(seed: seed, data: trial.data)
        for number in 0..<Self.queriesPerCollection {
            let query = generator.query()
            trial.turn = number
            if case .differs(let problem) = trial.outcome(of: query) {
                Issue.record("seed \(seed), query \(number):\n\(query)\n\(problem)")
            }
        }
    }

    /// Rows around what a batch holds, and more.
    @Test(arguments: [-1, 0, 1, Batch.standardCount + 7]) func theEngineAgreesAtBatchBorders(_ extra: Int) throws {
        for number in 0..<max(1, Self.queryCount / 1500) {
            try compare(5, rowCount: Batch.standardCount + extra, seed: Self.firstSeed &+ UInt64(number))
        }
    }

    /// Rows enough for ways that pay for many: several threads, partitions, long columns.
    @Test(arguments: [20_000, 70_000]) func theEngineAgreesOnManyRows(_ rowCount: Int) throws {
        for number in 0..<max(1, Self.queryCount / 1500) {
            try compare(3, rowCount: rowCount, seed: Self.firstSeed &+ UInt64(number))
        }
    }

    private func compare(_ queryCount: Int, rowCount: Int, seed: UInt64) throws {
        var random = SeededRandom(seed: seed &+ UInt64(rowCount))
        let trial = try ReferenceTrial(ReferenceData(rowCount: rowCount, random: &random))
        var generator = ReferenceGenerator(seed: seed &+ UInt64(rowCount), data: trial.data)
        for number in 0..<queryCount {
            let query = generator.query()
            trial.turn = Int(seed) + number
            if case .differs(let problem) = trial.outcome(of: query) {
                Issue.record("seed \(seed), \(rowCount) rows, query \(number):\n\(query)\n\(problem)")
            }
        }
    }
}
