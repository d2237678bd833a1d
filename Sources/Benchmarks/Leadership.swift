/// A body that leads a bloc, or is its deputy, in one year.
struct Leadership {
    let bloc: Int
    let year: Int
    let body: Int
    let isLead: Bool
    let method: String?
    /// What is wrong with it on purpose.
    let violation: Violation?

    /// The deputy leads the next year eight times in ten; one bloc-year in seven has two deputies.
    static func all(_ scale: Scale, seed: UInt64) -> [Leadership] {
        var random = RandomSource(seed: seed, .leaderships)
        var leaderships: [Leadership] = []
        for bloc in 0..<scale.blocs {
            let first = bloc * Scale.membersOfBloc
            var lead = random.below(Scale.membersOfBloc)
            for year in scale.years {
                let method = random.chance(6_000) ? random.pick(["bầu", "suy tôn"]) : nil
                func add(_ member: Int, lead: Bool, _ violation: Violation? = nil) {
                    let body = first + member % Scale.membersOfBloc
                    leaderships.append(
                        Leadership(
                            bloc: bloc, year: year, body: body, isLead: lead, method: method, violation: violation))
                }
                let deputy = lead + random.within(1...4)
                add(lead, lead: true)
                if random.chance(100) { add(lead + 6, lead: true, .secondLead) }
                add(deputy, lead: false)
                if random.chance(1_500) { add(deputy + 1, lead: false) }
                lead = (random.chance(8_000) ? deputy : lead + 5) % Scale.membersOfBloc
            }
        }
        return leaderships
    }
}

extension PackageGenerator {
    func writeLeaderships(to folder: PackageFolder, _ violations: inout ViolationLog) throws {
        var row = try RecordWriter(folder.file("leaderships.jsonl"), .jsonLines)
        for (index, leadership) in world.leaderships.enumerated() {
            let id = "leadership-\(padded(index + 1, 4))"
            let yearBefore = leadership.year - 1 - world.scale.years.lowerBound
            row.text("id", id)
            row.text("bloc", Vocabulary.blocs[leadership.bloc].shortName)
            row.text("unit", world.units[leadership.body].name.plain)
            row.text("role", leadership.isLead ? "khối trưởng" : "khối phó")
            row.integer("year", leadership.year)
            row.text("selection_method", leadership.method)
            row.text(
                "selected_at_event",
                yearBefore < 0 || leadership.method == nil
                    ? nil : world.events[world.blocReviews[leadership.bloc][yearBefore]].id)
            row.list("inferred_fields", [])
            row.list("other_sources", [])
            row.text("note", nil)
            row.source(source(of: index))
            try row.end()
            if let violation = leadership.violation { try violations.add(violation, "leaderships", id, "role") }
        }
        try row.flush()
    }
}
