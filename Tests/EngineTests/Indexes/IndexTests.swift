import Columns
import Engine
import Foundation
import Indexes
import Planning
import Testing

/// Indexes: what they hold, when they are built, and that nobody can tell from a result.
@Suite struct IndexTests {
    // MARK: What they hold

    @Test(arguments: [1, 3]) func postingsHoldEachValuesRows(threads: Int) throws {
        let values = Self.integers(200_000, below: 500)
        let column = Self.column(values)
        let postings = try #require(Postings(column, threads: threads) { false })
        var expected: [Int64: [UInt32]] = [:]
        for (row, value) in values.enumerated() {
            if let value { expected[value, default: []].append(UInt32(row)) }
        }
        for value in Int64(-1)...501 {
            #expect(postings.range(of: value).map { postings.rows[$0] } == expected[value] ?? [])
        }
    }

    @Test(arguments: [1, 3]) func permutationsAreSortedStably(threads: Int) throws {
        for (count, limit) in [(200_000, Int64(1) << 40), (70_000, 100), (3, 2), (0, 5)] {
            let values = Self.integers(count, below: limit).map { $0.map { $0 - limit / 2 } }
            let column = Self.column(values)
            let permutation = try #require(SortedPermutation(column, threads: threads) { false })
            let expected = values.indices.filter { values[$0] != nil }.sorted { (values[$0]!, $0) < (values[$1]!, $1) }
            #expect(permutation.rows.array == expected.map { UInt32($0) })
            let middle = permutation.slice(-limit / 8...limit / 8)
            #expect(middle.count == values.count { $0.map { abs($0) <= limit / 8 } ?? false })
        }
    }

    @Test func doublesKeepTheirOrder() throws {
        let values = [0.5, -0.0, .infinity, 0.0, -3, .nan, -.infinity, 1e300, 5e-324, -5e-324]
        let column = Column(type: .double, count: values.count, payload: .doubles(Buffer(values)), presence: nil)
        let permutation = SortedPermutation(column)
        #expect(permutation.rows.array == [6, 4, 9, 1, 3, 8, 0, 7, 2, 5])
        #expect(permutation.slice(0.0...0.5).map { permutation.rows[$0] } == [1, 3, 8, 0])
        #expect(permutation.slice(-.infinity ... .infinity).count == 9)
        #expect(permutation.first(3, isDescending: true) == [5, 2, 7])
    }

    @Test func whatIsCancelledIsNotThere() {
        let column = Self.column(Self.integers(1000, below: 50))
        #expect(Postings(column, threads: 2, isCancelled: { true }) == nil)
        #expect(SortedPermutation(column, threads: 2, isCancelled: { true }) == nil)
    }

    // MARK: When they are built

    /// Scans of a large table pay for an index, which is then built in the background and used.
    @Test func scansPayForAnIndex() throws {
        let session = try Self.session(rows: 140_000)
        #expect(session.indexes.isEmpty)
        #expect(Self.plan("big where name=n7", session).contains("scan of big"))
        for _ in 0..<20 { _ = Self.run("big where name=n7 | count", session) }
        _ = Self.plan("big where name=n7", session)
        session.waitForIndexes()
        #expect(Self.plan("big where name=n7", session).contains("postings of name"))
        let built = try #require(session.indexes.first { $0.field == "name" && $0.kind == .postings })
        #expect(built.state == "built" && built.byteCount > 4 * 140_000 && built.scanCount > 0)
    }

    @Test func thePolicyDecides() throws {
        let session = try Self.session(rows: 3000)
        session.options.planner.indexes = .off
        for _ in 0..<50 { _ = Self.run("big where name=n7 | count", session) }
        #expect(session.indexes.allSatisfy { $0.state == "not built" })
        #expect(Self.plan("big where name=n7", session).contains("scan of big"))
        session.options.planner.indexes = .eager
        #expect(Self.plan("big where name=n7", session).contains("postings of name"))
        _ = Self.run("big where name=n7", session)
        #expect(session.indexes.contains { $0.field == "name" && $0.state == "built" })
    }

    /// An index that would not fit is not built.
    @Test func theMemoryLimitHolds() throws {
        let session = try Self.session(rows: 3000)
        session.options.planner.indexes = .eager
        session.options.execution.memoryLimit = session.collections[0].byteCount + 10_000
        #expect(Self.plan("big where name=n7", session).contains("scan of big"))
        session.options.execution.memoryLimit = session.collections[0].byteCount + 100_000
        #expect(Self.plan("big where name=n7", session).contains("postings of name"))
    }

    // MARK: That nobody can tell

    /// Conditions over rare and common values, alone and joined, and the first rows of orders.
    @Test func resultsAreThoseOfAScan() throws {
        let session = try Self.session(rows: 20_000)
        let simple = [
            "name=n7", "name in (n1, n2, n3)", "name ~ 11", "code=3", "code=3..5", "amount=100..200", "amount > 40",
            "not (code=3)", "name != n7", "half=true", "mark=x", "amount=17.25",
        ]
        var conditions = simple
        for (index, a) in simple.enumerated() {
            let b = simple[(index * 5 + 3) % simple.count]
            conditions += ["\(a) and \(b)", "(\(a)) or (\(b))", "not (\(a) and \(b))", "\(a) and not (\(b))"]
        }
        var statements: [String] = []
        for condition in conditions {
            statements += [
                "big where \(condition) | count", "big where \(condition) | take 7",
                "big where \(condition) | sum code by half",
            ]
        }
        for key in ["name", "name desc", "code", "code desc", "amount", "amount desc", "mark", "mark desc"] {
            statements += ["big | sort by \(key) | take 10", "big | sort by \(key) | take 1100"]
        }
        for statement in statements {
            session.options.planner.indexes = .off
            let scanned = Self.run(statement, session)
            for policy in [IndexPolicy.eager, .always] {
                session.options.planner.indexes = policy
                #expect(Self.run(statement, session) == scanned, "\(policy) \(statement)")
            }
        }
    }

    // MARK: Helpers

    private static func integers(_ count: Int, below limit: Int64) -> [Int64?] {
        var random = SeededRandom(seed: UInt64(count) &+ UInt64(limit))
        return (0..<count).map { _ in
            Int.random(in: 0..<9, using: &random) == 0 ? nil : Int64.random(in: 0..<limit, using: &random)
        }
    }

    private static func column(_ values: [Int64?]) -> Column {
        var builder = IntegerColumnBuilder(.integer)
        for value in values { if let value { builder.append(value) } else { builder.appendMissing() } }
        return builder.finish()
    }

    private static func session(rows: Int) throws -> Session {
        var random = SeededRandom(seed: 11)
        var lines = ["name,code,amount,half,mark"]
        for row in 0..<rows {
            let name = "n\(Int.random(in: 0..<150, using: &random))"
            let code = Int.random(in: 0..<9, using: &random)
            let amount = row % 13 == 0 ? "" : "\(Double(Int.random(in: 0..<200_000, using: &random)) / 4)"
            lines.append("\(name),\(code),\(amount),\(row % 2 == 0),\(row % 700 == 3 ? "x" : row % 3 == 0 ? "y" : "")")
        }
        let folder = try ScratchFolder()
        try folder.write(lines.joined(separator: "\n") + "\n", to: "big.csv")
        return try TestSession.make([folder.path("big.csv")], in: ProjectFolder.root)
    }

    private static func run(_ statement: String, _ session: Session) -> String {
        TestSession.run(statement, session)
    }

    private static func plan(_ statement: String, _ session: Session) -> String { run("explain " + statement, session) }
}
