extension PackageGenerator {
    static func movementID(bloc: Int, year: Int) -> String { "movement-\(padded(bloc + 1, 2))-\(year)" }

    /// The theme of each bloc and year: some of the words in favour, and the usual ending.
    func writeMovements(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .movements)
        var row = try RecordWriter(folder.file("movements.jsonl"), .jsonLines)
        for bloc in 0..<world.scale.blocs {
            for year in world.scale.years {
                row.text("id", PackageGenerator.movementID(bloc: bloc, year: year))
                row.text("slogan", slogan(&random))
                row.text("kind", "chủ đề phong trào")
                row.integer("year", year)
                row.integer("period_from", nil)
                row.integer("period_to", nil)
                row.text("launched_by", Vocabulary.blocs[bloc].name)
                row.text("launched_on", nil)
                row.text("event", nil)
                row.text("bloc", Vocabulary.blocs[bloc].shortName)
                row.text("unit", nil)
                row.list("inferred_fields", [])
                row.list("other_sources", [])
                row.text("note", nil)
                row.source(source(of: year * 100 + bloc))
                try row.end()
            }
        }
        try row.flush()
    }

    private func slogan(_ random: inout RandomSource) -> String {
        let first = random.below(Vocabulary.themeWords.count)
        let words = (0..<random.within(3...5)).map {
            Vocabulary.themeWords[(first + $0 * 3) % Vocabulary.themeWords.count]
        }
        let text = (words + [Vocabulary.themeTail]).joined(separator: ", ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
