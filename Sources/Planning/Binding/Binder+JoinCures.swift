import Language
import Values

/// What a join without `on` was meant to compare.
extension Binder {
    /// `awards without bloc`: rows that lack a field, or have it.
    func missingField(_ join: Join, _ stage: Stage, _ scope: Scope) -> BindingError? {
        guard join.conditions.isEmpty, case .named(let name) = join.other.source, !isSource(name.text),
            join.kind == .with || join.kind == .without, let field = try? scope.find(name).field.name
        else { return nil }
        let isMissing = join.kind == .without
        return BindingError(
            "`\(join.kind.rawValue)` looks into other rows, and “\(name.text)” is a field of these", at: name.range,
            hints: ["where \(Scope.written(field)) is \(isMissing ? "empty" : "not empty")"])
    }

    /// The conditions that references between the two sides offer, or that a field of both does.
    func missingCondition(_ join: Join, _ stage: Stage, _ left: Scope, _ right: Scope) -> BindingError {
        if left.isOpen || right.isOpen { return .followOn(at: stage.keywordRange) }
        let keyword = source.text(SourceRange(stage.range.lower, join.other.range.lower))
        let other = source.text(join.other.range)
        let conditions = references(left, right) + references(right, left, isTurned: true)
        let shared = left.entries.first { entry in
            right.entry(exactly: entry.field.name)?.field.type == entry.field.type
        }
        let found = conditions.isEmpty ? shared.map { [Scope.written($0.field.name)] } ?? [] : conditions
        let hints = (found.isEmpty ? ["…"] : found).map { "\(keyword)\(other)\(aliasText(join)) on \($0)" }
        return BindingError(
            "`\(keyword.split(separator: " ").joined(separator: " "))` needs `on` and what both sides share",
            at: stage.keywordRange, hints: hints)
    }

    private func aliasText(_ join: Join) -> String { join.alias.map { " as \(source.text($0.range))" } ?? "" }

    /// `unit = id` for each field of one side that refers to the rows of the other.
    private func references(_ from: Scope, _ to: Scope, isTurned: Bool = false) -> [String] {
        guard case .reference(let target)? = to.row?.field.type, let table = catalog[target],
            table.primaryKey.count == 1
        else { return [] }
        let key = Scope.written(table.schema.fields[table.primaryKey[0]].name)
        return from.entries.filter { $0.field.type == .reference(to: target) }.map { entry in
            let field = Scope.written(entry.field.name)
            return isTurned ? "\(key) = \(field)" : "\(field) = \(key)"
        }
    }
}
