extension PackageGenerator {
    /// A covenant for each bloc and year, signed where the year's work begins, of four to eight items.
    func writeCovenants(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .covenants)
        var row = try RecordWriter(folder.file("covenants.jsonl"), .jsonLines)
        var item = try RecordWriter(folder.file("covenant_items.jsonl"), .jsonLines)
        for (index, event) in world.events.enumerated() {
            guard let bloc = event.bloc, event.kind == "triển khai" else { continue }
            let id = "covenant-\(padded(bloc + 1, 2))-\(event.heldIn)"
            let items = random.within(4...8)
            row.text("id", id)
            row.text("bloc", Vocabulary.blocs[bloc].shortName)
            row.integer("year", event.heldIn)
            row.text("signed_on", event.date)
            row.text("event", event.id)
            row.integer("signer_count", Scale.membersOfBloc)
            row.integer("item_count", items)
            row.list("inferred_fields", event.isDateStated ? [] : ["signed_on"])
            row.list("other_sources", [])
            row.text("note", nil)
            let source = source(ofEvent: index, &random)
            row.source(source)
            try row.end()
            for number in 1...items {
                try write(&item, number, of: id, bloc: bloc, year: event.heldIn, source, &random)
            }
        }
        try row.flush()
        try item.flush()
    }

    private func write(
        _ row: inout RecordWriter, _ number: Int, of covenant: String, bloc: Int, year: Int, _ source: Source,
        _ random: inout RandomSource
    ) throws {
        let directives = random.chance(5_000) ? [random.below(Vocabulary.directives.count)] : []
        row.text("id", "\(covenant)-item-\(number)")
        row.text("covenant", covenant)
        row.integer("item_no", number)
        row.text("topic", random.pick(Vocabulary.topics))
        row.text("text", Wording(random.pick(Vocabulary.statements)).written(&random))
        row.list("directives", directives.map(PackageGenerator.directiveID))
        row.text("movement", number == 1 ? PackageGenerator.movementID(bloc: bloc, year: year) : nil)
        row.text("bloc", Vocabulary.blocs[bloc].shortName)
        row.integer("year", year)
        row.source(source)
        try row.end()
    }
}
