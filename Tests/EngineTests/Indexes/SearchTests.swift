import Engine
import Foundation
import Planning
import Testing

/// `search`, `~` and the like by indexes give the rows of a scan, in its order.
@Suite struct SearchTests {
    @Test func resultsAreThoseOfAScan() throws {
        let session = try Self.session(rows: 3000)
        for statement in Self.statements {
            session.options.planner.indexes = .off
            let scanned = Self.run(statement, session)
            for policy in [IndexPolicy.eager, .always] {
                session.options.planner.indexes = policy
                #expect(Self.run(statement, session) == scanned, "\(policy) \(statement)")
            }
        }
    }

    /// Text fields, lists and what references show are all answered by indexes, long texts by their words.
    @Test func searchReadsIndexes() throws {
        let session = try Self.session(rows: 3000)
        session.options.planner.indexes = .always
        let plan = Self.run("explain notes search hoa | count", session)
        for part in ["words of body", "postings of unit", "postings of tags", "postings of others", "postings of id"] {
            #expect(plan.contains(part), "\(part) in \(plan)")
        }
        #expect(!plan.contains("where"))
        _ = Self.run("notes search hoa | count", session)
        let words = try #require(session.indexes.first { $0.kind == .words })
        #expect(words.field == "body" && words.state == "built" && words.byteCount > 10_000)
    }

    /// Searches through all texts pay for an index of their words.
    @Test func searchesPayForWords() throws {
        let session = try Self.session(rows: 3000)
        session.options.planner.indexes = .lazy
        for _ in 0..<400 { _ = Self.run("notes where body ~ hoa | count", session) }
        session.waitForIndexes()
        #expect(Self.run("explain notes where body ~ zebra | count", session).contains("words of body"))
        let words = try #require(session.indexes.first { $0.kind == .words })
        #expect(words.state == "built" && words.scanCount > 10)
    }

    /// A row whose list holds several of the elements asked for comes once.
    @Test func aRowStandsInManyListsOnce() throws {
        let folder = try ScratchFolder()
        let rows = (0..<400).map { #"{"n": \#($0), "tags": [\#($0 % 50 == 3 ? #""ab", "abc", "ab""# : #""x""#)]}"# }
        try folder.write(rows.joined(separator: "\n") + "\n", to: "t.jsonl")
        let session = try TestSession.make([folder.path("t.jsonl")], in: folder.url)
        session.options.planner.indexes = .always
        for (condition, count) in [("tags ~ ab", 8), ("tags has ab", 8), ("tags has abc", 8), ("not (tags ~ ab)", 392)]
        {
            #expect(Self.run("t where \(condition) | count", session) == "count\n\(count)\n", "\(condition)")
            #expect(Self.run("t where \(condition) | sum n as s, count as c | show c", session) == "c\n\(count)\n")
        }
    }

    @Test func wordsAreSavedInSnapshots() throws {
        let session = try Self.session(rows: 3000)
        let statements = ["notes search \"hoà bình\" | take 20", "notes search an tags2 | take 20"]
        SnapshotFixture.buildIndexes(statements, in: session)
        let folder = try ScratchFolder()
        _ = try session.save(to: folder.path("a.tdqs"))
        let opened = try SnapshotFixture.open(folder.path("a.tdqs"))
        let words = try #require(opened.indexes.first { $0.kind == .words })
        #expect(words.state == "in the snapshot")
        opened.options.planner.indexes = .always
        for statement in statements {
            #expect(SnapshotFixture.printed(statement, in: opened).text == Self.run(statement, session))
        }
        #expect(opened.indexes.contains { $0.kind == .words && $0.state == "built" })
    }

    // MARK: Helpers

    private static let words = [
        "hoà", "Hòa", "bình", "công", "nhân", "lao", "động", "QĐ-UBND", "an", "xuất", "sắc", "2021", "tỉnh", "(hoa)",
    ]

    private static let statements: [String] = {
        let searches = [
            "hoa", "hoà", "\"hoà bình\"", "\"cong nhan\"", "xuat sac", "qd-ubnd", "n7", "unit5", "tag3", "an 2021",
            "zebra", "\"lao  động\"", "o", "\"a\"",
        ]
        var result: [String] = []
        for search in searches {
            result += [
                "notes search \(search) | count", "notes search \(search) | take 30",
                "search \(search) | take 30", "notes where body ~ \"\(search.filter { $0 != "\"" })\" | count by unit",
            ]
        }
        let conditions = [
            "unit.name ~ tinh", "unit.name = \"Tỉnh 5\"", "unit.region = bac", "tags has tag3", "tags ~ ag1",
            "others has u7", "not (tags has tag3)", "body starts hoa", "body ends sac", "body like \"%hoa%binh%\"",
            "body matches \"ho[aà] b\"", "unit.name ~ 1 and tags ~ tag", "tags ~ tag1 or unit.name ~ 2",
        ]
        for condition in conditions {
            result += ["notes where \(condition) | count", "notes where \(condition) | take 9"]
        }
        return result
    }()

    private static func session(rows: Int) throws -> Session {
        var random = SeededRandom(seed: 31)
        let folder = try ScratchFolder()
        try folder.write(description, to: "datapackage.json")
        let units = (0..<40).map { "u\($0),Tỉnh \($0) \(random.pick(words)),\(random.pick(["bac", "nam"]))" }
        try folder.write(("id,name,region\n" + units.joined(separator: "\n")) + "\n", to: "units.csv")
        var lines: [String] = []
        for row in 0..<rows {
            let body = (0..<random.below(12)).map { _ in random.pick(words) }.joined(separator: " ")
            let tags = (0..<random.below(4)).map { _ in "\"tag\(random.below(6))\"" }.joined(separator: ", ")
            let others = (0..<random.below(3)).map { _ in "\"u\(random.below(40))\"" }.joined(separator: ", ")
            let unit = random.chance(90) ? "\"u\(random.below(40))\"" : "null"
            lines.append(
                #"{"id": "n\#(row)", "body": "\#(body) \#(row)", "unit": \#(unit), "tags": [\#(tags)], "others": [\#(others)]}"#
            )
        }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "notes.jsonl")
        return try TestSession.make([folder.url.path], in: folder.url)
    }

    private static let description = """
        {"name": "search", "resources": [
          {"name": "units", "path": "units.csv", "schema": {
            "fields": [{"name": "id", "type": "string"}, {"name": "name", "type": "string"},
              {"name": "region", "type": "string"}],
            "primaryKey": "id", "tdq:display": "name", "tdq:names": ["name", "id"]}},
          {"name": "notes", "path": "notes.jsonl", "format": "jsonl", "schema": {
            "fields": [{"name": "id", "type": "string"}, {"name": "body", "type": "string"},
              {"name": "unit", "type": "string"},
              {"name": "tags", "type": "array", "arrayItem": {"type": "string"}},
              {"name": "others", "type": "array", "arrayItem": {"type": "string"}, "tdq:references": "units"}],
            "primaryKey": "id", "foreignKeys": [{"fields": "unit", "reference": {"resource": "units", "fields": "id"}}]}}
        ]}
        """

    private static func run(_ statement: String, _ session: Session) -> String {
        SnapshotFixture.printed(statement, in: session).text
    }
}
