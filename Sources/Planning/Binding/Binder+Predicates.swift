import Language
import Storage
import Values
import VietnameseText

extension Binder {
    func bindPredicate(_ expression: Expression, _ scope: Scope) throws(BindingError) -> BoundExpression {
        switch expression {
        case .and(let left, let right):
            return .and(try bindPredicates([left, right], scope).flatMap(\.conjuncts))
        case .or(let left, let right): return .or(try bindPredicates([left, right], scope))
        case .not(.inList(let subject, let items, _), _):
            return .not(try bindIn(try bindSubject(subject, scope), subject, items, scope, isNegated: true))
        case .not(let inner, _): return .not(try bindPredicate(inner, scope))
        case .comparison(let operation, let left, let right):
            return try bindComparison(operation, left, right, scope)
        case .inList(let subject, let items, _):
            return try bindIn(try bindSubject(subject, scope), subject, items, scope)
        case .inRange(let subject, let low, let high, let range):
            return try bindRange(try bindSubject(subject, scope), subject, low, high, range, scope)
        case .matches(let subject, let pattern, _):
            return try bindMatches(try bindSubject(subject, scope), subject, pattern)
        case .isEmpty(let subject, let negated, let range):
            let bound = try bindValue(subject, scope)
            warnOfEmptyWord(bound, behind: subject.range.upper, range)
            return negated ? .not(.isMissing(bound)) : .isMissing(bound)
        case .has(let subject, let value, _): return try bindHas(try bindSubject(subject, scope), subject, value, scope)
        default: return try bindTruth(expression, scope)
        }
    }

    /// `status = null` asks for what is missing, also where `null` is one of the field's texts.
    private func warnOfEmptyWord(_ subject: BoundExpression, behind start: Int, _ range: SourceRange) {
        let words = source.text(SourceRange(start, range.upper))
        guard words.contains("="), let word = words.split(whereSeparator: { " =!<>".contains($0) }).last,
            isKnown(String(word), in: subject)
        else { return }
        columnNumbers.warn(
            "this asks for what is missing, and the field holds the text “\(word)” too", at: range,
            hints: ["\(source.text(SourceRange(range.lower, start))) = \"\(word)\""])
    }

    /// A boolean field alone.
    private func bindTruth(_ expression: Expression, _ scope: Scope) throws(BindingError) -> BoundExpression {
        let value = try bindValue(expression, scope)
        guard value.type == .boolean else {
            let text = source.text(expression.range)
            throw BindingError(
                "a condition is needed here, and “\(text)” is \(value.type.inWords)", at: expression.range,
                hints: ["\(text) = …", "\(text) is not empty"])
        }
        if case .call(.truth, let inner, _) = value { return inner[0] }
        return .inIntegers(value, IntegerSet(values: [1]), note: source.text(expression.range))
    }

    private func bindComparison(
        _ operation: ComparisonOperator, _ left: Expression, _ right: Expression, _ scope: Scope
    ) throws(BindingError) -> BoundExpression {
        if let turned = turnedComparison(operation, left, right, scope) { throw turned }
        var bound: BoundExpression?
        do { bound = try bindSubject(left, scope) } catch { errors.add(error) }
        if let written = try writtenValue(right) {
            guard let subject = bound else { throw .followOn(at: left.range) }
            return try compare(subject, operation, written, subjectText: source.text(left.range), scope)
        }
        if case .aggregate(let call) = right, let beside = valueOfAllRows(call, left, operation) { throw beside }
        let other = try bindValue(right, scope)
        guard let subject = bound else { throw .followOn(at: left.range) }
        return try compare(subject, operation, other, left, right)
    }

    /// `quantity = max(quantity)`: what is computed over all rows must stand beside each of them first.
    private func valueOfAllRows(_ call: AggregateCall, _ left: Expression, _ operation: ComparisonOperator)
        -> BindingError?
    {
        guard pending.collector == nil, !pending.allowsWindows, call.name.text != "count" else { return nil }
        let text = source.text(call.range)
        return BindingError(
            "\(call.name.text) is over many rows, and this place has one", at: call.range,
            hints: ["add \(text) as n | where \(source.text(left.range)) \(operation.rawValue) .n"])
    }

