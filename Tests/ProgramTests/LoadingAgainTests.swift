import Testing

/// `.load` of collections that are there already.
@Suite struct LoadingAgainTests {
    private static let package = """
        {"resources": [
          {"name": "units", "path": "units.csv", "schema": {"fields": [{"name": "id"}, {"name": "name"}],
            "primaryKey": "id"}},
          {"name": "awards", "path": "awards.csv", "schema": {"fields": [{"name": "id"}, {"name": "unit"}],
            "foreignKeys": [{"fields": "unit", "reference": {"resource": "units", "fields": "id"}}]}}]}
        """

    private static func program() throws -> Program {
        try Program(files: [
            "p/datapackage.json": package, "p/units.csv": "id,name\nu1,Sở Y tế\nu2,Sở Tài chính\n",
            "p/awards.csv": "id,unit\na1,u2\na2,u1\n", "units.csv": "name\nX\n", "awards.csv": "id,unit\na3,u2\n",
        ])
    }

    /// Rows that a collection which stays refers to by number would be others.
    @Test func nothingTakesThePlaceOfWhatOthersReferTo() throws {
        let program = try Self.program()
        let run = try program.run(["p", "-c", ".load units.csv"])
        #expect(run.status == 1)
        #expect(
            run.errors == """
                error: units.csv: “units” cannot take the place of the collection of that name: awards refers to it
                  hint: give it another name: other_name=units.csv, or load all of them anew

                """)
        let other = try program.run(["p", "-c", ".load others=units.csv\nawards show unit.name\nothers"])
        #expect(other.output == "unit.name\nSở Tài chính\nSở Y tế\n\nname\nX\n")
        #expect(other.errors == "note: others: 1 row\n")
    }

    @Test func whatNothingRefersToIsReplacedAndSaysSo() throws {
        let program = try Self.program()
        let run = try program.run(["p", "-c", ".load awards.csv\nawards\n.load p\nawards show unit.name"])
        #expect(run.output == "id,unit\na3,u2\n\nunit.name\nSở Tài chính\nSở Y tế\n")
        #expect(
            run.errors == """
                note: awards: 1 row, in place of 2 rows from p/awards.csv; unit is no reference any more
                note: units: 2 rows, in place of 2 rows from p/units.csv
                note: awards: 2 rows, in place of 1 row from awards.csv

                """)
    }
}
