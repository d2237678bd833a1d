import Language
import Storage
import Values
import VietnameseText

/// The names that a stage can use, and the columns behind them.
struct Scope {
    struct Entry {
        var field: Field
        var id: ColumnID
        /// Its expression could not be bound: whatever uses it is silently wrong too.
        var isBroken = false

        var expression: BoundExpression { .column(id, field.type) }
    }

    /// Visible fields, in the order in which they are shown.
    var entries: [Entry]
    /// `_file`, `_line` and `_sheet`, while rows still are rows of a file; behind a join those of both sides.
    var hidden: [Entry] = []
    /// The row itself, as a reference, while rows still are rows of one collection.
    var row: Entry?
    /// What gave these rows could not be bound: there may be any other field too.
    var isOpen = false
    /// Fields that were there before, with the stage that left each out.
    var gone: [String: String] = [:]

    var schema: Schema { Schema(entries.map(\.field)) }

    func entry(exactly name: String) -> Entry? { entries.first { $0.field.name == name } }

    func hiddenEntry(_ name: String) -> Entry? { hidden.first { $0.field.name == name } }

    /// As `entry(exactly:)`, for use in an expression.
    func usableEntry(exactly name: String, at range: SourceRange) throws(BindingError) -> Entry? {
        guard let entry = entry(exactly: name) ?? hiddenEntry(name) else { return nil }
        if entry.isBroken { throw .followOn(at: range) }
        return entry
    }

    /// The scope behind a stage that could not be bound: the same fields, and perhaps others.
    var opened: Scope {
        var scope = self
        scope.isOpen = true
        return scope
    }

    /// The entry a person means, or the error that says what is near.
    func find(_ name: Name) throws(BindingError) -> Entry {
        if entry(exactly: name.text) == nil, let entry = hiddenEntry(name.text) { return entry }
        switch schema.find(name.text) {
        case .found(let position):
            if entries[position].isBroken { throw .followOn(at: name.range) }
            return entries[position]
        case .ambiguous(let positions):
            let names = positions.map { Scope.written(entries[$0].field.name) }
            throw BindingError("“\(name.text)” could be any of these fields", at: name.range, hints: names)
        case .unknown(let suggestions):
            if isOpen { throw .followOn(at: name.range) }
            let hints = suggestions.map { suggestion in
                // A title was near: name the field that carries it.
                if case .found(let position) = schema.find(suggestion) { return entries[position].field.name }
                return suggestion
            }
            throw BindingError(
                "there is no field “\(name.text)” here", at: name.range,
                hints: cures(of: name) ?? hintTexts(hints, name.text))
        }
    }

    /// What helps where the name is no misspelling: the field was there before, or it is an aggregate's word.
    private func cures(of name: Name) -> [String]? {
        let made = entries.map(\.field.name).filter { $0.hasSuffix("_" + name.text) }
        if gone[name.text] != nil, !made.isEmpty { return made.map { "did you mean \(Scope.written($0))?" } }
        if let stage = gone[name.text] {
            return ["`\(stage)` before it leaves “\(name.text)” out; put this before that"]
        }
        if !name.isQuoted, ["by", "desc", "asc"].contains(name.text.lowercased()) {
            return name.text.lowercased() == "by"
                ? ["a field is missing behind `by`"] : ["`\(name.text)` stands behind its field, without a comma"]
        }
        if !name.isQuoted, name.text.lowercased() == "group" { return ["groups are made by `by` alone: count by …"] }
        if Scope.dateParts.contains(name.text.lowercased()), !dates.isEmpty {
            return dates.prefix(3).map { "\(name.text.lowercased())(\($0))" }
        }
        if !name.isQuoted, Vocabulary.windowFunctions.contains(name.text.lowercased()) {
            return ["did you mean \(name.text)()?"]
        }
        if !name.isQuoted, ["true", "false"].contains(name.text.lowercased()) {
            return ["a condition in parentheses is true or false: (quantity > 3)"]
        }
        if !name.isQuoted, Vocabulary.emptyWords.contains(name.text.lowercased()) {
            return ["a missing value has no name; `is empty` asks for one"]
        }
        guard !name.isQuoted, Vocabulary.aggregate(name.text) != nil else { return nil }
        let word = name.text.lowercased()
        // `sum quantity by form | sort by sum`: the column that it made.
        let computed = entries.map(\.field.name).filter { $0.hasPrefix("\(word)_") }
        guard computed.isEmpty else { return computed.prefix(3).map { "did you mean \(Scope.written($0))?" } }
        return ["an aggregate is a stage before it: | \(word == "count" ? word : "\(word) … as \(word)") by …"]
    }

    /// The functions that take a part of a date.
    static let dateParts: Set = ["year", "quarter", "month", "day", "weekday"]

    /// The fields with days or moments, as they are written.
    var dates: [String] {
        entries.filter { [.date, .dateTime].contains($0.field.type) }.map { Scope.written($0.field.name) }
    }

    /// Remembers which fields a stage left out.
    mutating func noteGone(from before: Scope, by stage: String) {
        gone = before.gone
        for entry in before.entries where self.entry(exactly: entry.field.name) == nil {
            gone[entry.field.name] = stage
        }
    }

    /// A field's name as it must be written: in back quotes unless it is a plain word, the dots of a join's aside.
    static func written(_ name: String) -> String {
        let names = name.split(separator: ".", omittingEmptySubsequences: false)
        let range = SourceRange(0, 0)
        let isPath = names.count == 2 && names.allSatisfy { !$0.isEmpty }
        let parts = isPath ? names.map { Name(String($0), range: range) } : [Name(name, range: range)]
        return Formatter.format(.field(FieldPath(parts, range: range)))
    }

    private func hintTexts(_ near: [String], _ name: String) -> [String] {
        // Behind a join: `name` of either side.
        let behind = entries.map(\.field.name).filter { $0.hasSuffix("." + name) }
        if !behind.isEmpty { return behind.map { "did you mean \(Scope.written($0))?" } }
        if !near.isEmpty {
            var seen = Set<String>()
            return near.filter { seen.insert($0).inserted }.map { "did you mean \(Scope.written($0))?" }
        }
        let names = entries.filter { !$0.isBroken }.map(\.field.name)
        return names.isEmpty
            ? [] : ["the fields are \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")"]
    }
}
