/// A body, a department of one, or a section of a department.
struct Unit {
    let id: String
    let name: Wording
    let abbreviation: String?
    let aliases: [String]
    let kind: String
    /// The index of the unit above.
    let parent: Int?
    let note: String?

    static func all(_ scale: Scale, seed: UInt64) -> (units: [Unit], parts: [[Int]]) {
        var random = RandomSource(seed: seed, .units)
        var units: [Unit] = []
        var abbreviations: Set<String> = []
        for name in Vocabulary.bodies.prefix(scale.blocs).joined() {
            let short = initials(of: name)
            let isNew = abbreviations.insert(short).inserted
            units.append(
                unit(units.count, name, isNew ? short : nil, kind: kind(of: name), parent: nil, random: &random))
        }
        var parts: [[Int]] = []
        for body in 0..<scale.bodies {
            let first = units.count
            for department in Vocabulary.departments.prefix(scale.departments) {
                let name = "\(department) - \(units[body].name.plain)"
                units.append(unit(units.count, name, nil, kind: "đơn vị trực thuộc", parent: body, random: &random))
            }
            for department in first..<units.count where random.chance(3_000) {
                let name = "\(random.pick(Vocabulary.sections)) - \(units[department].name.plain)"
                units.append(unit(units.count, name, nil, kind: "phòng", parent: department, random: &random))
            }
            parts.append(Array(first..<units.count))
        }
        return (units, parts)
    }

    /// Three units in a hundred were renamed: the former name stays an alias.
    private static func unit(
        _ index: Int, _ name: String, _ abbreviation: String?, kind: String, parent: Int?, random: inout RandomSource
    ) -> Unit {
        let wording = Wording(name)
        var aliases = wording.olderTones == name ? [] : [wording.olderTones]
        var note: String?
        if random.chance(300) {
            aliases.append("\(name) (tên cũ)")
            note = "Đổi tên từ năm \(random.within(2_012...2_023))."
        }
        return Unit(
            id: "unit-\(padded(index + 1, 5))", name: wording, abbreviation: abbreviation, aliases: aliases, kind: kind,
            parent: parent, note: note)
    }

    /// First letters without tone marks, "Trung ương" being TW as everywhere: UBKTTW.
    private static func initials(of name: String) -> String {
        let words = name.split { $0 == " " || $0 == "," || $0 == "-" }.filter { $0 != "và" }
        return words.map { word in
            word == "ương" ? "W" : Wording.base(of: word.unicodeScalars.first!).properties.uppercaseMapping
        }.joined()
    }

    private static func kind(of name: String) -> String {
        let kinds = [
            ("Bộ ", "bộ"), ("Ủy ban nhân dân", "ủy ban nhân dân"), ("Hội ", "tổ chức xã hội"),
            ("Tập đoàn", "doanh nghiệp nhà nước"), ("Tổng công ty", "doanh nghiệp nhà nước"),
        ]
        return kinds.first { name.hasPrefix($0.0) }?.1 ?? "cơ quan trung ương"
    }
}

extension PackageGenerator {
    func writeUnits(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("units.jsonl"), .jsonLines)
        for (index, unit) in world.units.enumerated() {
            row.text("id", unit.id)
            row.text("name", unit.name.plain)
            row.text("abbreviation", unit.abbreviation)
            row.list("aliases", unit.aliases)
            row.text("kind", unit.kind)
            row.text("parent_unit", unit.parent.map { world.units[$0].name.plain })
            row.list("background_fields", ["kind"])
            row.text("note", unit.note)
            row.source(source(of: index))
            try row.end()
        }
        try row.flush()
    }
}
