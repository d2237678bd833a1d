import Language
import Storage
import Values

extension Binder {
    func bindAggregate(
        _ items: [NamedExpression], by keys: [NamedExpression], across: Expression?, _ input: LogicalPlan,
        _ scope: Scope
    ) throws(BindingError) -> (LogicalPlan, Scope) {
        var grouped = Scope(entries: [])
        let keyDefinitions = try bindKeys(keys, scope, into: &grouped)
        var input = pending.attach(to: input)
        if let across {
            let made = try bindAcross(items, across, &input, scope, &grouped)
            return finished(input, keyDefinitions, made.aggregates, made.computed, grouped)
        }
        let collector = AggregateCollector(binder: self, scope: scope)
        var computed: [LogicalPlan.Definition] = []
        for item in items {
            do {
                let expression = try collector.bind(item.expression)
                var id = columnNumbers.next()
                if case .column(let known, _) = expression {
                    id = known
                } else {
                    computed.append(.init(id, expression))
                }
                let field = Field(item.name?.text ?? defaultName(item.expression, nil), expression.type)
                try append(.init(field: field, id: id), to: &grouped, at: item.range)
            } catch {
                addBroken(item, error, to: &grouped)
            }
        }
        return finished(
            pending.attach(to: input), keyDefinitions, collector.aggregates, computed, grouped)
    }

