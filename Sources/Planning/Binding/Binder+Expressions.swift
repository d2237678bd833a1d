import Language
import Storage
import Values
import VietnameseText

extension Binder {
    /// An expression that gives a value; a predicate gives a boolean.
    func bindValue(_ expression: Expression, _ scope: Scope) throws(BindingError) -> BoundExpression {
        switch expression {
        case .field(let path):
            if let collector = pending.collector { return try collector.bindField(path) }
            return try bindPath(path, scope)
        case .parameter(let name): return try literal(try writtenParameter(name))
        case .value(let written):
            if let field = fieldWithoutDot(written, scope) { throw field }
            warnOfNumberedField(written, scope)
            return try literal(written)
        case .unary(.minus, .value(let written), _) where !written.isQuoted && written.text == Binder.leastMagnitude:
            return .literal(.integer(.min), .integer)
        case .unary(.minus, let inner, let range): return try negated(try bindValue(inner, scope), at: range)
        case .binary(let operation, let left, let right):
            if let name = nameWithOperator(expression, left, right, scope) { throw name }
            if let shifted = try bindDateShift(operation, left, right, scope) { return shifted }
            let sides = try bindValues([left, right], scope)
            return try combine(operation, sides[0], sides[1], left, right, at: expression.range)
        case .call(let name, let arguments, let range): return try bindCall(name, arguments, range, scope)
        case .aggregate(let call):
            if let collector = pending.collector { return try collector.column(for: call) }
            // `count` alone is the field of that name where there is one.
            if call.arguments.isEmpty, call.filter == nil,
                let field = try scope.usableEntry(exactly: call.name.text, at: call.range)
            {
                return field.expression
            }
            if let backward = try bindBackward(call, scope) { return backward }
            if pending.allowsWindows { return try bindWindow(call, scope) }
            throw overManyRows(call, scope)
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has, .not, .and, .or:
            if let joined = textsJoinedByBars(expression, scope) ?? fieldsJoinedByAnd(expression, scope) {
                throw joined
            }
            return .call(.truth, [try bindPredicate(expression, scope)], .boolean)
        case .invalid(let range): throw .followOn(at: range)
        }
    }

    /// `show 2021` where a field is called so.
    private func warnOfNumberedField(_ written: WrittenValue, _ scope: Scope) {
        guard !written.isQuoted, let field = scope.entry(exactly: written.text)?.field.name else { return }
        columnNumbers.warn(
            "“\(written.text)” is a number here; a field of that name stands in back quotes", at: written.range,
            hints: ["`\(field)`"])
    }

    /// `Last-Name`, which is a field's name as a whole and no difference of two fields.
    private func nameWithOperator(_ whole: Expression, _ left: Expression, _ right: Expression, _ scope: Scope)
        -> BindingError?
    {
        let text = source.text(whole.range)
        guard case .field = left, !text.contains(" "), let field = scope.entry(exactly: text)?.field.name,
            (try? bindValue(left, scope)) == nil || (try? bindValue(right, scope)) == nil
        else { return nil }
        return BindingError(
            "a name with other characters than letters, digits and `_` needs back quotes", at: whole.range,
            hints: ["`\(field)`"])
    }

    /// `name || " " || form`: elsewhere `||` joins texts.
    private func textsJoinedByBars(_ expression: Expression, _ scope: Scope) -> BindingError? {
        let parts = expression.alternatives
        let text = source.text(expression.range)
        guard parts.count > 1, text.contains("||"), !parts.contains(where: \.isCondition),
            let type = try? bindValue(parts[0], scope).type, type != .boolean
        else { return nil }
        let joined = parts.map { source.text($0.range) }.joined(separator: " & ")
        return BindingError("`||` is `or` here; texts are joined by `&`", at: expression.range, hints: [joined])
    }

    /// `count by form and year`: fields, and no conditions.
    private func fieldsJoinedByAnd(_ expression: Expression, _ scope: Scope) -> BindingError? {
        guard case .and(let left, let right) = expression, !left.isCondition, !right.isCondition,
            let type = try? bindValue(left, scope).type, type != .boolean
        else { return nil }
        return BindingError(
            "`and` joins conditions; a comma stands between fields", at: expression.range,
            hints: ["\(source.text(left.range)), \(source.text(right.range))"])
    }

