import Engine
import Foundation
import Planning
import Testing

/// The first rows of many are those of a sort, whichever way they are found: by a limit that a sample sets, by the rows
/// kept so far, or by putting all in order.
@Suite struct TopTests {
    private static let rowCount = 70_000

    private static func session() throws -> (ScratchFolder, Session) {
        var text = "id,tie,some,kind\n"
        for row in 0..<rowCount {
            let some = row % 7 == 0 ? "" : String(row &* 7919 % 100_003)
            text += "n\(String(row + 1_000_000).dropFirst()),\(row % 1000),\(some),\(["một", "hai", "ba"][row % 3])\n"
        }
        let folder = try ScratchFolder()
        try folder.write(text, to: "rows.csv")
        return (folder, try TestSession.make([folder.path("rows.csv")], in: folder.url))
    }

    private static func lines(_ query: String, _ session: Session) -> ArraySlice<Substring> {
        TestSession.run(query, session).split(separator: "\n")[...]
    }

    @Test func firstRowsAreThoseOfASort() throws {
        let (folder, session) = try Self.session()
        let orders = ["id desc", "tie desc", "some desc", "tie desc, some", "kind, id desc", "some % 10, id"]
        for source in ["rows", "rows where kind=hai", "rows where tie in 500..999"] {
            for order in orders {
                session.options.planner.indexes = .off
                let all = Self.lines("\(source) | sort by \(order) | show id", session)
                #expect(all.count > Self.rowCount / 4)
                for (skip, take) in [(0, 20), (0, 1000), (66_000, 5)] {
                    let query = "\(source) | sort by \(order) | skip \(skip) | take \(take) | show id"
                    for indexes in [IndexPolicy.off, .eager] {
                        session.options.planner.indexes = indexes
                        let some = Self.lines(query, session)
                        #expect(some == all[..<1] + all[1...].dropFirst(skip).prefix(take), "\(query), \(indexes)")
                    }
                }
            }
        }
        withExtendedLifetime(folder) {}
    }

    /// Groups by references that are shown alike come as they are first seen, also where a later row of theirs has the
    /// spelling at which they stand.
    @Test func groupsShownAlikeComeInTheOrderOfTheirRows() throws {
        let folder = try ScratchFolder()
        try folder.write(
            """
            {"name": "p", "resources": [
              {"name": "homes", "path": "homes.csv", "schema": {"primaryKey": "id", "tdq:display": "t", "fields": [
                {"name": "id", "type": "integer"}, {"name": "t", "type": "string"}]}},
              {"name": "rows", "path": "rows.csv", "schema": {
                "fields": [{"name": "home", "type": "integer"}, {"name": "u", "type": "string"},
                  {"name": "x", "type": "integer"}],
                "foreignKeys": [{"fields": "home", "reference": {"resource": "homes", "fields": "id"}}]}}]}
            """, to: "datapackage.json")
        try folder.write("id,t\n1,Số\n2,Số\n", to: "homes.csv")
        try folder.write("home,u,x\n2,Tổng hợp,1\n1,tổng hợp,2\n2,tổng hợp,3\n", to: "rows.csv")
        let session = try TestSession.make([folder.url.path], in: folder.url)
        #expect(TestSession.run("rows | top 3 by x per home, u | show x", session) == "x\n3\n1\n2\n")
        #expect(TestSession.run("rows | top 1 by x desc per home, u | show x", session) == "x\n3\n2\n")
    }

    /// The first rows of each group are those of a sort, group by group, and what `first` finds there.
    @Test func firstRowsOfGroupsAreThoseOfASort() throws {
        let (folder, session) = try Self.session()
        let orders = [
            "id desc", "some desc", "tie desc, some", "some, id desc", "tie, some, id desc", "kind, tie desc",
        ]
        for source in ["rows", "rows where tie in 500..999"] {
            for order in orders {
                let all = Self.lines("\(source) | sort by \(order) | show kind, id", session).dropFirst()
                for count in [1, 3] {
                    var expected: [Substring] = []
                    // As groups stand in alphabetical order.
                    for kind in ["ba", "hai", "một"] {
                        expected += all.filter { $0.hasPrefix("\(kind),") }.prefix(count)
                    }
                    #expect(expected.count == 3 * count)
                    let turned = order.split(separator: ", ").map { key in
                        key.hasSuffix(" desc") ? key.dropLast(5) + "" : key + " asc"
                    }
                    let top = "\(source) | top \(count) by \(turned.joined(separator: ", ")) per kind | show kind, id"
                    #expect(Self.lines(top, session).dropFirst() == expected[...], "\(top)")
                }
                let firsts = Self.lines("\(source) | sort by \(order) | first(id) as f by kind", session)
                let tops = Self.lines("\(source) | sort by \(order) | first(id) as f, count by kind", session)
                #expect(firsts.dropFirst().elementsEqual(tops.dropFirst()) { $1.hasPrefix("\($0),") }, "\(order)")
            }
        }
        withExtendedLifetime(folder) {}
    }
}