    /// `5 < quantity`: the field stands on the left.
    private func turnedComparison(
        _ operation: ComparisonOperator, _ left: Expression, _ right: Expression, _ scope: Scope
    ) -> BindingError? {
        guard case .value(let value) = left, case .value(let written) = right, !written.isQuoted else { return nil }
        let name = written.text.prefix { !" <>=!".contains($0) }
        let rest = written.text.dropFirst(name.count).drop { $0 == " " }
        guard rest.isEmpty || "<>=!".contains(rest.first!),
            let field = try? scope.find(Name(String(name), range: written.range)).field.name
        else { return nil }
        let turned: [ComparisonOperator: ComparisonOperator] = [
            .equal: .equal, .notEqual: .notEqual, .identical: .identical, .less: .greater,
            .lessOrEqual: .greaterOrEqual,
            .greater: .less, .greaterOrEqual: .lessOrEqual,
        ]
        guard let operation = turned[operation] else { return nil }
        return BindingError(
            "the field stands on the left of a comparison, the value on the right", at: left.range.union(right.range),
            hints: [
                "\(Scope.written(field)) \(operation.rawValue) \(source.text(value.range))"
                    + (rest.isEmpty ? "" : " and \(Scope.written(field)) \(rest)")
            ])
    }

    /// The left side of a comparison: quoted text that is a field's name was surely meant as the field.
    func bindSubject(_ expression: Expression, _ scope: Scope) throws(BindingError) -> BoundExpression {
        if case .value(let written) = expression, written.isQuoted,
            case .found(let position) = scope.schema.find(written.text)
        {
            let name = scope.entries[position].field.name
            throw BindingError(
                "quotes make “\(written.text)” a text; a field's name stands in back quotes", at: written.range,
                hints: ["`\(name)`"])
        }
        return try bindValue(expression, scope)
    }

    /// The right side as a value, where it is one; a parameter is one.
    func writtenValue(_ expression: Expression) throws(BindingError) -> WrittenValue? {
        switch expression {
        case .value(let written): return written
        case .parameter(let name): return try writtenParameter(name)
        default: return nil
        }
    }

    // MARK: Two expressions

    func compare(
        _ a: BoundExpression, _ operation: ComparisonOperator, _ b: BoundExpression, _ left: Expression,
        _ right: Expression
    ) throws(BindingError) -> BoundExpression {
        let (comparison, isNegated) = try plainComparison(operation, at: right.range)
        var (x, y) = (a, b)
        if comparison == .equal, let named = anyName(a, b) ?? anyName(b, a) { return isNegated ? .not(named) : named }
        let sameReference = a.type == b.type && (comparison == .equal || comparison == .identical)
        if !sameReference { (x, y) = alike(a, b) }
        let isTextual = comparison == .contains || comparison == .starts || comparison == .ends
        let fits =
            isTextual
            ? x.type == .text && y.type == .text
            : x.type == y.type || (x.type.isNumeric && y.type.isNumeric) || Binder.areDates(x.type, y.type)
        if case .list = x.type {
            throw BindingError(
                "a list is searched with has", at: left.range, hints: ["\(source.text(left.range)) has …"])
        }
        if case .list = b.type, comparison == .equal {
            let sides = (source.text(left.range), source.text(right.range).drop { $0 == "." })
            throw BindingError(
                "“\(sides.1)” is a list; `has` looks into it", at: left.range.union(right.range),
                hints: ["\(isNegated ? "not " : "")\(sides.1) has \(sides.0)"])
        }
        guard fits else {
            throw BindingError(
                "“\(source.text(left.range))” is \(a.type.inWords) and “\(source.text(right.range))” is \(b.type.inWords)",
                at: right.range, hints: ["compare values of one type, for example text(…) of both"])
        }
        let bound = self.comparison(comparison, x, y)
        return isNegated ? .not(bound) : bound
    }

