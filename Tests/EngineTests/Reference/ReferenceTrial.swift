import Columns
import Engine
import Foundation
import Language
import Values
import VietnameseText

/// Collections loaded once, and queries asked of them in every configuration.
final class ReferenceTrial {
    enum Outcome {
        case agrees
        /// The reference evaluator itself left the numbers it can hold.
        case isNotComparable
        case differs(String)
    }

    let data: ReferenceData
    /// Which query this is: decides which rule is switched off.
    var turn = 0
    private let folder: ScratchFolder
    private let session: Session

    init(_ data: ReferenceData) throws {
        self.data = data
        folder = try ScratchFolder()
        try data.write(to: folder)
        session = try TestSession.make([folder.url.path], in: folder.url)
    }

    /// What was asked last, for when the engine ends the test.
    private static let isTraced = ProcessInfo.processInfo.environment["TDQ_REFERENCE_TRACE"] == "1"

    func outcome(of query: ReferenceQuery) -> Outcome {
        if Self.isTraced { FileHandle.standardError.write(Data("\(query)\n".utf8)) }
        let evaluator = ReferenceEvaluator(data)
        let table = evaluator.run(query)
        if evaluator.isBeyond { return .isNotComparable }
        let expected = table.rows.map { cells in table.shown.map { evaluator.shown(cells[$0]) } }
        var sample: [[Value]]?
        for configuration in ReferenceConfiguration.tried(inTurn: turn) {
            session.options = configuration.options
            let host = ValueHost()
            let outcome = session.run(SourceText(name: "query", query.description), parameters: [:], host: host)
            guard outcome == .done else {
                let problem = host.problems.joined(separator: "\n")
                if evaluator.hasOverflowed, problem.contains("too large") { continue }
                return .differs("\(configuration.name): it failed\n\(problem)")
            }
            if let problem = Self.difference(host.rows, expected, sampleSize: evaluator.sampleSize) {
                return .differs("\(configuration.name): \(problem)\n\(Self.describe(host.rows, expected))")
            }
            // The sample is the same every time.
            if evaluator.sampleSize != nil, let sample, sample != host.rows {
                return .differs("\(configuration.name): another sample\n\(Self.describe(host.rows, expected))")
            }
            sample = host.rows
        }
        return .agrees
    }

    // MARK: Comparison

    private static func difference(_ rows: [[Value]], _ expected: [[Cell]], sampleSize: Int?) -> String? {
        if let sampleSize { return difference(rows, expected, sampleSize) }
        guard rows.count == expected.count else { return "\(rows.count) rows, \(expected.count) expected" }
        for (number, (mine, theirs)) in zip(expected, rows).enumerated() where !isSame(mine, theirs) {
            return "row \(number) differs"
        }
        return nil
    }

    /// So many of the expected rows, in their order.
    private static func difference(_ rows: [[Value]], _ expected: [[Cell]], _ sampleSize: Int) -> String? {
        guard rows.count == min(sampleSize, expected.count) else { return "a sample of \(rows.count) rows" }
        var rest = expected[...]
        for row in rows {
            guard let place = rest.firstIndex(where: { isSame($0, row) }) else {
                return "\(row) is no row, or stands out of order"
            }
            rest = rest[(place + 1)...]
        }
        return nil
    }

    private static func isSame(_ cells: [Cell], _ values: [Value]) -> Bool {
        cells.count == values.count && zip(cells, values).allSatisfy { isSame($0, $1) }
    }

    /// Spellings count, canonical form does not; doubles to their last few digits.
    private static func isSame(_ cell: Cell, _ value: Value) -> Bool {
        switch (cell, value) {
        case (.missing, .missing): true
        case (.text(let a), .text(let b)):
            a.utf8.elementsEqual(b.utf8) || Folding.key(.exact, a) == Folding.key(.exact, b)
        case (.truth(let a), .boolean(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.list(let a), .list(let b)): isSame(a, b)
        case (.number(let a), .integer(let b)): a == ExactDecimal(b)
        case (.number(let a), .decimal(let b)): a == b
        case (.number(let a), .double(let b)): isClose(a.doubleValue, b)
        case (.double(let a), .double(let b)): isClose(a, b)
        case (.double(let a), .integer(let b)): isClose(a, Double(b))
        case (.double(let a), .decimal(let b)): isClose(a, b.doubleValue)
        default: false
        }
    }

    private static func isClose(_ a: Double, _ b: Double) -> Bool {
        a == b || abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    }

    private static func describe(_ rows: [[Value]], _ expected: [[Cell]]) -> String {
        let first = zip(expected, rows).enumerated().first { !isSame($1.0, $1.1) }?.offset ?? 0
        return "printed\n\(short(rows.dropFirst(first)))\nexpected\n\(short(expected.dropFirst(first)))"
    }

    private static func short(_ rows: some Collection) -> String {
        rows.prefix(8).map { "  \($0)" }.joined(separator: "\n").replacing("Values.Value.", with: "")
            .replacing("EngineTests.Cell.", with: "").replacing("Values.CalendarDate", with: "")
    }

    // MARK: Reports

    /// What differs, with as few stages and rows as still show it.
    func smallestReport(of query: ReferenceQuery) throws -> String {
        let query = shortest(query)
        var trial = self
        for collection in ReferenceCollection.allCases where collection != .targets {
            trial = try trial.fewestRows(of: collection, showing: query)
        }
        guard case .differs(let problem) = trial.outcome(of: query) else { return "it agrees now" }
        let files = ReferenceCollection.allCases.map { "\($0):\n\(trial.data.lines($0))" }
        return "\(query)\n\(problem)\n\(files.joined())"
    }

    private func shortest(_ query: ReferenceQuery) -> ReferenceQuery {
        for count in query.stages.indices {
            var shorter = query
            shorter.stages = Array(query.stages.prefix(count))
            if case .differs = outcome(of: shorter) { return shorter }
        }
        return query
    }

    /// Takes rows away, half of them first, then single ones.
    private func fewestRows(of collection: ReferenceCollection, showing query: ReferenceQuery) throws -> ReferenceTrial
    {
        var smallest = self
        var size = data[collection].rows.count / 2
        while size > 0 {
            var start = 0
            while start < smallest.data[collection].rows.count {
                let kept = smallest.data[collection].rows.indices.filter { !(start..<start + size).contains($0) }
                let fewer = try ReferenceTrial(smallest.data.keeping(kept, of: collection))
                if case .differs = fewer.outcome(of: query) { smallest = fewer } else { start += size }
            }
            size /= 2
        }
        return smallest
    }
}
