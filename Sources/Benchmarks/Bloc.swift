extension PackageGenerator {
    func writeBlocs(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("blocs.jsonl"), .jsonLines)
        for bloc in 0..<world.scale.blocs {
            row.text("id", "bloc-\(padded(bloc + 1, 2))")
            row.text("short_name", Vocabulary.blocs[bloc].shortName)
            row.text("name", Vocabulary.blocs[bloc].name)
            row.list("aliases", ["Khối \(Vocabulary.blocs[bloc].shortName)"])
            row.integer("unit_count_stated", bloc % 3 == 2 ? nil : Scale.membersOfBloc)
            row.integer("unit_count_listed", Scale.membersOfBloc)
            row.text("note", nil)
            row.source(source(of: bloc))
            try row.end()
        }
        try row.flush()
    }

    func writeMemberships(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("memberships.jsonl"), .jsonLines)
        var number = 0
        for bloc in 0..<world.scale.blocs {
            for year in world.scale.years {
                for member in world.members(ofBloc: bloc) {
                    number += 1
                    row.text("id", "membership-\(padded(number, 5))")
                    row.text("unit", world.units[member].name.plain)
                    row.text("bloc", Vocabulary.blocs[bloc].shortName)
                    row.integer("year", year)
                    row.text("basis", number % 7 == 0 ? "dự họp" : "liệt kê")
                    row.list("inferred_fields", number % 4 == 0 ? ["year"] : [])
                    row.list("other_sources", [])
                    row.text("note", nil)
                    row.source(source(of: number))
                    try row.end()
                }
            }
        }
        try row.flush()
    }
}