    /// A comparison of two expressions, exact where the text of either is compared exactly.
    private func comparison(_ comparison: Comparison, _ x: BoundExpression, _ y: BoundExpression) -> BoundExpression {
        let isIdentical = comparison == .equal && x.type == .text && (isExact(x) || isExact(y))
        return .compare(isIdentical ? .identical : comparison, x, y)
    }

    /// A reference beside a text that is not its target's own is that text by any of its target's names, aliases and
    /// its key, as beside a written value.
    private func anyName(_ reference: BoundExpression, _ text: BoundExpression) -> BoundExpression? {
        guard case .reference(let target) = reference.type, text.type == .text,
            alike(reference, text).0 == displayed(reference)
        else { return nil }
        let names = (nameFields(of: target, reference, withKey: false) + keyField(of: target, reference)).compactMap {
            name -> BoundExpression? in
            switch name.type {
            case .text: comparison(.equal, name, text)
            case .list(of: .text): .anyElement(name, .compare(.equal, .element(.text), text))
            default: nil
            }
        }
        return names.isEmpty ? nil : .or(names)
    }

    private func keyField(of target: String, _ reference: BoundExpression) -> [BoundExpression] {
        guard let table = catalog[target], table.primaryKey.count == 1 else { return [] }
        let position = table.primaryKey[0]
        return [.follow(reference, table: target, position: position, table.schema.fields[position].type)]
    }

    private static func areDates(_ a: ValueType, _ b: ValueType) -> Bool {
        (a == .date || a == .dateTime) && (b == .date || b == .dateTime)
    }

    private func plainComparison(_ operation: ComparisonOperator, at range: SourceRange) throws(BindingError) -> (
        Comparison, negated: Bool
    ) {
        switch operation {
        case .equal: return (.equal, false)
        case .identical: return (.identical, false)
        case .notEqual: return (.equal, true)
        case .less: return (.less, false)
        case .lessOrEqual: return (.lessOrEqual, false)
        case .greater: return (.greater, false)
        case .greaterOrEqual: return (.greaterOrEqual, false)
        case .contains: return (.contains, false)
        case .notContains: return (.contains, true)
        case .starts: return (.starts, false)
        case .ends: return (.ends, false)
        case .like: throw BindingError("like takes a pattern in quotes", at: range, hints: ["like \"%khen%\""])
        }
    }

    // MARK: in, ranges, has, matches

    private func bindIn(
        _ subject: BoundExpression, _ written: Expression, _ items: [Expression.InItem], _ scope: Scope,
        isNegated: Bool = false
    ) throws(BindingError) -> BoundExpression {
        if let error = queryAsValue(written, items, isNegated) ?? listAsValue(subject, written, items, isNegated) {
            throw error
        }
        var parts: [BoundExpression] = []
        var failure: BindingError?
        for item in items {
            do {
                switch item {
                case .value(let value): parts.append(try equality(subject, written, value, scope))
                case .range(let low, let high):
                    parts.append(try bindRange(subject, written, low, high, written.range, scope))
                }
            } catch {
                failure = note(error)
            }
        }
        if let failure { throw failure }
        return Binder.merged(parts)
    }

    /// `name in (awards show unit)`: one value that is a query of a collection there is.
    private func queryAsValue(_ subject: Expression, _ items: [Expression.InItem], _ isNegated: Bool) -> BindingError? {
        guard items.count == 1, case .value(.value(let value)) = items[0], !value.isQuoted else { return nil }
        let words = value.text.split(separator: " ")
        guard words.count > 1, isSource(String(words[0])),
            Vocabulary.stages.contains(where: { $0.split(separator: " ")[0] == words[1].lowercased() })
                || Vocabulary.aggregate(String(words[1])) != nil
        else { return nil }
        let column = words.count == 3 ? String(words[2]) : "…"
        return BindingError(
            "`in` takes values, and “\(value.text)” is a query; a stage of its own looks into other rows",
            at: value.range,
            hints: [
                "| \(isNegated ? "without" : "with") (\(value.text)) on \(source.text(subject.range)) = \(column)"
            ])
    }

