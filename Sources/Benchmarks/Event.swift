/// A conference of a bloc or of one body; each is told by one document of the same number.
struct Event {
    let id: String
    let name: String
    let kind: String
    let kinds: [String]
    /// ISO 8601; always known here, not always stated in the record.
    let date: String
    let isDateStated: Bool
    let heldIn: Int
    let session: String?
    let place: String?
    let bloc: Int?
    let body: Int?
    let yearReviewed: Int?
    let period: String?
    let yearPlanned: Int
    let organizer: String
    let documentLines: Int

    /// All events, and which of them reviews which year.
    struct Schedule {
        private(set) var events: [Event] = []
        private(set) var blocReviews: [[Int]]
        private(set) var bodyReviews: [[Int]]
        private var random: RandomSource

        init(_ scale: Scale, units: [Unit], seed: UInt64) {
            random = RandomSource(seed: seed, .events)
            blocReviews = Array(repeating: [], count: scale.blocs)
            bodyReviews = Array(repeating: [], count: scale.bodies)
            for year in scale.years {
                for bloc in 0..<scale.blocs { addYear(year, ofBloc: bloc) }
                for body in 0..<scale.bodies { addReview(of: year, byBody: body, units) }
            }
        }

        private mutating func addYear(_ year: Int, ofBloc bloc: Int) {
            let (short, organizer) = (Vocabulary.blocs[bloc].shortName, Vocabulary.blocs[bloc].name)
            add(
                "Hội nghị triển khai công tác thi đua, khen thưởng năm \(year) của khối \(short)", ["triển khai"],
                month: random.within(3...5), in: year, bloc: bloc, reviewing: nil, planning: year, organizer)
            add(
                "Hội nghị sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm \(year) của khối \(short)", ["sơ kết"],
                month: 7, in: year, bloc: bloc, reviewing: year, planning: year, organizer)
            blocReviews[bloc].append(events.count)
            add(
                "Hội nghị tổng kết công tác thi đua, khen thưởng năm \(year), triển khai nhiệm vụ năm \(year + 1)"
                    + " của khối \(short)", ["tổng kết", "triển khai"],
                month: random.within(1...3), in: year + 1, bloc: bloc, reviewing: year, planning: year + 1, organizer)
        }

        private mutating func addReview(of year: Int, byBody body: Int, _ units: [Unit]) {
            let name = units[body].name.plain
            bodyReviews[body].append(events.count)
            add(
                "Hội nghị tổng kết công tác năm \(year), triển khai nhiệm vụ năm \(year + 1) của \(name)",
                ["tổng kết", "triển khai"], month: random.chance(5_000) ? 12 : 1, in: year, body: body, reviewing: year,
                planning: year + 1, name)
        }

        /// A body's review in January is held in the year after.
        private mutating func add(
            _ name: String, _ kinds: [String], month: Int, in year: Int, bloc: Int? = nil, body: Int? = nil,
            reviewing: Int?, planning: Int, _ organizer: String
        ) {
            let heldIn = body != nil && month == 1 ? year + 1 : year
            events.append(
                Event(
                    id: "event-\(padded(events.count + 1, 5))", name: name, kind: kinds[0], kinds: kinds,
                    date: "\(heldIn)-\(padded(month, 2))-\(padded(random.within(1...28), 2))",
                    isDateStated: !random.chance(400), heldIn: heldIn,
                    session: random.chance(5_000) ? random.pick(["sáng", "chiều"]) : nil,
                    place: random.chance(3_500) ? nil : Wording(random.pick(Vocabulary.places)).written(&random),
                    bloc: bloc, body: body, yearReviewed: reviewing,
                    period: kinds[0] == "sơ kết" ? "6 tháng đầu năm \(year)" : nil, yearPlanned: planning,
                    organizer: Wording(organizer).written(&random), documentLines: random.within(10...60)))
        }
    }
}

extension PackageGenerator {
    func writeEvents(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("events.jsonl"), .jsonLines)
        for (index, event) in world.events.enumerated() {
            row.text("id", event.id)
            row.text("name", event.name)
            row.text("kind", event.kind)
            row.list("kinds", event.kinds)
            row.text("date", event.isDateStated ? event.date : nil)
            row.text("session", event.session)
            row.text("place", event.place)
            row.text("place_unit", nil)
            row.text("bloc", event.bloc.map { Vocabulary.blocs[$0].shortName })
            row.text("unit", event.body.map { world.units[$0].name.plain })
            row.integer("year_reviewed", event.yearReviewed)
            row.text("period_reviewed", event.period)
            row.integer("year_planned", event.yearPlanned)
            row.text("organizer", event.organizer)
            row.list("inferred_fields", [])
            row.text("note", event.isDateStated ? nil : "Ngày không nêu.")
            row.source(Source(document: index, line: 1))
            try row.end()
        }
        try row.flush()
    }
}
