extension PackageGenerator {
    /// Members of a bloc at its events, most of them present.
    func writeAttendances(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .attendances)
        var row = try RecordWriter(
            folder.file("unit_attendances.csv"),
            .csv(columns: ["id", "unit", "event", "capacity", "note", "source", "source_line"]))
        var number = 0
        for (index, event) in world.events.enumerated() {
            guard let bloc = event.bloc else { continue }
            let leading = world.leaderships.filter { $0.bloc == bloc && $0.year == event.yearPlanned }
            for member in world.members(ofBloc: bloc) where random.chance(8_500) {
                number += 1
                let role = leading.first { $0.body == member }
                row.text("id", "attendance-\(padded(number, 6))")
                row.text("unit", world.units[member].name.plain)
                row.text("event", event.id)
                row.text("capacity", role.map { $0.isLead ? "khối trưởng" : "khối phó" } ?? "thành viên")
                row.text("note", nil)
                row.source(source(ofEvent: index, &random))
                try row.end()
            }
        }
        try row.flush()
    }
}
