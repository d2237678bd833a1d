import Engine
import Foundation
import Testing

/// Joins whose built side has so many keys that its rows are put into their order, against look-ups in a dictionary.
@Suite struct KeyOrderTests {
    private static let keyCount = 300_000

    private struct Pair {
        var key: Int
        var number: Int
    }

    /// Every key from -50 on but each tenth, in an order that looks like none.
    private static let built = (0..<keyCount).map { $0 * 7919 % keyCount }.filter { $0 % 10 != 9 }
        .map { Pair(key: $0 - 50, number: $0 % 251) }
    /// Keys below, among and above those.
    private static let probing = (0..<keyCount).map { Pair(key: $0 * 31 % (keyCount + 100) - 100, number: $0 % 7) }

    private static func session(_ built: [Pair], in folder: ScratchFolder) throws -> Session {
        let big = built.map { "\($0.key),\($0.number),w\($0.number % 5),\($0.number % 3).5" }
        let x = probing.map { "\($0.key),\($0.number)" }
        try folder.write((["key,a,word,half"] + big).joined(separator: "\n") + "\n", to: "big.csv")
        try folder.write((["key,b"] + x).joined(separator: "\n") + "\n", to: "x.csv")
        return try TestSession.make([folder.path("big.csv"), folder.path("x.csv")], in: folder.url)
    }

    @Test(arguments: [1, 2, 5]) func rowsFindTheirPartners(threads: Int) throws {
        let folder = try ScratchFolder()
        let session = try Self.session(Self.built, in: folder)
        session.options.execution.threads = threads
        let numbers = Dictionary(uniqueKeysWithValues: Self.built.map { ($0.key, $0.number) })
        let found = Self.probing.compactMap { row in numbers[row.key].map { (row, $0) } }
        let sums = "\(found.reduce(0) { $0 + $1.1 }),\(found.reduce(0) { $0 + $1.0.number })"
        #expect(
            TestSession.run("x join big on key | count, sum big.a as sum_a, sum b, sum big.key as k", session)
                == "count,sum_a,sum_b,k\n\(found.count),\(sums),\(found.reduce(0) { $0 + $1.0.key })\n")
        let all = Self.probing.reduce(0) { $0 + $1.number }
        #expect(
            TestSession.run(
                "x left join big on key | count, count(where big.a is empty) as none, sum b, sum big.a as sum_a",
                session
            )
                == "count,none,sum_b,sum_a\n\(Self.probing.count),\(Self.probing.count - found.count),"
                + "\(all),\(found.reduce(0) { $0 + $1.1 })\n")
        let words = (0..<5).map { word in
            let own = found.filter { $0.1 % 5 == word }
            return "w\(word),\(own.count),\(own.reduce(0) { $0 + $1.1 % 3 })"
        }
        #expect(
            TestSession.run("x join big on key | count, sum (big.half - 0.5) as h by big.word as word", session)
                == (["word,count,h"] + words.map { $0 + ".0" }).joined(separator: "\n") + "\n")
        let first = found.prefix(3).map { "\($0.0.key),\($0.0.number),\($0.1),w\($0.1 % 5)" }
        #expect(
            TestSession.run("x join big on key | take 3 | show key, b, big.a as a, big.word as word", session)
                == (["key,b,a,word"] + first).joined(separator: "\n") + "\n")
    }

    /// Beside each key one column of four bytes a value: both sides are put apart by their keys. Rows with a missing value
    /// are looked up as they come.
    @Test(arguments: [1, 2, 5]) func partsFindTheirPartners(threads: Int) throws {
        let folder = try ScratchFolder()
        let wide = { (pair: Pair) in pair.number * 1_000_003 - 7 }
        for isWhole in [true, false] {
            let x = Self.probing.map { "\($0.key),\(isWhole || $0.number > 0 ? String(wide($0)) : "")" }
            let big = Self.built.map { "\($0.key),\(wide($0))" }
            try folder.write((["key,a"] + big).joined(separator: "\n") + "\n", to: "big.csv")
            try folder.write((["key,b"] + x).joined(separator: "\n") + "\n", to: "x.csv")
            try folder.write((["key,a"] + big + ["17,5"]).joined(separator: "\n") + "\n", to: "twice.csv")
            let session = try TestSession.make(
                ["big.csv", "x.csv", "twice.csv"].map(folder.path), in: folder.url)
            session.options.execution.threads = threads
            session.options.execution.morselRows = 10_000
            let numbers = Dictionary(uniqueKeysWithValues: Self.built.map { ($0.key, wide($0)) })
            let found = Self.probing.compactMap { row in numbers[row.key].map { (row, $0) } }
            let b = { (row: Pair) in isWhole || row.number > 0 ? wide(row) : 0 }
            let aggregates = "count, sum b as b, max b as m, sum key as k"
            for (name, more) in [("big", 0), ("twice", 1)] {
                for least in [-1_000, 17] {
                    let own = found.filter { $0.0.key >= least }
                    let again = more == 0 ? [] : own.filter { $0.0.key == 17 }
                    let rows = own + again.map { ($0.0, 5) }
                    let expected = [
                        rows.count, rows.reduce(0) { $0 + b($1.0) }, rows.map { b($0.0) }.max()!,
                        rows.reduce(0) { $0 + $1.0.key }, rows.reduce(0) { $0 + $1.1 },
                    ]
                    #expect(
                        TestSession.run(
                            "x where key >= \(least) | join \(name) on key | \(aggregates), sum \(name).a as a", session
                        )
                            == "count,b,m,k,a\n\(expected.map(String.init).joined(separator: ","))\n")
                }
            }
            // Sums of one column alone, and of the key alone.
            #expect(
                TestSession.run("x join big on key | sum big.a as a", session)
                    == "a\n\(found.reduce(0) { $0 + $1.1 })\n")
            #expect(
                TestSession.run("x join big on key | count, sum key as k", session)
                    == "count,k\n\(found.count),\(found.reduce(0) { $0 + $1.0.key })\n")
        }
    }

    @Test func aKeyOfTwoRowsHasBoth() throws {
        let folder = try ScratchFolder()
        let session = try Self.session(Self.built + [Pair(key: 0, number: 1000)], in: folder)
        #expect(
            TestSession.run("x where key = 0 | join big on key | show b, big.a", session).split(separator: "\n").count
                == 3)
        let numbers = Dictionary(uniqueKeysWithValues: Self.built.map { ($0.key, $0.number) })
        let found = Self.probing.compactMap { row in numbers[row.key].map { $0 + (row.key == 0 ? 1000 : 0) } }
        #expect(
            TestSession.run("x join big on key | sum big.a as sum_a", session) == "sum_a\n\(found.reduce(0, +))\n")
    }
}
