import Language
import Storage
import Values
import VietnameseText

/// The names that a stage can use, and the columns behind them.
struct Scope {
    struct Entry {
        var field: Field
        var id: ColumnID

        var expression: BoundExpression { .column(id, field.type) }
    }

    /// Visible fields, in the order in which they are shown.
    var entries: [Entry]
    /// `_file` and `_line`, while rows still are rows of a file.
    var hidden: [Entry] = []
    /// The row itself, as a reference, while rows still are rows of one collection.
    var row: Entry?

    var schema: Schema { Schema(entries.map(\.field)) }

    func entry(exactly name: String) -> Entry? { entries.first { $0.field.name == name } }

    /// The entry a person means, or the error that says what is near.
    func find(_ name: Name) throws(BindingError) -> Entry {
        if let entry = hidden.first(where: { $0.field.name == name.text }) { return entry }
        switch schema.find(name.text) {
        case .found(let position): return entries[position]
        case .ambiguous(let positions):
            let names = positions.map { entries[$0].field.name }
            throw BindingError("“\(name.text)” could be any of these fields", at: name.range, hints: names)
        case .unknown(let suggestions):
            let hints = suggestions.map { suggestion in
                // A title was near: name the field that carries it.
                if case .found(let position) = schema.find(suggestion) { return entries[position].field.name }
                return suggestion
            }
            throw BindingError("there is no field “\(name.text)” here", at: name.range, hints: hintTexts(hints))
        }
    }

    private func hintTexts(_ near: [String]) -> [String] {
        if !near.isEmpty {
            var seen = Set<String>()
            return near.filter { seen.insert($0).inserted }.map { "did you mean \($0)?" }
        }
        let names = entries.map(\.field.name)
        return names.isEmpty
            ? [] : ["the fields are \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")"]
    }
}