    /// An aggregate or a window function where each row is looked at alone. Behind the aggregation its column has a name.
    private func overManyRows(_ call: AggregateCall, _ scope: Scope) -> BindingError {
        if call.name.text == "count", call.arguments.count == 1, call.filter == nil,
            case .list? = (try? bindValue(call.arguments[0], scope))?.type
        {
            return BindingError(
                "count is over many rows; the elements of one list are counted by length", at: call.range,
                hints: ["length(\(source.text(call.arguments[0].range)))"])
        }
        let made = defaultName(.aggregate(call), nil)
        var hints = ["did you mean \(Scope.written(made))?"]
        if scope.entry(exactly: made) == nil {
            let text = source.text(call.range)
            let isWindow = Vocabulary.windowFunctions.contains(call.name.text.lowercased())
            let isOrdered = ["rank", "row", "running", "previous", "next"].contains(call.name.text.lowercased())
            hints = isWindow ? [] : ["as a stage of its own: | \(text) as n"]
            hints.append(
                "beside each row, in a stage before this one: | add \(text) as n\(isOrdered ? " sort by …" : "")")
        }
        return BindingError(
            "\(call.name.text) is over many rows, and this place has one", at: call.range, hints: hints)
    }

    /// `quantity > length(form)`: a word inside an expression on the right is text, which nobody means where a field
    /// has its name.
    private func fieldWithoutDot(_ written: WrittenValue, _ scope: Scope) -> BindingError? {
        guard !written.isQuoted, (try? literal(written))?.type == .text,
            let field = try? scope.find(Name(written.text, range: written.range)).field.name
        else { return nil }
        return BindingError(
            "“\(written.text)” is text here, right of a comparison; a field there has a dot before it",
            at: written.range, hints: [".\(Scope.written(field))", "\"\(written.text)\""])
    }

    func writtenParameter(_ name: Name) throws(BindingError) -> WrittenValue {
        if let value = definitions.value(name.text) {
            return WrittenValue(value.text, range: name.range, isQuoted: value.isQuoted)
        }
        if definitions.isBroken(name.text) { throw .brokenDefinition(name.text, at: name.range) }
        if let definition = definitions.query(name.text) { return try onlyValue(of: definition, name) }
        if definitions.takesUnknownNames { throw .followOn(at: name.range) }
        let near = Spelling.nearest(name.text, among: definitions.valueNames, limit: 3)
        throw BindingError(
            "there is no parameter $\(name.text)", at: name.range,
            hints: near.isEmpty
                ? ["declare it: param \(name.text)", "or give it a value: let \(name.text) = …"]
                : near.map { "did you mean $\($0)?" })
    }

    /// `$n` where `n` is a query of one row and one column: its value.
    private func onlyValue(of definition: Definitions.NamedQuery, _ name: Name) throws(BindingError) -> WrittenValue {
        let (plan, scope) = try bindDefinition(definition, name)
        guard scope.entries.count == 1 else {
            throw BindingError(
                "\(name.text) has \(scope.entries.count) columns; $\(name.text) needs a query of one value",
                at: name.range)
        }
        let value = scope.entries[0].expression
        let shown = LogicalPlan.project(
            .limit(plan, skip: 0, take: 2),
            [.init(columnNumbers.next(), value), .init(columnNumbers.next(), asText(value))])
        let rows = try values(of: shown, at: name.range)
        guard rows.count == 1 else {
            throw BindingError(
                "\(name.text) has \(rows.isEmpty ? "no row" : "more than one row"); $\(name.text) needs a query of one value",
                at: name.range)
        }
        return WrittenValue(rows[0].name, range: name.range, isQuoted: scope.entries[0].field.type == .text)
    }

    static func truth(_ text: String) -> Bool? {
        let key = Folding.key(.k1, text)
        if trueKeys.contains(key) { return true }
        return falseKeys.contains(key) ? false : nil
    }

    /// By the identity of `=`, whose keys are no words: a tone stands at the end of its syllable.
    private static let trueKeys = Set(["true", "yes", "có", "đúng", "1"].map { Folding.key(.k1, $0) })
    private static let falseKeys = Set(["false", "no", "không", "sai", "0"].map { Folding.key(.k1, $0) })

    func negated(_ inner: BoundExpression, at range: SourceRange) throws(BindingError) -> BoundExpression {
        guard inner.type.isNumeric else {
            throw BindingError("only a number can be negated, and this is \(inner.type.inWords)", at: range)
        }
        return .call(.negate, [inner], inner.type)
    }

