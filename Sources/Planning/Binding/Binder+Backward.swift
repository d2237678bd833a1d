import Language
import Storage
import Values

/// References backwards: `blocs add count(awards) as n` counts the awards that refer to each bloc.
extension Binder {
    /// The aggregate over a collection that refers to these rows; nil where the call names no such collection.
    func bindBackward(_ call: AggregateCall, _ scope: Scope) throws(BindingError) -> BoundExpression? {
        guard let row = scope.row, case .reference(let here) = row.field.type, !scope.isOpen,
            case .field(let path)? = call.arguments.first, call.arguments.count == 1,
            case .unknown = scope.schema.find(path.names[0].text)
        else { return nil }
        guard case .found(let other) = catalog.find(path.names[0].text) else {
            try suggestReferring(to: here, for: path.names[0])
            return nil
        }
        let (reference, rest) = try backReference(from: other, to: here, path, call)
        let (scanned, inner) = try scan(other, at: path.range)
        var arguments: [Expression] = []
        if let last = rest.last {
            arguments = [.field(FieldPath(Array(rest), range: rest[rest.startIndex].range.union(last.range)))]
        }
        let simple = AggregateCall(name: call.name, arguments: arguments, filter: call.filter, range: call.range)
        let binder = nested(definitions)
        let aggregate = try binder.bindCall(simple, inner)
        let key = LogicalPlan.Definition(columnNumbers.next(), inner.entries[reference].expression)
        let result = LogicalPlan.AggregateDefinition(columnNumbers.next(), aggregate)
        pending.add(
            .init(
                right: .aggregate(binder.pending.attach(to: scanned), keys: [key], aggregates: [result]),
                left: row.expression,
                key: .column(key.id, key.expression.type)))
        let column = BoundExpression.column(result.id, aggregate.type)
        // Over no rows a count or sum is 0; the rest is missing.
        guard let zero = aggregate.zero else { return column }
        return .call(.coalesce, [column, .literal(zero, aggregate.type)], aggregate.type)
    }

    /// Throws where the name is nearly that of a collection that refers to these rows.
    private func suggestReferring(to here: String, for name: Name) throws(BindingError) {
        guard case .unknown(let near) = catalog.find(name.text) else { return }
        let referring = near.filter { candidate in
            guard case .found(let table) = catalog.find(candidate) else { return false }
            return table.schema.fields.contains { $0.type == .reference(to: here) }
        }
        guard !referring.isEmpty else { return }
        throw BindingError(
            "there is neither a field nor a collection “\(name.text)”", at: name.range,
            hints: referring.map { "did you mean \($0)?" })
    }

    /// The field of `other` that leads here, and the names behind it.
    private func backReference(from other: Table, to here: String, _ path: FieldPath, _ call: AggregateCall)
        throws(BindingError) -> (Int, ArraySlice<Name>)
    {
        let candidates = other.schema.fields.indices.filter { other.schema.fields[$0].type == .reference(to: here) }
        guard !candidates.isEmpty else {
            let referring = catalog.everyTable.filter { $0.schema.fields.contains { $0.type == .reference(to: here) } }
            throw BindingError(
                "no field of \(other.name) refers to \(here)", at: path.range,
                hints: referring.map { "\(call.name.text)(\($0.name))" })
        }
        let rest = path.names.dropFirst()
        if let next = rest.first, case .found(let position) = other.schema.find(next.text),
            candidates.contains(position)
        {
            return (position, rest.dropFirst())
        }
        guard candidates.count == 1 else {
            let tail = rest.map { "." + $0.text }.joined()
            throw BindingError(
                "several fields of \(other.name) refer to \(here)", at: path.range,
                hints: candidates.map { "\(call.name.text)(\(other.name).\(other.schema.fields[$0].name)\(tail))" })
        }
        return (candidates[0], rest)
    }
}

extension Aggregate {
    /// What it is over no rows, where that is not missing.
    fileprivate var zero: Value? {
        switch function {
        case .count, .distinct: .integer(0)
        case .sum: type == .double ? .double(0) : .integer(0)
        default: nil
        }
    }
}
