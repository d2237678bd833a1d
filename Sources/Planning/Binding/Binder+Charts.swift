import Language
import Values

/// `chart KIND [E] [by E]`: the rows become what is drawn, a label and a number each.
extension Binder {
    /// The columns of `chart bar` and `chart line` are the label, where there is one, and the value, which is last;
    /// those of `chart hist` are the value alone.
    ///
    /// With an aggregate the rows are grouped as by `sum E by L`; without, each row is drawn. What is not named is the
    /// last number of the rows, and their first other column.
    func bindChart(
        _ kind: Name, _ value: Expression?, by label: Expression?, _ input: LogicalPlan, _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        let word = kind.text.lowercased()
        guard Vocabulary.charts.contains(word) else {
            throw BindingError(
                "there is no chart “\(kind.text)”", at: kind.range, hints: charts(insteadOf: kind, scope))
        }
        let value = if let value { value } else { try lastNumber(kind, scope) }
        if word == "hist" {
            if let label {
                throw BindingError(
                    "hist draws how often each value occurs, so that it takes no by", at: label.range,
                    hints: ["chart bar count by \(source.text(label.range))"])
            }
            return try bindDrawn([value], input, scope) { $0.isNumeric || $0 == .date || $0 == .dateTime }
        }
        if isOverRows(value, scope) {
            let drawn = try bindAggregate(
                [NamedExpression(value)], by: label.map { [NamedExpression($0)] } ?? [], across: nil, input, scope)
            try require(drawn.1, value) { $0.isNumeric }
            return drawn
        }
        let labels = [label ?? firstColumn(besides: value, kind, scope)].compactMap { $0 }
        return try bindDrawn(labels + [value], input, scope) { $0.isNumeric }
    }

    /// `chart form`, `chart count by form`: what is drawn stands behind the kind.
    private func charts(insteadOf kind: Name, _ scope: Scope) -> [String] {
        let written = source.text(kind.range)
        if Vocabulary.aggregate(kind.text.lowercased()) != nil { return ["chart bar \(written)"] }
        guard let field = try? scope.find(kind).field else {
            return ["the charts are \(Vocabulary.charts.joined(separator: ", "))"]
        }
        let byValue = "chart bar count by \(written)"
        return field.type.isNumeric ? ["chart hist \(written)", byValue] : [byValue]
    }

    /// A column for each expression, of which the last one is drawn.
    private func bindDrawn(
        _ items: [Expression], _ input: LogicalPlan, _ scope: Scope, _ canBeDrawn: (ValueType) -> Bool
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        let (plan, drawn) = try bindShow(items.map { NamedExpression($0) }, input, scope)
        try require(drawn, items[items.count - 1], canBeDrawn)
        return (plan, drawn)
    }

    /// The value is the last column.
    private func require(_ drawn: Scope, _ value: Expression, _ canBeDrawn: (ValueType) -> Bool) throws(BindingError) {
        if drawn.entries.last?.isBroken ?? false { throw .followOn(at: value.range) }
        guard let type = drawn.entries.last?.field.type, !canBeDrawn(type) else { return }
        let text = source.text(value.range)
        var hints: [String] = []
        if case .field = value { hints = ["chart bar count by \(text)"] }
        throw BindingError(
            "a chart draws numbers, and “\(text)” is \(type.description)", at: value.range, hints: hints)
    }

    /// Whether the expression is an aggregate over these rows, not a field of that name or a count of other rows.
    private func isOverRows(_ expression: Expression, _ scope: Scope) -> Bool {
        switch expression {
        case .aggregate(let call):
            guard case .field(let path)? = call.arguments.first else {
                return !call.arguments.isEmpty || call.filter != nil || scope.entry(exactly: call.name.text) == nil
            }
            if case .unknown = scope.schema.find(path.names[0].text), case .found = catalog.find(path.names[0].text) {
                return false
            }
            return true
        case .binary(_, let left, let right): return isOverRows(left, scope) || isOverRows(right, scope)
        case .unary(_, let inner, _): return isOverRows(inner, scope)
        case .call(_, let arguments, _): return arguments.contains { isOverRows($0, scope) }
        default: return false
        }
    }

    private func lastNumber(_ kind: Name, _ scope: Scope) throws(BindingError) -> Expression {
        guard let entry = scope.entries.last(where: { $0.field.type.isNumeric }) else {
            throw BindingError(
                "no column here is a number that a chart could draw", at: kind.range,
                hints: ["chart bar count by \(scope.entries.first?.field.name ?? "form")"])
        }
        return field(entry, at: kind)
    }

    private func firstColumn(besides value: Expression, _ kind: Name, _ scope: Scope) -> Expression? {
        var drawn: String?
        if case .field(let path) = value { drawn = path.description }
        if case .aggregate(let call) = value { drawn = call.name.text }
        let other = scope.entries.first { entry in
            if case .list = entry.field.type { return false }
            return entry.field.name != drawn
        }
        return other.map { field($0, at: kind) }
    }

    private func field(_ entry: Scope.Entry, at kind: Name) -> Expression {
        .field(FieldPath([Name(entry.field.name, range: kind.range, isQuoted: true)], range: kind.range))
    }
}
