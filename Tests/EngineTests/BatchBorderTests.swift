import Engine
import Foundation
import Testing

/// What is computed and compared for whole batches at once, against loops over single rows, for tables that end just
/// before, at and behind the border of a batch and for one longer than what whole tables are compared by.
@Suite struct BatchBorderTests {
    private struct Row {
        var a: Int?
        var b: Int?
        var s: String?
    }

    private static func rows(_ count: Int) -> [Row] {
        var random = SeededRandom(seed: UInt64(count))
        return (0..<count).map { number in
            Row(
                a: random.below(7) == 0 ? nil : random.below(300) - 20,
                b: random.below(5) == 0 ? nil : random.below(100),
                s: random.below(6) == 0 ? nil : "\(["nhỏ", "lớn", "x\(number)"][random.below(3)])")
        }
    }

    private static func lines(_ values: [String?: Int]) -> Set<String> {
        Set(values.map { "\($0 ?? ""),\($1)" })
    }

    @Test(arguments: [1, 2047, 2048, 2049, 40_000]) func agreesWithLoops(count: Int) throws {
        let rows = Self.rows(count)
        let folder = try ScratchFolder()
        let lines = rows.map { row in
            "\(row.a.map(String.init) ?? ""),\(row.b.map(String.init) ?? ""),\(row.s ?? "")"
        }
        try folder.write((["a,b,s"] + lines).joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        func number(_ statement: String) -> Int? {
            TestSession.run(statement, session).split(separator: "\n").dropFirst().first.flatMap { Int($0) }
        }
        let pairs = rows.compactMap { row in row.a.flatMap { a in row.b.map { (a: a, b: $0) } } }
        #expect(number("t where a < .b | count") == pairs.count { $0.a < $0.b })
        #expect(
            number("t where a >= .b and s is not empty | count")
                == rows.count {
                    ($0.a ?? -99) >= ($0.b ?? 999) && $0.s != nil
                })
        #expect(number("t where a = .b | count") == pairs.count { $0.a == $0.b })
        #expect(number("t where a % 3 = 1 | count") == rows.count { $0.a.map { $0 % 3 == 1 } ?? false })
        #expect(number("t where a + b in 50..60 | count") == pairs.count { 50...60 ~= $0.a + $0.b })
        #expect(number("t where a is empty | count") == rows.count { $0.a == nil })
        #expect(number("t where not s is empty and b is empty | count") == rows.count { $0.s != nil && $0.b == nil })
        #expect(number("t where (a ?? b ?? 7) % 2 = 0 | count") == rows.count { ($0.a ?? $0.b ?? 7) % 2 == 0 })
        #expect(
            number("t | sum a * 2 + b - 1 as x") == (pairs.isEmpty ? nil : pairs.reduce(0) { $0 + $1.a * 2 + $1.b - 1 })
        )
        let mixed = TestSession.run("t | add a + 0.5 as x, if(a > 100, a, 0.5) as y | sum(x + y) as z", session)
        let present = rows.compactMap(\.a)
        let sum = present.reduce(0) { $0 + Double($1) + 0.5 + ($1 > 100 ? Double($1) : 0.5) }
        #expect(mixed.split(separator: "\n").last.flatMap { Double($0) } == (present.isEmpty ? nil : sum))
        #expect(number("t | max a") == rows.compactMap(\.a).max())
        #expect(number("t where b > 10 | min a") == rows.filter { ($0.b ?? 0) > 10 }.compactMap(\.a).min())
        #expect(number("t | distinct s | count") == Set(rows.map(\.s)).count)
        #expect(number("t | count(where length(s) = 3) as n") == rows.count { $0.s?.count == 3 })
    }

    @Test(arguments: [1, 2047, 2048, 2049, 40_000]) func groupsAgreeWithLoops(count: Int) throws {
        let rows = Self.rows(count)
        let folder = try ScratchFolder()
        let lines = rows.map { row in "\(row.a.map(String.init) ?? ""),\(row.s ?? "")" }
        try folder.write((["a,s"] + lines).joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        let keys: [(String, (Row) -> String?)] = [
            ("left(s, 2)", { $0.s.map { String($0.prefix(2)) } }),
            ("right(s, 1) & \"!\"", { $0.s.map { String($0.suffix(1)) + "!" } }),
            ("upper(s)", { $0.s?.uppercased() }),
            ("if(a > 100, \"nhỏ\", \"to\")", { ($0.a ?? 0) > 100 ? "nhỏ" : "to" }),
            ("if(a > 100, s, \"lớn\")", { ($0.a ?? 0) > 100 ? $0.s : "lớn" }),
            ("s ?? \"không\"", { $0.s ?? "không" }),
            ("replace(s, \"x\", \"y-\")", { $0.s?.replacingOccurrences(of: "x", with: "y-") }),
        ]
        for (expression, key) in keys {
            let printed = TestSession.run("t | count by \(expression) as k", session).split(separator: "\n").dropFirst()
            let expected = Self.lines(rows.reduce(into: [:]) { $0[key($1), default: 0] += 1 })
            #expect(Set(printed.map(String.init)) == expected, "\(expression)")
        }
    }

    /// Texts one behind another that begin alike, of letters that take one byte and of such that take several.
    @Test func firstCharactersOfTextsThatBeginAlike() throws {
        let texts = [
            "đđđđđ", "đđđđđabcdefgh", "đđđđđab", "abcdefghij", "abcdefghijk", "abcdefghij\u{301}x", "abcdefghijk",
            "abcdefghi", "abcdefghijđ", "abcdefghij x", "abcdefghiđ", "abcdefghi",
        ]
        let folder = try ScratchFolder()
        try folder.write((["s,n"] + texts.map { "\($0),1" }).joined(separator: "\n") + "\n", to: "t.csv")
        let session = try TestSession.make([folder.path("t.csv")], in: folder.url)
        for limit in [0, 5, 9, 10, 11, 99] {
            let printed = TestSession.run("t | show left(s, \(limit)) as l, n", session).split(separator: "\n")
            let expected = texts.map { "\(limit == 0 ? "\"\"" : String($0.prefix(limit))),1" }
            #expect(printed.dropFirst().map { String($0) } == expected, "left of \(limit)")
        }
    }
}