    /// `date + 3 days`, `date - 2 months`.
    private func bindDateShift(
        _ operation: Language.BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope
    ) throws(BindingError) -> BoundExpression? {
        guard operation == .add || operation == .subtract, case .value(let written) = right, !written.isQuoted,
            let (amount, unit) = Binder.timeSpan(written.text)
        else { return nil }
        guard let amount else {
            throw BindingError(
                "“\(written.text)” is too much: a date lies in the years 1 to 9999", at: right.range)
        }
        let base = try bindValue(left, scope)
        guard base.type == .date || base.type == .dateTime else {
            throw BindingError(
                "only dates can be moved by \(unit), and “\(source.text(left.range))” is \(base.type.inWords)",
                at: left.range,
                hints: base.type == .text ? ["date(\(source.text(left.range))) reads text as a date"] : [])
        }
        let signed = operation == .add ? amount : -amount
        let (function, factor): (ScalarFunction, Int64) =
            switch unit {
            case "week", "weeks": (.addDays, 7)
            case "month", "months": (.addMonths, 1)
            case "year", "years": (.addMonths, 12)
            default: (.addDays, 1)
            }
        return .call(function, [base, .literal(.integer(signed * factor), .integer)], base.type)
    }

    /// `3 days` as a number and its unit; no number for spans beyond ten million units, longer than all dates.
    static func timeSpan(_ text: String) -> (amount: Int64?, unit: String)? {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            Vocabulary.units.contains(parts[1].lowercased())
        else { return nil }
        let amount = Int64(parts[0]).flatMap { $0 <= 10_000_000 ? $0 : nil }
        return (amount, parts[1].lowercased())
    }

    /// Arithmetic, `&` and `??` over two bound values.
    func combine(
        _ operation: Language.BinaryOperator, _ a: BoundExpression, _ b: BoundExpression, _ left: Expression,
        _ right: Expression, at range: SourceRange
    ) throws(BindingError) -> BoundExpression {
        switch operation {
        case .concatenate: return .call(.concatenate, [asText(a), asText(b)], .text)
        case .coalesce:
            let (x, y, type) = try unified(a, b, at: range)
            return .call(.coalesce, [x, y], type)
        case .subtract where a.type == .date && b.type == .date: return .call(.days, [b, a], .integer)
        case .add, .subtract, .multiply, .divide, .remainder:
            let numbers = [a, b].map { hasNoValue($0) ? .literal(.missing, .integer) : $0 }
            for (side, expression) in zip(numbers, [left, right]) where !side.type.isNumeric {
                throw notANumber(side, expression, operation)
            }
            let (a, b) = (numbers[0], numbers[1])
            let bound = ArithmeticOperator(rawValue: operation.rawValue)!
            return .arithmetic(bound, a, b, Binder.arithmeticType(bound, a.type, b.type))
        }
    }

    private func notANumber(_ side: BoundExpression, _ expression: Expression, _ operation: Language.BinaryOperator)
        -> BindingError
    {
        let text = source.text(expression.range)
        var isTextual = side.type == .text
        if case .reference = side.type { isTextual = true }
        var hints = side.type == .text ? ["number(\(text)) reads text as a number"] : []
        if side.type == .date || side.type == .dateTime {
            hints = ["\(text) + 3 days moves a date", "days(a, b) counts days between dates"]
        }
        if isTextual, operation == .add { hints.insert("& joins texts", at: 0) }
        return BindingError(
            "\(operation.rawValue) needs numbers, and “\(text)” is \(side.type.inWords)", at: expression.range,
            hints: hints)
    }

    static func arithmeticType(_ operation: ArithmeticOperator, _ a: ValueType, _ b: ValueType) -> ValueType {
        if a == .double || b == .double || operation == .divide { return .double }
        let (x, y) = (scale(of: a), scale(of: b))
        let scale =
            switch operation {
            case .multiply: x + y
            default: max(x, y)
            }
        // More digits than a 64-bit integer can hold beside its whole part: exactness ends here.
        if scale > 12 { return .double }
        return scale == 0 ? .integer : .decimal(scale: scale)
    }

    static func scale(of type: ValueType) -> Int {
        if case .decimal(let scale) = type { return scale }
        return 0
    }

    /// Two values of one type: numbers widened, references to one collection kept, else their texts.
    func unified(_ a: BoundExpression, _ b: BoundExpression, at range: SourceRange) throws(BindingError) -> (
        BoundExpression, BoundExpression, ValueType
    ) {
        if a.type == b.type { return (a, b, a.type) }
        if a.type.isNumeric, b.type.isNumeric { return (a, b, Binder.arithmeticType(.add, a.type, b.type)) }
        let (x, y) = (displayed(a), displayed(b))
        if x.type == y.type { return (x, y, x.type) }
        if a.type == .text || b.type == .text || x.type == .text || y.type == .text {
            return (asText(a), asText(b), .text)
        }
        throw BindingError(
            "one side is \(a.type.inWords), the other \(b.type.inWords)", at: range,
            hints: ["make both text with text(…)"])
    }

    /// Any value as text, as it is shown.
    func asText(_ expression: BoundExpression) -> BoundExpression {
        let shown = displayed(expression)
        return shown.type == .text ? shown : .call(.text, [shown], .text)
    }
}
