/// Writes what people did at events, numbered as they come.
struct AppearanceWriter {
    private var row: RecordWriter
    private let world: World
    private var number = 0

    init(_ file: OutputFile, _ world: World) throws {
        row = try RecordWriter(file, .jsonLines)
        self.world = world
    }

    mutating func add(
        _ person: Int, event: Int, role: String, detail: String? = nil, award: String? = nil, source: Source
    ) throws {
        number += 1
        row.text("id", "appearance-\(padded(number, 7))")
        row.text("person", world.people[person].id)
        row.text("event", world.events[event].id)
        row.text("role", role)
        row.text("detail", detail)
        row.text("representing", nil)
        row.text("award", award)
        row.list("inferred_fields", [])
        row.list("other_sources", [])
        row.text("note", nil)
        row.source(source)
        try row.end()
    }

    func flush() throws { try row.flush() }
}

extension PackageGenerator {
    /// Someone chairs each event; three to six people speak at a bloc's, one or two at a body's.
    func writeSpeeches(_ appearances: inout AppearanceWriter) throws {
        var random = RandomSource(seed: seed, .appearances)
        let details = Vocabulary.details.map(Wording.init)
        for (index, event) in world.events.enumerated() {
            let bodies = event.bloc.map { Array(world.members(ofBloc: $0)) } ?? [event.body ?? 0]
            let chair = random.pick(world.heads(ofBody: random.pick(bodies)))
            try appearances.add(chair, event: index, role: "chủ trì", source: source(ofEvent: index, &random))
            for _ in 0..<random.within(event.bloc == nil ? 1...2 : 3...6) {
                let speaker = random.pick(world.heads(ofBody: random.pick(bodies)))
                let detail = random.chance(5_000) ? random.pick(details).written(&random) : nil
                try appearances.add(
                    speaker, event: index, role: "phát biểu", detail: detail, source: source(ofEvent: index, &random))
            }
        }
    }
}
