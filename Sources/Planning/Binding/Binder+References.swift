import Columns
import Language
import Storage
import Values

extension Binder {
    /// A path of names as a column, and fields of referenced rows behind it.
    func bindPath(_ path: FieldPath, _ scope: Scope) throws(BindingError) -> BoundExpression {
        var (expression, rest) = try head(path, scope)
        do {
            for name in rest { expression = try follow(expression, name, in: path) }
        } catch {
            throw flattened(path, scope) ?? error
        }
        return expression
    }

    /// `o.a.b` where the objects of a file were read as fields `o_a_b`.
    private func flattened(_ path: FieldPath, _ scope: Scope) -> BindingError? {
        let name = path.names.map(\.text).joined(separator: "_")
        guard path.names.count > 1, let field = scope.entry(exactly: name)?.field.name else { return nil }
        return BindingError(
            "a field of an object within a row has the object's name before its own", at: path.range,
            hints: [Scope.written(field)])
    }

    /// The longest prefix that is a column (`next.year` behind a join), else the first name.
    private func head(_ path: FieldPath, _ scope: Scope) throws(BindingError) -> (BoundExpression, ArraySlice<Name>) {
        for length in stride(from: path.names.count, to: 1, by: -1) {
            let joined = path.names[..<length].map(\.text).joined(separator: ".")
            if let entry = try scope.usableEntry(exactly: joined, at: path.range) {
                return (entry.expression, path.names[length...])
            }
        }
        if path.names.count > 1, scope.entries.contains(where: { $0.field.name.hasPrefix(path.names[0].text + ".") }) {
            let joined = Name(
                path.names[..<2].map(\.text).joined(separator: "."),
                range: path.names[0].range.union(path.names[1].range))
            return (try scope.find(joined).expression, path.names[2...])
        }
        if path.names.count > 1, case .unknown = scope.schema.find(path.names[0].text), let row = scope.row,
            case .reference(let here) = row.field.type, case .found(let table) = catalog.find(path.names[0].text),
            table.name == here
        {
            let rest = source.text(SourceRange(path.names[1].range.lower, path.range.upper))
            throw BindingError(
                "the fields of these rows stand without their collection's name", at: path.range, hints: [rest])
        }
        do { return (try scope.find(path.names[0]).expression, path.names[1...]) } catch {
            throw flattened(path, scope) ?? elsewhere(error, path, scope)
        }
    }

    /// A name that is none of these rows' may be a field behind a reference, or a collection that refers to them.
    private func elsewhere(_ error: BindingError, _ path: FieldPath, _ scope: Scope) -> BindingError {
        guard error.kind == .wrong, error.hints.first?.hasPrefix("the fields are ") ?? true else { return error }
        let name = path.names[0].text
        var hints = scope.entries.compactMap { entry -> String? in
            guard case .reference(let target) = entry.field.type,
                catalog[target]?.schema.fields.contains(where: { $0.name == name }) ?? false
            else { return nil }
            return "\(Scope.written(entry.field.name)).\(Scope.written(name))"
        }
        if case .reference(let here)? = scope.row?.field.type, let other = catalog[name],
            other.schema.fields.contains(where: { $0.type == .reference(to: here) })
        {
            hints = ["count(\(Scope.written(name)))"]
        }
        guard !hints.isEmpty else { return error }
        return BindingError(error.message, at: error.range, hints: hints.map { "did you mean \($0)?" })
    }

