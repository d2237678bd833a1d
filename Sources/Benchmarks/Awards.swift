extension PackageGenerator {
    /// The awards, their named recipients, and the appearances of those who present them, written side by side.
    func writeAwardsAndAppearances(to folder: PackageFolder, _ violations: inout ViolationLog) throws {
        var maker = AwardMaker(world: world, seed: seed)
        var row = try RecordWriter(folder.file("awards.jsonl"), .jsonLines)
        var recipients = try RecordWriter(
            folder.file("award_recipients.csv"),
            .csv(columns: ["id", "award", "unit", "note", "source", "source_line"]))
        var appearances = try AppearanceWriter(folder.file("appearances.jsonl"), world)
        try writeSpeeches(&appearances)

        var previous: Award?
        for number in 1...world.scale.awards {
            let id = "award-\(padded(number, 8))"
            let award: Award
            if let repeated = previous, maker.repeats() {
                award = repeated
                previous = nil
                try violations.add(.duplicate, "awards", id, "id")
            } else {
                var made = maker.next()
                let violation = maker.spoil(&made, danglingReferences: danglingReferences)
                if let violation { try violations.add(violation, "awards", id, violation.awardField) }
                previous = violation == nil ? made : nil
                award = made
            }
            try write(award, id, &row)
            try writeRecipients(of: award, id, number, &recipients)
            if award.status == .given, let presenter = award.presenter {
                try appearances.add(
                    presenter, event: award.event, role: "trao", award: id, source: award.source)
            }
        }
        try row.flush()
        try recipients.flush()
        try appearances.flush()
    }

    private func write(_ award: Award, _ id: String, _ row: inout RecordWriter) throws {
        row.text("id", id)
        row.text("form", Vocabulary.awardForms[award.form].form)
        row.text("form_probable", nil)
        row.text("recipient_kind", award.recipientKind)
        row.text("recipient_group", award.isCollective ? "tập thể" : "cá nhân")
        row.integer("quantity", award.quantity)
        row.text("recipient_unit", award.recipientUnit)
        row.integer("year", award.year)
        row.text("status", award.status.rawValue)
        row.text("conferred_by", award.conferredBy)
        row.text("proposed_to", award.proposedTo)
        row.text("presented_by", award.presenter.map { world.people[$0].id })
        row.text("reason", award.reason)
        row.text("title_achieved", award.titleAchieved)
        row.text("bloc", award.bloc.map { Vocabulary.blocs[$0].shortName })
        row.text("unit", award.body.map { world.units[$0].name.plain })
        row.text("event", world.events[award.event].id)
        row.integer("named_recipients", award.namedStated)
        row.list("inferred_fields", award.isYearInferred ? ["year"] : [])
        row.list(
            "other_sources", award.otherLine.map { ["\(Source.id(ofDocument: award.source.document)):\($0)"] } ?? [])
        row.text("note", award.note)
        row.source(award.source)
        try row.end()
    }

    private func writeRecipients(
        of award: Award, _ id: String, _ number: Int, _ row: inout RecordWriter
    ) throws {
        for (index, unit) in award.named.enumerated() {
            row.text("id", "recipient-\(padded(number, 8))-\(index + 1)")
            row.text("award", id)
            row.text("unit", world.units[unit].name.plain)
            row.text("note", nil)
            row.source(award.source)
            try row.end()
        }
    }
}

extension Violation {
    /// The field of an award that is wrong.
    fileprivate var awardField: String {
        switch self {
        case .yearOffByOne, .yearOutOfRange: "year"
        case .zeroQuantity, .tooManyNamed: "quantity"
        case .namedMismatch: "named_recipients"
        case .presentedProposal: "presented_by"
        case .proposalWithoutAddressee: "proposed_to"
        case .danglingUnit: "recipient_unit"
        case .duplicate: "id"
        case .secondLead: "role"
        }
    }
}
