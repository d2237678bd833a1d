import Engine
import Foundation
import Testing

/// What is shown of a row's group, in order or as a whole, against loops over single rows: tables that end just before,
/// at and behind the border of a batch, nearly all missing, all the same.
@Suite struct GroupWindowTests {
    private struct Row {
        var key: String?
        var value: Int?
    }

    private enum Shape: String, CaseIterable { case mixed, missing, equal }

    private static func rows(_ count: Int, _ shape: Shape) -> [Row] {
        var random = SeededRandom(seed: UInt64(count))
        return (0..<count).map { number in
            switch shape {
            case .mixed:
                Row(
                    key: random.below(6) == 0 ? nil : ["a", "A", "b", "ç", "x\(random.below(40))"][random.below(5)],
                    value: random.below(5) == 0 ? nil : random.below(90) - 20)
            // Without any value there would be no numbers.
            case .missing: Row(key: nil, value: number == 0 ? 7 : nil)
            case .equal: Row(key: "a", value: 4)
            }
        }
    }

    private static func session(_ rows: [Row], threads: Int) throws -> Session {
        let folder = try ScratchFolder()
        var lines = ["n,k,v"]
        for (number, row) in rows.enumerated() {
            lines.append("\(number),\(row.key ?? ""),\(row.value.map(String.init) ?? "")")
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        (session.options.execution.threads, session.options.execution.morselRows) = (threads, 700)
        return session
    }

    private static func identity(_ key: String?) -> String { key?.lowercased() ?? "" }

    @Test(arguments: [1, 2047, 2048, 2049, 5000]) func agreesWithLoops(count: Int) throws {
        for shape in Shape.allCases {
            let rows = Self.rows(count, shape)
            var groups: [String: [Int]] = [:]
            for row in rows { groups[Self.identity(row.key), default: []] += row.value.map { [$0] } ?? [] }
            let sums = rows.map { groups[Self.identity($0.key)]!.reduce(0, +) }
            var running: [String: Int] = [:]
            let totals = rows.map { row -> Int in
                running[Self.identity(row.key), default: 0] += row.value ?? 0
                return running[Self.identity(row.key)]!
            }
            for threads in [1, 2, 3] {
                let session = try Self.session(rows, threads: threads)
                func lines(_ statement: String) -> [String] {
                    TestSession.run(statement, session).split(separator: "\n").dropFirst().map(String.init)
                }
                let note = Comment(rawValue: "\(count) rows, \(shape), \(threads) threads")
                #expect(
                    lines("t add sum(v) as s per k | show n, s") == sums.enumerated().map { "\($0),\($1)" }, note)
                // Keys that are not stored are hashed.
                #expect(
                    lines("t add sum(v) as s per lower(k) & \"!\", 1 | show n, s")
                        == sums.enumerated().map { "\($0),\($1)" }, note)
                #expect(
                    lines("t add running(sum v) as s per k | show n, s")
                        == totals.enumerated().map { "\($0),\($1)" }, note)
                #expect(
                    lines("t add count(v) as c per k | where c > 3 | count")
                        == ["\(rows.count { groups[Self.identity($0.key)]!.count > 3 })"], note)
                let shares = zip(rows, sums).count { row, sum in
                    row.value.map { sum != 0 && Double($0) / Double(sum) * 100 > 5 } ?? false
                }
                #expect(lines("t add share(v) as p per k | where p > 5 | count") == ["\(shares)"], note)
                let above = rows.count { row in
                    let own = groups[Self.identity(row.key)]!
                    return row.value.map { Double($0) > Double(own.reduce(0, +)) / Double(own.count) } ?? false
                }
                #expect(lines("t add avg(v) as a per k | where v > .a | count") == ["\(above)"], note)
                // A window over a window.
                #expect(
                    lines("t add sum(v) as s per k | add max(s) as m | where s = .m | count")
                        == ["\(sums.count { $0 == sums.max() })"], note)
                // No rows at all.
                #expect(lines("t where n < 0 | add share(v) as p, avg(v) as a per k | show n, p").isEmpty, note)
            }
        }
    }

    /// Rows read again, in any order, find the groups of all rows.
    @Test func groupsAreOfAllRows() throws {
        let rows = Self.rows(6000, .mixed)
        let printed = try [1, 2, 4].map { threads in
            let session = try Self.session(rows, threads: threads)
            return [
                "t add sum(v) as s per k | top 3 by s per v | show n, s, v",
                "t add sum(v) as s per k | count, min(s) as least by n, k, v | take 40",
                "t where v > 3 | add share(v) as p per k | where p > 1 | sort by p desc, n | take 10 | show n, p",
            ].map { TestSession.run($0, session) }
        }
        #expect(printed[0] == printed[1])
        #expect(printed[0] == printed[2])
    }
}
