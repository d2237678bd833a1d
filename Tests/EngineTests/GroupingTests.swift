import Engine
import Foundation
import Language
import Testing
import Values

/// Grouping by arrays, by sorting and by hashing, with one thread and several, against sums made one row at a time.
@Suite struct GroupingTests {
    private struct Row {
        var codes: [Int]
        var value: Int
    }

    /// A share is of all groups, also where they are too many to be made in one go.
    @Test func sharesOfManyGroupsAddUp() throws {
        let folder = try ScratchFolder()
        let lines = (0..<70_000).map { "\($0),x\($0 % 977),\($0 % 10),\($0 % 10).5" }
        try folder.write((["id,k,n,d"] + lines).joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        for value in ["n", "d", "n / 2"] {
            for keys in ["id", "id, k", "k, id"] {
                let query = "t | share(\(value)) as p by \(keys) | sum p as whole | show round(whole, 6) as whole"
                #expect(TestSession.run(query, session) == "whole\n100\n", "\(query)")
            }
        }
    }

    /// How many different values each key has; the more, the less they fit into arrays.
    private static let shapes: [[Int]] = [
        [3], [40, 30], [30, 30, 20], [70, 60, 50], [2000], [90, 80, 70, 60],
        // More than one integer holds.
        Array(repeating: 90, count: 10),
    ]

    @Test(arguments: shapes) func sumsByKeysAgree(_ shape: [Int]) throws {
        var random = SeededRandom(seed: UInt64(shape.reduce(7) { $0 * 31 + $1 }))
        let rows = (0..<6000).map { _ in
            // Skewed: small codes are common; the last of each key stands for a missing value.
            Row(
                codes: shape.map { Int(random.next() % UInt64($0) * (random.next() % 3) / 2) },
                value: random.below(1000))
        }
        let folder = try ScratchFolder()
        let names = shape.indices.map { "k\($0)" }
        let lines = rows.map { row in
            zip(row.codes, shape).map { $0 == $1 - 1 ? "" : "x\($0)" }.joined(separator: ",") + ",\(row.value)"
        }
        let header = names.joined(separator: ",") + ",v"
        try folder.write(([header] + lines).joined(separator: "\n") + "\n", to: "t.csv")
        let expected = Self.sums(rows, shape)
        let keys = names.joined(separator: ", ")
        for (threads, morselRows) in [(1, 1 << 16), (2, 512), (5, 100)] {
            let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
            session.options.execution.threads = threads
            session.options.execution.morselRows = morselRows
            let queries = [
                "t sum v by \(keys)", "t where v >= 0 | sum v by \(keys)",
                // Two columns in one key: nothing to number ahead.
                "t add k0 & \"-\" & v as c | sum v as v by c | add 1 as one | sum v as v by one | show v",
            ]
            for query in queries {
                let host = RecordingHost()
                _ = session.run(SourceText(name: "test", query), parameters: [:], host: host)
                #expect(host.reports.isEmpty)
                let printed = host.outputText.split(separator: "\n").dropFirst().map(String.init)
                if query.contains("one") {
                    #expect(printed == ["\(rows.reduce(0) { $0 + $1.value })"])
                } else {
                    #expect(printed == expected, "\(query), \(threads) threads")
                }
            }
        }
    }

    /// A key computed from two columns: of the spellings that `=` takes for one, a group shows the commonest by rows,
    /// however many combinations of the columns make it, and of equally common ones the first.
    @Test func computedKeysShowTheirCommonestSpelling() throws {
        var random = SeededRandom(seed: 13)
        let (left, right) = (["Hoà", "hoà", "HÒA", "an"], ["Bình", "BÌNH", "b", ""])
        let rows = (0..<4000).map { _ in
            (random.pick(left), random.pick(Array(right.prefix(1 + random.below(4)))), random.below(100))
        }
        let folder = try ScratchFolder()
        try folder.write(
            "a,b,v\n" + rows.map { "\($0),\($1),\($2)" }.joined(separator: "\n") + "\n", to: "t.csv")
        var groups: [String: (sum: Int, spellings: [(text: String, count: Int)])] = [:]
        for (a, b, v) in rows {
            let text = b.isEmpty ? "" : "\(a)-\(b)"
            let key = text.lowercased().replacingOccurrences(of: "hoà", with: "hòa")
            groups[key, default: (0, [])].sum += v
            let known = groups[key]!.spellings.firstIndex { $0.text == text } ?? groups[key]!.spellings.count
            if known == groups[key]!.spellings.count { groups[key]!.spellings.append((text, 0)) }
            groups[key]!.spellings[known].count += 1
        }
        let expected = groups.values.map { group in
            let most = group.spellings.map(\.count).max()!
            return "\(group.spellings.first { $0.count == most }!.text),\(group.sum)"
        }
        for (threads, morselRows) in [(1, 1 << 16), (3, 100)] {
            let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
            session.options.execution.threads = threads
            session.options.execution.morselRows = morselRows
            let host = RecordingHost()
            _ = session.run(
                SourceText(name: "test", "t sum v by a & \"-\" & b as k"), parameters: [:], host: host)
            #expect(host.reports.isEmpty)
            let printed = host.outputText.split(separator: "\n").dropFirst().map(String.init)
            #expect(printed.sorted() == expected.sorted(), "\(threads) threads")
        }
    }

    /// Integers too far apart to be numbered, alone and beside others; missing ones come last.
    @Test func farIntegersAgree() throws {
        var random = SeededRandom(seed: 11)
        let ends = [Int.min + 1, Int.max - 2, -5_000_000_000, 5_000_000_000, 0]
        for near in [ends, [-5_000_000_000, 5_000_000_000, 0]] {
            let keys = (0..<3000).map { _ in random.next() % 9 == 0 ? nil : random.pick(near) + random.below(40) % 2 }
            try Self.compare(keys.map { $0.map { max($0, Int.min + 1) } }, near: random.below(5))
        }
    }

    /// Most rows have keys that begin alike: they are put apart once more.
    @Test func skewedIntegersAgree() throws {
        var random = SeededRandom(seed: 12)
        let keys: [Int?] = (0..<150_000).map { row in
            row % 20 == 0 ? Int(random.next() >> 3) : 1_000_000_000 + Int(random.next() % 50) * Int(random.next() % 3)
        }
        try Self.compare(keys, near: 3)
    }

    /// Computed keys of nearly as many values as there are rows, in several spellings: as one thread sees them, in the
    /// order in which they are first seen, each in its commonest spelling.
    @Test func computedTextsAgree() throws {
        var random = SeededRandom(seed: 13)
        let spellings = ["Huế", "huế", "HUẾ", "Huế ", "hoà", "hòa", "", "vinh", "VINH"]
        let lines = (0..<6000).map { row in
            let number = random.next() % 5 == 0 ? "" : "n\(row * 3 / 4 - Int(random.next() % 3))"
            return "\(number),\(random.pick(spellings)),\(row % 11 == 0 ? "" : "\(row % 3)"),\(random.below(100))"
        }
        let folder = try ScratchFolder()
        try folder.write("k,t,n,v\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
        let queries = [
            "t count, sum v by k & t as c", "t count, avg v, max v by k & t as c, n", "t count by lower(t & k) as c",
            "t where v > 20 | count by k & t as c, n & v as d", "t sum v by if(v > 50, k & t, t) as c",
            "t count by k & t & n as c | sort by count desc, c | take 20", "t count by n & k as c, v * 7 % 5 as m",
        ]
        var expected: [String] = []
        for (threads, morselRows) in [(1, 1 << 16), (2, 1000), (3, 100), (5, 7)] {
            let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
            session.options.execution.threads = threads
            session.options.execution.morselRows = morselRows
            let printed = queries.map { TestSession.run($0, session) }
            if expected.isEmpty { expected = printed }
            // The few that come first are put in order by themselves.
            for count in [1, 7, 20] {
                let all = TestSession.run("t count by k & t & n as c | sort by count desc, c", session)
                let few = TestSession.run("t count by k & t & n as c | sort by count desc | take \(count)", session)
                #expect(few.split(separator: "\n") == Array(all.split(separator: "\n").prefix(count + 1)))
            }
            for (query, (own, first)) in zip(queries, zip(printed, expected)) {
                #expect(own == first && own.count > 100, "\(query), \(threads) threads")
            }
        }
    }

    private static func compare(_ keys: [Int?], near: Int) throws {
        let folder = try ScratchFolder()
        let lines = keys.enumerated().map { "\($1.map(String.init) ?? ""),\($0 % (near + 1)),\($0)" }
        try folder.write("k,n,v\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")
        var sums: [Int?: Int] = [:]
        var pairs: [[Int]: Int] = [:]
        for (row, key) in keys.enumerated() {
            sums[key, default: 0] += row
            pairs[[row % (near + 1), key ?? .max], default: 0] += 1
        }
        let text = { (key: Int?) in key == nil || key == .max ? "" : String(key!) }
        let single = sums.sorted { ($0.key ?? .max) < ($1.key ?? .max) }.map { "\(text($0.key)),\($0.value)" }
        let double = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { "\($0.key[0]),\(text($0.key[1])),\($0.value)" }
        for (threads, morselRows) in [(1, 1 << 16), (3, 700)] {
            let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
            session.options.execution.threads = threads
            session.options.execution.morselRows = morselRows
            for (query, expected) in [("t sum v by k", single), ("t count by n, k", double)] {
                let host = RecordingHost()
                _ = session.run(SourceText(name: "test", query), parameters: [:], host: host)
                #expect(host.reports.isEmpty)
                let printed = host.outputText.split(separator: "\n").dropFirst().map(String.init)
                #expect(printed == expected, "\(query), \(threads) threads")
            }
        }
    }

    /// Lines of the result: number-aware alphabetical order is the order of the codes, a missing key comes last.
    private static func sums(_ rows: [Row], _ shape: [Int]) -> [String] {
        var sums: [[Int]: Int] = [:]
        for row in rows { sums[row.codes, default: 0] += row.value }
        return sums.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { codes in
            zip(codes, shape).map { $0 == $1 - 1 ? "" : "x\($0)" }.joined(separator: ",") + ",\(sums[codes]!)"
        }
    }

    /// Percentiles and deviations of one column gather its values once; with a condition, each gathers its own.
    @Test(arguments: [1, 2, 5]) func valuesGatheredOnceServeAll(threads: Int) throws {
        var random = SeededRandom(seed: 77)
        let lines = (0..<4000).map { _ in "g\(random.below(7)),\(random.below(1 << 30))" }
        let folder = try ScratchFolder()
        try folder.write((["k,v"] + lines).joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        session.options.execution.threads = threads
        session.options.execution.morselRows = 500
        let shared = "p10 v as a, median v as b, stddev v as c, p90 v as d, stddev v as e"
        let alone = ["p10", "median", "stddev", "p90", "stddev"].enumerated()
            .map { "\($1)(v where v >= 0) as \(["a", "b", "c", "d", "e"][$0])" }.joined(separator: ", ")
        for keys in ["", " by k"] {
            let expected = TestSession.run("t \(alone)\(keys)", session)
            #expect(expected.split(separator: "\n").count == (keys.isEmpty ? 2 : 8))
            #expect(TestSession.run("t \(shared)\(keys)", session) == expected)
        }
    }

    /// References that are shown alike, or by nothing, and missing ones come as their rows do, whoever counts them.
    @Test func groupsShownAlikeComeInTheOrderOfTheirRows() throws {
        let folder = try ScratchFolder()
        try folder.write(
            """
            {"name": "p", "resources": [{"name": "rows", "path": "rows.csv", "schema": {
              "fields": [{"name": "id", "type": "integer"}, {"name": "t", "type": "string"},
                {"name": "kin", "type": "integer"}, {"name": "x", "type": "integer"}],
              "primaryKey": "id", "tdq:display": "t",
              "foreignKeys": [{"fields": "kin", "reference": {"resource": "", "fields": "id"}}]}}]}
            """, to: "datapackage.json")
        try folder.write("id,t,kin,x\n1,b,,1\n2,b,3,2\n3,b,2,3\n4,b,1,4\n5,,5,5\n", to: "rows.csv")
        let session = try TestSession.make([folder.url.path], in: folder.url)
        for query in ["rows count by kin | show kin.id", "rows count, sum x by kin | show kin.id"] {
            let host = RecordingHost()
            _ = session.run(SourceText(name: "test", query), parameters: [:], host: host)
            #expect(host.reports.isEmpty)
            #expect(host.outputText == "kin.id\n3\n2\n1\n\n5\n", "\(query)")
        }
    }

    /// Keys through references of which few occur, to texts that have more spellings than rows show.
    @Test func fewOfTheTextsThatReferencesLeadToOccur() throws {
        let folder = try ScratchFolder()
        try folder.write(
            """
            {"name": "p", "resources": [
              {"name": "homes", "path": "homes.csv", "schema": {"primaryKey": "id", "fields": [
                {"name": "id", "type": "integer"}, {"name": "t", "type": "string"}]}},
              {"name": "rows", "path": "rows.csv", "schema": {
                "fields": [{"name": "home", "type": "integer"}, {"name": "x", "type": "integer"}],
                "foreignKeys": [{"fields": "home", "reference": {"resource": "homes", "fields": "id"}}]}}]}
            """, to: "datapackage.json")
        let spellings = (0..<40).flatMap { ["Số \($0)", "số \($0)"] }
        try folder.write(
            "id,t\n" + spellings.enumerated().map { "\($0.offset),\($0.element)\n" }.joined(), to: "homes.csv")
        try folder.write("home,x\n78,1\n79,2\n79,3\n,4\n3,5\n78,6\n", to: "rows.csv")
        let session = try TestSession.make([folder.url.path], in: folder.url)
        func lines(_ query: String) -> [Substring] { TestSession.run(query, session).split(separator: "\n") }
        #expect(lines("rows sum x as s by home.t") == ["home.t,s", "số 1,5", "Số 39,12", ",4"])
        #expect(lines("rows add sum(x) as s per home.t | show s") == ["s", "12", "12", "12", "4", "5", "12"])
        #expect(lines("rows add avg(x) as s per upper(home.t) | show s").dropFirst(4) == ["4", "5", "3"])
        #expect(lines("rows count by upper(home.t) as u") == ["u,count", "SỐ 1,1", "SỐ 39,4", ",1"])
        #expect(lines("rows distinct home.t | count") == ["count", "3"])
        #expect(lines("rows top 1 by x per home.t | show x") == ["x", "5", "6", "4"])
        #expect(lines("rows where upper(home.t) = \"SỐ 39\" | sum x") == ["sum_x", "12"])
        #expect(lines("rows where lower(home.t) & x = \"số 393\" | show x") == ["x", "3"])
    }
}
