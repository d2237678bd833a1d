/// Someone who acts at events; names repeat, as they do.
struct Person {
    let id: String
    let name: String
    let rank: String?
    /// The index of the unit.
    let unit: Int
    /// The index of an earlier person of the same name in another unit.
    let namesake: Int?

    /// The first two people of every body are its heads.
    static func all(_ scale: Scale, units: [Unit], parts: [[Int]], seed: UInt64) -> [Person] {
        var random = RandomSource(seed: seed, .people)
        var people: [Person] = []
        var firstOfName: [String: Int] = [:]
        for index in 0..<scale.people {
            let body = index % scale.bodies
            let isHead = index < scale.bodies * 2
            let unit = isHead ? body : random.pick(parts[body])
            let name = fullName(&random)
            let earlier = firstOfName[name]
            if earlier == nil { firstOfName[name] = index }
            people.append(
                Person(
                    id: "person-\(padded(index + 1, 5))", name: name,
                    rank: random.chance(300) ? random.pick(Vocabulary.ranks) : nil, unit: unit, namesake: earlier))
        }
        return people
    }

    /// Most names have two middle words, so that few people share one; names of the highlands have an apostrophe.
    private static func fullName(_ random: inout RandomSource) -> String {
        let family = Vocabulary.familyNames.pick(&random)
        let given = random.pick(Vocabulary.givenNames)
        switch family {
        case "H’": return "H’\(given) Niê"
        case "Điểu": return "Điểu K’\(given)"
        default: break
        }
        let middle = random.pick(Vocabulary.middleNames)
        guard random.chance(8_000) else { return "\(family) \(middle) \(given)" }
        return "\(family) \(middle) \(random.pick(Vocabulary.givenNames)) \(given)"
    }

    /// The spellings of the apostrophe of a name, which few keyboards have.
    var aliases: [String] {
        guard name.contains("’") else { return [] }
        return [String(name.map { $0 == "’" ? "'" : $0 }), String(name.filter { $0 != "’" })]
    }
}

extension PackageGenerator {
    func writePeople(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("people.jsonl"), .jsonLines)
        for (index, person) in world.people.enumerated() {
            row.text("id", person.id)
            row.text("name", person.name)
            row.list("aliases", person.aliases)
            row.text("military_rank", person.rank)
            row.text("unit", world.units[person.unit].name.plain)
            row.text("possible_same_as", person.namesake.map { world.people[$0].id })
            row.text("note", person.namesake == nil ? nil : "Trùng tên với người khác; giữ hai bản ghi.")
            row.source(source(of: index))
            try row.end()
        }
        try row.flush()
    }

    func writePositions(to folder: PackageFolder) throws {
        var random = RandomSource(seed: seed, .positions)
        let titles = Vocabulary.titles.map(Wording.init)
        var row = try RecordWriter(folder.file("positions.jsonl"), .jsonLines)
        for (index, person) in world.people.enumerated() {
            for number in 1...(random.chance(3_000) ? 2 : 1) {
                let event = world.events[source(of: index).document]
                row.text("id", "position-\(padded(index + 1, 5))-\(number)")
                row.text("person", person.id)
                row.text("title", random.pick(titles).written(&random))
                row.text("unit", world.units[person.unit].name.plain)
                row.text("as_of", event.isDateStated ? event.date : nil)
                row.integer("year", event.heldIn)
                row.list("inferred_fields", event.isDateStated ? [] : ["year"])
                row.list("other_sources", [])
                row.text("note", nil)
                row.source(source(of: index))
                try row.end()
            }
        }
        try row.flush()
    }
}