    private func finished(
        _ input: LogicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition],
        _ computed: [LogicalPlan.Definition], _ grouped: Scope
    ) -> (LogicalPlan, Scope) {
        var plan = LogicalPlan.aggregate(input, keys: keys, aggregates: aggregates)
        if !computed.isEmpty { plan = .extend(plan, computed) }
        // Groups come in the order of their keys, so that output is the same on every run and machine.
        let order = grouped.entries.prefix(keys.count).map { LogicalPlan.OrderKey(displayed($0.expression)) }
        return (order.isEmpty ? plan : .sort(plan, Array(order)), grouped)
    }

    private func bindKeys(_ keys: [NamedExpression], _ scope: Scope, into grouped: inout Scope) throws(BindingError)
        -> [LogicalPlan.Definition]
    {
        var definitions: [LogicalPlan.Definition] = []
        for key in keys {
            do { definitions.append(try bindKey(key, scope, into: &grouped)) } catch {
                addBroken(key, error, to: &grouped)
            }
        }
        return definitions
    }

    private func bindKey(_ key: NamedExpression, _ scope: Scope, into grouped: inout Scope) throws(BindingError)
        -> LogicalPlan.Definition
    {
        let expression = try bindKey(key.expression, scope)
        let origin = originField(of: key.expression, scope)
        var field = origin ?? Field("", expression.type)
        field.name = key.name?.text ?? defaultName(key.expression, origin)
        field.type = expression.type
        let id = columnNumbers.next(isExact: isExact(expression))
        try append(.init(field: field, id: id), to: &grouped, at: key.range)
        return .init(id, expression)
    }

    func bindCall(_ call: AggregateCall, _ scope: Scope) throws(BindingError) -> Aggregate {
        let function = try aggregateFunction(call)
        let expected = function == .correlation ? 2 : 1
        let isBareCount = function == .count && call.arguments.isEmpty
        guard call.arguments.count == expected || isBareCount else {
            throw BindingError(
                "\(call.name.text) takes \(expected == 2 ? "two values" : "one value"), not \(call.arguments.count)",
                at: call.range, hints: [expected == 2 ? "corr(a, b)" : "\(call.name.text) quantity"])
        }
        var filter: BoundExpression?
        if let condition = call.filter {
            do { filter = try bindPredicate(condition, scope) } catch { errors.add(error) }
        }
        guard let first = call.arguments.first else { return Aggregate(.count, nil, filter: filter, type: .integer) }
        if let taken = countTakenAsField(call, scope) { throw taken }
        if let taken = firstOfNumber(function, first, call) { throw taken }
        if let taken = conditionCounted(function, first, call) ?? countShared(function, first, call, scope) {
            throw taken
        }
        var argument = try bindValue(first, scope)
        let type = try resultType(function, &argument, at: first.range, call)
        var second: BoundExpression?
        if expected == 2 {
            second = try bindValue(call.arguments[1], scope)
            second = try number(second!, call.arguments[1].range, call)
        }
        return Aggregate(function, argument, second: second, filter: filter, type: type)
    }

    /// `first 3` would be the number 3.
    private func firstOfNumber(_ function: Aggregate.Function, _ argument: Expression, _ call: AggregateCall)
        -> BindingError?
    {
        guard function == .first || function == .last, case .value(let written) = argument, !written.isQuoted,
            written.text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return BindingError(
            "`\(call.name.text)` gives one value of a field; \(written.text) rows are taken with `take`",
            at: call.range,
            hints: function == .first
                ? ["take \(written.text)"] : ["sort by … desc | take \(written.text)", "last form"])
    }

    /// `count(year > 2020)` would count every row: a condition is true or false, and never missing.
    private func conditionCounted(_ function: Aggregate.Function, _ argument: Expression, _ call: AggregateCall)
        -> BindingError?
    {
        guard function == .count, argument.isCondition else { return nil }
        // What stands between the call's own parentheses has all of its own.
        let (whole, opening) = (source.text(call.range), "\(call.name.text)(")
        let isCall = whole.hasPrefix(opening) && whole.hasSuffix(")")
        let condition = isCall ? String(whole.dropFirst(opening.count).dropLast()) : source.text(argument.range)
        return BindingError(
            "“\(condition)” is true or false in every row, so this counts all of them; `where` makes it a filter",
            at: call.range, hints: ["count(where \(condition))"])
    }

    /// `share count`: how much of the whole a group's rows are.
    private func countShared(
        _ function: Aggregate.Function, _ argument: Expression, _ call: AggregateCall, _ scope: Scope
    ) -> BindingError? {
        guard function == .share, isAggregateWord(argument, scope) else { return nil }
        let word = source.text(argument.range)
        return BindingError(
            "share takes a field, and “\(word)” is an aggregate; a stage of its own makes shares of it",
            at: call.range, hints: ["count by … | add share(\(word)) as percent"])
    }

    private func aggregateFunction(_ call: AggregateCall) throws(BindingError) -> Aggregate.Function {
        switch call.name.text.lowercased() {
        case "count": return .count
        case "sum": return .sum
        case "avg", "mean", "average": return .average
        case "min": return .minimum
        case "max": return .maximum
        case "median": return .percentile(50)
        case "stddev": return .deviation
        case "corr": return .correlation
        case "distinct": return .distinct
        case "first": return .first
        case "last": return .last
        case "list": return .list
        case "share": return .share
        case let name where name.hasPrefix("p"):
            if let percent = Double(name.dropFirst()), (0...100).contains(percent) { return .percentile(percent) }
            throw BindingError("percentiles go from p0 to p100", at: call.name.range)
        default:
            throw .notBuilt("the window function \(call.name.text)", at: call.name.range)
        }
    }

    private func resultType(
        _ function: Aggregate.Function, _ argument: inout BoundExpression, at range: SourceRange, _ call: AggregateCall
    ) throws(BindingError) -> ValueType {
        switch function {
        case .distinct:
            if case .list = argument.type {
                throw BindingError("distinct counts no lists", at: range, hints: ["unnest it first"])
            }
            return .integer
        case .count: return .integer
        case .sum:
            if argument.type == .boolean { return .integer }
            argument = try number(argument, range, call)
            return argument.type
        case .percentile where argument.type == .date || argument.type == .dateTime: return argument.type
        case .average, .deviation, .correlation, .share, .percentile:
            argument = try number(argument, range, call)
            return .double
        case .minimum, .maximum:
            argument = displayed(argument)
            if case .list = argument.type {
                throw BindingError("a list has no least or greatest", at: range, hints: ["unnest it first"])
            }
            return argument.type
        case .first, .last: return argument.type
        case .list:
            argument = displayed(argument)
            if case .list = argument.type {
                throw BindingError("list cannot gather lists", at: range, hints: ["unnest it first"])
            }
            return .list(of: argument.type)
        case .weightedSum: preconditionFailure("a rule's, which no query can name")
        }
    }

    /// The argument as a number. A column without a single value was read as text, and is as good a number.
    private func number(_ argument: BoundExpression, _ range: SourceRange, _ call: AggregateCall)
        throws(BindingError) -> BoundExpression
    {
        if argument.type.isNumeric { return argument }
        if hasNoValue(argument) { return .literal(.missing, .integer) }
        throw BindingError(
            "\(call.name.text) needs a number, and “\(source.text(range))” is \(argument.type.inWords)", at: range,
            hints: (argument.type == .date || argument.type == .dateTime ? ["median \(source.text(range))"] : [])
                + ["count \(source.text(range))", "distinct \(source.text(range))"])
    }

    /// Whether an expression is a field that is missing in every row of its collection.
    func hasNoValue(_ expression: BoundExpression) -> Bool {
        guard case .column(let id, .text) = expression, let (table, position) = columnNumbers.storedColumn(id) else {
            return false
        }
        return table.columns[position].dictionary?.count == 0
    }

    /// `sum quantity / count`: `sum` takes everything behind it, so that `count` would be a field.
    private func countTakenAsField(_ call: AggregateCall, _ scope: Scope) -> BindingError? {
        guard let argument = call.arguments.first, case .binary = argument,
            call.name.range.upper < source.bytes.count, source.bytes[call.name.range.upper] != UInt8(ascii: "("),
            let field = argument.operands.dropFirst().first(where: { isAggregateWord($0, scope) })
        else { return nil }
        let first = argument.operands[0].range
        let rest = source.text(SourceRange(first.upper, argument.range.upper))
        return BindingError(
            "`\(call.name.text)` takes all that follows it, so “\(source.text(field.range))” would be a field here",
            at: field.range, hints: ["\(call.name.text)(\(source.text(first)))\(rest)"])
    }

    private func isAggregateWord(_ expression: Expression, _ scope: Scope) -> Bool {
        guard case .field(let path) = expression, path.names.count == 1, !path.names[0].isQuoted,
            Vocabulary.aggregate(path.names[0].text) != nil, !scope.isOpen,
            case .unknown = scope.schema.find(path.names[0].text)
        else { return false }
        return true
    }
}

extension Expression {
    /// Whether it can only be true or false, by its form.
    var isCondition: Bool {
        switch self {
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has, .not, .and, .or: true
        default: false
        }
    }

    /// What stands between `or` and `||`, left to right.
    var alternatives: [Expression] {
        if case .or(let left, let right) = self { return left.alternatives + right.alternatives }
        return [self]
    }

    /// What stands between the operators of arithmetic, left to right.
    fileprivate var operands: [Expression] {
        if case .binary(_, let left, let right) = self { return left.operands + right.operands }
        return [self]
    }
}
