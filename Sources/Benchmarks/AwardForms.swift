extension PackageGenerator {
    func writeAwardForms(to folder: PackageFolder) throws {
        var row = try RecordWriter(folder.file("award_forms.jsonl"), .jsonLines)
        for (index, form) in Vocabulary.awardForms.enumerated() {
            row.text("id", "form-\(padded(index + 1, 2))")
            row.text("form", form.form)
            row.list("aliases", form.aliases)
            row.text("category", form.category)
            row.text("issuing_authority_stated", form.authority)
            row.text("issuing_authority_background", form.authority ?? "thủ trưởng đơn vị")
            row.text("level", form.level)
            row.list("background_fields", ["category", "issuing_authority_background", "level"])
            row.text("note", nil)
            row.source(source(of: index))
            try row.end()
        }
        try row.flush()
    }
}
