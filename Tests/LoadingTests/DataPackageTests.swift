import Foundation
import Storage
import Testing
import Values

@testable import Loading

@Suite struct DataPackageTests {
    /// A package of two collections: `units` with a key and a unique name, `awards` that refer to them.
    private func package(
        units: String = "id,name\nu1,Văn phòng\nu2,Ban Nội chính\n",
        awards: String =
            "id,unit,parent,codes,year\na1,Văn phòng,,\"[\"\"u1\"\",\"\"u2\"\"]\",2021\na2,Ban Nội chính,a1,[],2022\n",
        awardFields: String = "", awardSchema: String = ""
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("units.csv", units)
        try folder.write("awards.csv", awards)
        try folder.write(
            "datapackage.json",
            """
            {"name": "p", "resources": [
            {"name": "awards", "title": "Khen thưởng", "path": "awards.csv", "schema": {
              "fields": [
                {"name": "id", "type": "string"}, {"name": "unit", "title": "Đơn vị", "tdq:aliases": ["đv"]},
                {"name": "parent"}, {"name": "codes", "type": "array", "tdq:references": "units"},
                {"name": "year", "type": "integer", "constraints": {"required": true, "minimum": 2000}}\(awardFields)],
              "primaryKey": "id", "tdq:names": ["id"], "tdq:display": "id",
              "foreignKeys": [
                {"fields": "unit", "reference": {"resource": "units", "fields": "name"}},
                {"fields": "parent", "reference": {"resource": "", "fields": "id"}}]\(awardSchema)}},
            {"name": "units", "path": ["units.csv"], "schema": {
              "fields": [{"name": "id"}, {"name": "name", "constraints": {"unique": true}}], "primaryKey": ["id"]}}
            ]}
            """)
        return folder
    }

    @Test func followsReferences() throws {
        let result = try package().load()
        let awards = result.tables[0]
        #expect(awards.title == "Khen thưởng")
        #expect(awards.type("unit") == .reference(to: "units"))
        #expect(awards.integers("unit") == [0, 1])
        #expect(awards.type("parent") == .reference(to: "awards"))
        #expect(awards.integers("parent") == [nil, 0])
        #expect(awards.type("codes") == .list(of: .reference(to: "units")))
        #expect(awards.values("codes") == [.list([.integer(0), .integer(1)]), .list([])])
        #expect(awards.primaryKey == [0])
        #expect(awards.naming.nameFields == [0])
        #expect(awards.naming.displayField == 0)
        #expect(awards.schema.fields[0].hasExactIdentity)
        #expect(awards.schema.fields[1].title == "Đơn vị")
        #expect(awards.schema.fields[1].aliases == ["đv"])
    }

