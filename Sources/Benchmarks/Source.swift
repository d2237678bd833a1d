/// The document and line that a record comes from; document n tells of event n.
struct Source {
    let document: Int
    /// Counted from 1.
    let line: Int

    static func id(ofDocument document: Int) -> String { "doc-\(padded(document, 5))" }
}

extension RecordWriter {
    /// The last two fields of every record.
    mutating func source(_ source: Source) {
        text("source", Source.id(ofDocument: source.document))
        integer("source_line", source.line)
    }
}

extension PackageGenerator {
    /// A source for the record of this number where no event belongs to it.
    func source(of number: Int) -> Source {
        var random = RandomSource(seed: seed &+ UInt64(number), .sources)
        let document = random.below(world.events.count)
        return Source(document: document, line: random.within(1...world.events[document].documentLines))
    }

    /// Some line of the document that tells of an event.
    func source(ofEvent event: Int, _ random: inout RandomSource) -> Source {
        Source(document: event, line: random.within(1...world.events[event].documentLines))
    }

    func writeDocuments(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .sources)
        var row = try RecordWriter(folder.file("documents.jsonl"), .jsonLines)
        for (index, event) in world.events.enumerated() {
            row.text("id", Source.id(ofDocument: index))
            row.text("title", event.name)
            row.text("published_on", event.isDateStated ? event.date : nil)
            row.text("published_at", "\(padded(random.within(6...22), 2)):\(padded(random.below(60), 2))")
            row.text("publisher", nil)
            row.text("credited_source", random.chance(3_000) ? "quochoi.vn" : nil)
            row.list("authors", random.chance(7_000) ? [random.pick(world.people).name] : [])
            row.text("main_event", event.id)
            row.text("bloc", event.bloc.map { Vocabulary.blocs[$0].shortName })
            row.text("file", "\(padded(index, 5)).txt")
            row.integer("line_count", event.documentLines)
            row.text("note", nil)
            row.source(Source(document: index, line: 1))
            try row.end()
        }
        try row.flush()
    }
}
