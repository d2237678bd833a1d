extension PackageGenerator {
    static func directiveID(_ index: Int) -> String { "directive-\(padded(index + 1, 2))" }

    func writeDirectives(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("directives.jsonl"), .jsonLines)
        for (index, directive) in Vocabulary.directives.enumerated() {
            row.text("id", PackageGenerator.directiveID(index))
            row.text("kind", directive.kind)
            row.text("number", directive.number)
            row.text("issued_on", nil)
            row.text("issuer", directive.issuer)
            row.text("title", directive.title)
            row.integer("period_from", nil)
            row.integer("period_to", nil)
            row.list("aliases", directive.number.map { ["\(directive.kind) số \($0)"] } ?? [])
            row.list("inferred_fields", [])
            row.text("note", nil)
            row.source(source(of: index))
            try row.end()
        }
        try row.flush()
    }

    /// One or two texts are cited in the document of each event.
    func writeCitations(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .citations)
        let titles = Vocabulary.directives.map { Wording($0.title) }
        var row = try RecordWriter(
            folder.file("citations.csv"),
            .csv(columns: ["id", "directive", "context", "as_written", "note", "source", "source_line"]))
        var number = 0
        for index in world.events.indices {
            for _ in 0..<random.within(1...2) {
                number += 1
                let cited = random.below(Vocabulary.directives.count)
                row.text("id", "citation-\(padded(number, 6))")
                row.text("directive", PackageGenerator.directiveID(cited))
                row.text("context", random.pick(Vocabulary.citationContexts))
                row.text("as_written", titles[cited].written(&random))
                row.text("note", nil)
                row.source(source(ofEvent: index, &random))
                try row.end()
            }
        }
        try row.flush()
    }
}