    @Test func countsDanglingReferences() throws {
        let awards = "id,unit,parent,codes,year\na1,Văn phòng,,\"[\"\"u9\"\"]\",2021\na2,Ban,a7,,2022\n"
        #expect(
            try package(awards: awards).failure()
                == [
                    "awards.csv:3: unit refers to no row of units.name\n  value: “Ban”",
                    "awards.csv:3: parent refers to no row of awards.id\n  value: “a7”",
                    "awards.csv:2: codes refers to no row of units.id\n  value: “u9”",
                ])
    }

    @Test func lenientLoadsFollowWhatIsLeft() throws {
        let awards =
            "id,unit,parent,codes,year\na1,Ban,,,2021\na2,Văn phòng,a1,,2022\na3,Văn phòng,,,x\na4,Văn phòng,,,2020\n"
        let result = try package(awards: awards).load(isLenient: true)
        #expect(result.tables[0].texts("id") == ["a4"])
        #expect(result.tables[0].integers("unit") == [0])
        let rejected = result.tables[2]
        #expect(rejected.texts("field") == ["year", "unit", "parent"])
        #expect(rejected.texts("value") == ["x", "Ban", "a1"])
        #expect(rejected.integers("line") == [4, 2, 3])
        #expect(rejected.texts("row")[0] == "a3,Văn phòng,,,x")
    }

    @Test func checksTypesAndConstraints() throws {
        let awards = "id,unit,parent,codes,year\na1,,,,x\na1,,,,1999\n,,,,\na4,,,[x],2020\n"
        #expect(
            try package(awards: awards).failure()
                == [
                    "awards.csv:2:7: year is not an integer\n  value: “x”",
                    "awards.csv:4: year is required, and has no value here",
                    "awards.csv:5:6: codes is not a list of text written as a JSON array\n  value: “[x]”",
                    "awards.csv:4: id is the primary key, and has no value here",
                    "awards.csv:3: id must be unique, and line 2 has the same value\n  value: “a1”",
                    "awards.csv:3: year must be at least 2000\n  value: “1999”",
                ])
    }

    @Test func matchesFieldsByName() throws {
        let turned = try package(units: "name,id\nVăn phòng,u1\nBan Nội chính,u2\n").load()
        #expect(turned.tables[1].schema.fields.map(\.name) == ["id", "name"])
        #expect(turned.tables[1].texts("id") == ["u1", "u2"])
        #expect(
            try package(units: "id,nama\nu1,x\n").failure().prefix(2)
                == [
                    "units.csv:1: the field “nama” is not in the schema of units\n  hint: did you mean name?",
                    "units.csv:1: the field “name” of the schema is not in the file\n  hint: did you mean nama?",
                ])
    }

    @Test func targetsMustBeUnique() throws {
        let folder = try package(units: "id,name\nu1,Văn phòng\nu2,Văn phòng\n", awards: "id,unit,parent,codes,year\n")
        #expect(
            folder.failure().first
                == "units.csv:3: name must be unique, and line 2 has the same value\n  value: “Văn phòng”")
    }

    @Test func readsEveryType() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "t.csv",
            """
            s;i;n;b;d;t;y;l;a;e
            x;1.000;1.234,5;đúng;17/03/22;2022-03-17T21:36:00Z;2021;a | b;[1, 2];-
            "";2;7;sai;01/04/22;2022-03-18T00:00:00Z;2022;;;z
            """)
        try folder.write(
            "datapackage.json",
            """
            {"resources": [{"name": "t", "path": "t.csv", "encoding": "utf-8",
              "dialect": {"delimiter": ";", "header": true}, "schema": {"missingValues": ["", "-"], "fields": [
                {"name": "s", "type": "string"}, {"name": "i", "type": "integer", "groupChar": "."},
                {"name": "n", "type": "number", "decimalChar": ",", "groupChar": "."},
                {"name": "b", "type": "boolean", "trueValues": ["đúng"], "falseValues": ["sai"]},
                {"name": "d", "type": "date", "format": "%d/%m/%y"}, {"name": "t", "type": "datetime"},
                {"name": "y", "type": "year"}, {"name": "l", "type": "list", "delimiter": "|"},
                {"name": "a", "type": "array", "arrayItem": {"type": "integer"}}, {"name": "e", "type": "any"}]}}]}
            """)
        let table = try folder.load().tables[0]
        #expect(table.texts("s") == ["x", ""])
        #expect(table.integers("i") == [1000, 2])
        #expect(table.values("n")[0] == .decimal(ExactDecimal(significand: 12345, scale: 1)))
        #expect(table.values("b") == [.boolean(true), .boolean(false)])
        #expect(table.values("d")[0] == .date(CalendarDate(year: 2022, month: 3, day: 17)!))
        #expect(table.schema.fields[4].isDayFirst)
        #expect(table.type("t") == .dateTime)
        #expect(table.integers("y") == [2021, 2022])
        #expect(table.values("l") == [.list([.text("a"), .text("b")]), .missing])
        #expect(table.values("a") == [.list([.integer(1), .integer(2)]), .missing])
        #expect(table.texts("e") == [nil, "z"])
    }

    @Test func refusesBadDescriptors() throws {
        func failure(_ resource: String) throws -> [String] {
            let folder = try TemporaryFolder()
            try folder.write("t.csv", "a\n1\n")
            try folder.write("datapackage.json", "{\"resources\": [\n\(resource)]}")
            return folder.failure()
        }
        let inside = "\n  hint: a path is relative to datapackage.json, without .."
        #expect(
            try failure("{\"name\": \"t\", \"path\": \"../t.csv\"}")
                == ["datapackage.json:2:23: the path “../t.csv” leaves the package's folder\(inside)"])
        #expect(
            try failure("{\"name\": \"t\", \"path\": \"/etc/passwd\"}")
                == ["datapackage.json:2:23: the path “/etc/passwd” leaves the package's folder\(inside)"])
        #expect(
            try failure("{\"name\": \"t\", \"path\": \"u.csv\"}")
                == ["datapackage.json:2:23: no such file: \("u.csv")\n  hint: did you mean t.csv?"])
        #expect(try failure("{\"path\": \"t.csv\"}") == ["datapackage.json:2:1: a resource needs a \"name\""])
        #expect(
            try failure(
                "{\"name\": \"t\", \"path\": \"t.csv\", \"schema\": {\"fields\": "
                    + "[{\"name\": \"a\", \"type\": \"int\"}]}}"
            )[0]
            .hasPrefix("datapackage.json:2:76: “int” is no type of Table Schema"))
        #expect(
            try failure("{\"name\": \"t\", \"path\": \"t.csv\"}, {\"name\": \"t\", \"path\": \"t.csv\"}")
                == ["datapackage.json:2:33: two resources are called “t”"])
        #expect(
            try failure(
                "{\"name\": \"t\", \"path\": \"t.csv\", \"schema\": {\"fields\": [{\"name\": \"a\"}], \"foreignKeys\": "
                    + "[{\"fields\": \"a\", \"reference\": {\"resource\": \"unit\", \"fields\": \"id\"}}]}}")
                == ["datapackage.json:2:86: t.a refers to “unit”, and no resource is called so\n  hint: there are: t"])
    }

    @Test func compositeForeignKeysAreTold() throws {
        let extra =
            ", {\"fields\": [\"unit\", \"year\"], "
            + "\"reference\": {\"resource\": \"units\", \"fields\": [\"id\", \"name\"]}}]"
        let folder = try package()
        let text = try String(contentsOfFile: folder.path + "/datapackage.json", encoding: .utf8)
        try folder.write(
            "datapackage.json", text.replacing("\"fields\": \"id\"}}]", with: "\"fields\": \"id\"}}\(extra)"))
        #expect(
            try folder.load().message("the foreign")
                == "the foreign key over unit, year is not followed: it has more than one field")
    }
}
