extension PackageGenerator {
    /// Three to eight statements for each event, some of them by a head of the bodies present.
    func writeStatements(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .statements)
        let texts = Vocabulary.statements.map(Wording.init)
        var row = try RecordWriter(
            folder.file("statements.csv"),
            .csv(columns: [
                "id", "kind", "topic", "text", "bloc", "unit", "year", "event", "speaker", "order_no", "note", "source",
                "source_line",
            ]))
        var number = 0
        for (index, event) in world.events.enumerated() {
            for order in 1...random.within(3...8) {
                number += 1
                let body = event.body ?? random.pick(Array(world.members(ofBloc: event.bloc ?? 0)))
                let speaker = random.chance(3_000) ? random.pick(world.heads(ofBody: body)) : nil
                row.text("id", "statement-\(padded(number, 6))")
                row.text("kind", random.pick(Vocabulary.statementKinds))
                row.text("topic", random.pick(Vocabulary.topics))
                row.text("text", random.pick(texts).written(&random))
                row.text("bloc", event.bloc.map { Vocabulary.blocs[$0].shortName })
                row.text("unit", event.body.map { world.units[$0].name.plain })
                row.integer("year", event.yearPlanned)
                row.text("event", event.id)
                row.text("speaker", speaker.map { world.people[$0].id })
                row.integer("order_no", random.chance(5_000) ? order : nil)
                row.text("note", nil)
                row.source(source(ofEvent: index, &random))
                try row.end()
            }
        }
        try row.flush()
    }

    /// A note for each twentieth document, about a typing variant in it.
    func writeNotes(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .notes)
        var row = try RecordWriter(folder.file("data_notes.jsonl"), .jsonLines)
        for index in stride(from: 0, to: world.events.count, by: 20) {
            let wording = Wording(random.pick(Vocabulary.reasons + ["Uỷ ban \"mở rộng\""]))
            row.text("id", "note-\(padded(index / 20 + 1, 4))")
            row.text("kind", random.pick(["lỗi gõ", "thiếu", "mơ hồ", "biến thể", "rác"]))
            row.text("as_written", wording.decomposed)
            row.text("issue", "Hai cách viết")
            row.text("handling", wording.plain)
            row.list("affects", [Source.id(ofDocument: index)])
            row.source(source(ofEvent: index, &random))
            try row.end()
        }
        try row.flush()
    }
}