    private func follow(_ base: BoundExpression, _ name: Name, in path: FieldPath) throws(BindingError)
        -> BoundExpression
    {
        guard case .reference(let target) = base.type, let table = catalog[target] else {
            let before = source.text(SourceRange(path.range.lower, max(path.range.lower, name.range.lower - 1)))
            if case .list(of: .reference) = base.type {
                throw BindingError(
                    "“.\(name.text)” needs one reference before it, and “\(before)” is a list of them",
                    at: name.range, hints: ["a row for each of them first: | unnest \(before)"])
            }
            let isDatePart = Scope.dateParts.contains(name.text)
            throw BindingError(
                "“.\(name.text)” needs a reference before it, and “\(before)” is \(base.type.inWords)", at: name.range,
                hints: isDatePart && [.date, .dateTime].contains(base.type) ? ["\(name.text)(\(before))"] : [])
        }
        if table.schema.position(of: name.text) == nil,
            let hidden = RowOrigin.hiddenFields.firstIndex(where: { $0.name == name.text })
        {
            return .follow(base, table: target, position: -1 - hidden, RowOrigin.hiddenFields[hidden].type)
        }
        switch table.schema.find(name.text) {
        case .found(let position):
            return .follow(base, table: target, position: position, table.schema.fields[position].type)
        case .ambiguous(let positions):
            throw BindingError(
                "“\(name.text)” could be any of these fields of \(target)", at: name.range,
                hints: positions.map { Scope.written(table.schema.fields[$0].name) })
        case .unknown(let suggestions):
            let names = table.schema.fields.map(\.name)
            throw BindingError(
                "\(target) has no field “\(name.text)”", at: name.range,
                hints: suggestions.isEmpty
                    ? [
                        "the fields of \(target) are \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")"
                    ]
                    : suggestions.map { "did you mean \(Scope.written($0))?" })
        }
    }

    /// A reference as the text that shows its row; anything else as it is.
    func displayed(_ expression: BoundExpression) -> BoundExpression {
        switch expression.type {
        case .reference(let target):
            guard let table = catalog[target], let position = table.displayPosition else { return expression }
            let shown = BoundExpression.follow(
                expression, table: target, position: position, table.schema.fields[position].type)
            return displayed(shown)
        case .list(of: .reference(let target)):
            return .call(.text, [expression], .list(of: displayType(of: target)))
        default: return expression
        }
    }

    private func displayType(of target: String) -> ValueType {
        guard let table = catalog[target], let position = table.displayPosition else { return .integer }
        return table.schema.fields[position].type
    }

    /// The fields by which a reference's row is called, reached through the reference.
    func nameFields(of target: String, _ base: BoundExpression, withKey: Bool) -> [BoundExpression] {
        guard let table = catalog[target] else { return [] }
        var positions = table.naming.nameFields
        // A row is called by its whole key; a part of one is a part of no name.
        if !withKey { positions.removeAll(where: table.primaryKey.contains) }
        if let display = table.displayPosition, !positions.contains(display) { positions.append(display) }
        return positions.map { .follow(base, table: target, position: $0, table.schema.fields[$0].type) }
    }

    /// The schema field that an expression simply is, for its title and display.
    func originField(of expression: Expression, _ scope: Scope) -> Field? {
        guard case .field(let path) = expression, let bound = try? bindPath(path, scope) else { return nil }
        // By its name first: one column may stand under two names.
        if let entry = scope.entry(exactly: path.description) { return entry.field }
        if path.names.count == 1, let entry = try? scope.find(path.names[0]) { return entry.field }
        switch bound {
        case .column(let id, _): return (scope.entries + scope.hidden).first { $0.id == id }?.field
        case .follow(_, let table, let position, _):
            return position < 0 ? RowOrigin.hiddenFields[-1 - position] : catalog[table]?.schema.fields[position]
        default: return nil
        }
    }

    /// What a column is called when no name is given.
    func defaultName(_ expression: Expression, _ origin: Field?) -> String {
        switch expression {
        case .field(let path) where path.names.count == 1: return origin?.name ?? path.description
        case .field(let path): return path.description
        case .aggregate(let call):
            return ([call.name.text] + call.arguments.map { defaultName($0, nil) }).joined(separator: "_")
        default: return Formatter.format(expression)
        }
    }
}

extension Table {
    /// The text that shows a row wherever a reference to it is shown; empty where it has none.
    func displayText(ofRow row: Int) -> String {
        guard let position = displayPosition, columns[position].isPresent(row) else { return "" }
        return String(decoding: columns[position].text(row), as: UTF8.self)
    }
}