    /// `kinds in (a, b)`, where the field is a list itself.
    private func listAsValue(
        _ subject: BoundExpression, _ written: Expression, _ items: [Expression.InItem], _ isNegated: Bool
    ) -> BindingError? {
        guard case .list = subject.type else { return nil }
        let text = source.text(written.range)
        let conditions = items.prefix(Self.shownNotes).compactMap { item -> String? in
            guard case .value(let value) = item else { return nil }
            return "\(text) has \(source.text(value.range))"
        }
        let all = conditions.joined(separator: " or ")
        return BindingError(
            "“\(text)” is a list; `has` looks into it", at: written.range,
            hints: conditions.isEmpty ? [] : [isNegated ? "not (\(all))" : "(\(all))"])
    }

    func isSource(_ word: String) -> Bool {
        if definitions.query(word) != nil { return true }
        if case .found = catalog.find(word) { return true }
        return false
    }

    private func equality(
        _ subject: BoundExpression, _ written: Expression, _ value: Expression, _ scope: Scope
    ) throws(BindingError) -> BoundExpression {
        if let value = try writtenValue(value) {
            return try compare(subject, .equal, value, subjectText: source.text(written.range), scope)
        }
        return try compare(subject, .equal, try bindValue(value, scope), written, value)
    }

    /// Alternatives over one subject as one set.
    static func merged(_ parts: [BoundExpression]) -> BoundExpression {
        guard parts.count != 1 else { return parts[0] }
        var ranges: [ClosedRange<Int64>] = []
        var keys: [TextPattern.Key] = []
        var notes: [String] = []
        var subject: BoundExpression?
        for part in parts {
            switch part {
            case .inIntegers(let base, let set, let note) where subject == nil || subject == base:
                subject = base
                ranges.append(contentsOf: set.ranges)
                if notes.count < shownNotes { notes.append(note) }
            case .matchesText(let base, .anyOf(let more)) where subject == nil || subject == base:
                subject = base
                keys.append(contentsOf: more)
            default: return .or(parts)
            }
        }
        guard let subject else { return .or(parts) }
        if keys.isEmpty {
            let rest = parts.count > shownNotes ? " or …" : ""
            return .inIntegers(subject, IntegerSet(ranges), note: "(\(notes.joined(separator: " or "))\(rest))")
        }
        return ranges.isEmpty ? .matchesText(subject, .anyOf(keys)) : .or(parts)
    }

    /// Conditions of a long list that `explain` shows.
    private static let shownNotes = 8

    private func bindHas(
        _ subject: BoundExpression, _ written: Expression, _ value: Expression, _ scope: Scope
    ) throws(BindingError) -> BoundExpression {
        guard case .list(let element) = subject.type else {
            throw BindingError(
                "has looks into a list, and “\(source.text(written.range))” is \(subject.type.inWords)",
                at: written.range, hints: ["use = for the whole value, ~ for a part of it"])
        }
        return .anyElement(subject, try equality(.element(element), written, value, scope))
    }

    private func bindMatches(_ subject: BoundExpression, _ written: Expression, _ pattern: WrittenValue)
        throws(BindingError) -> BoundExpression
    {
        if let problem = RegularExpression(pattern.text).problem {
            throw BindingError("the pattern cannot be read: \(problem)", at: pattern.range)
        }
        let places = textPlaces(subject, .regex(pattern.text))
        guard !places.isEmpty else {
            throw BindingError(
                "matches needs text, and “\(source.text(written.range))” is \(subject.type.inWords)",
                at: written.range)
        }
        return places.count == 1 ? places[0] : .or(places)
    }
}
