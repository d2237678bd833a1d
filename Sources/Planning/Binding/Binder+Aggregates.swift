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
        var collector = AggregateCollector(binder: self, scope: scope)
        var computed: [LogicalPlan.Definition] = []
        for item in items {
            let expression = try collector.bind(item.expression)
            let name = item.name?.text ?? defaultName(item.expression, nil)
            var field = Field(name, expression.type)
            if case .column(let id, _) = expression {
                try append(.init(field: field, id: id), to: &grouped, at: item.range)
                continue
            }
            field.type = expression.type
            let id = columnNumbers.next()
            computed.append(.init(id, expression))
            try append(.init(field: field, id: id), to: &grouped, at: item.range)
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
            let expression = try bindKey(key.expression, scope)
            let origin = originField(of: key.expression, scope)
            var field = origin ?? Field("", expression.type)
            field.name = key.name?.text ?? defaultName(key.expression, origin)
            field.type = expression.type
            let id = columnNumbers.next(isExact: isExact(expression))
            definitions.append(.init(id, expression))
            try append(.init(field: field, id: id), to: &grouped, at: key.range)
        }
        return definitions
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
        if let condition = call.filter { filter = try bindPredicate(condition, scope) }
        guard let first = call.arguments.first else { return Aggregate(.count, nil, filter: filter, type: .integer) }
        var argument = try bindValue(first, scope)
        let type = try resultType(function, &argument, at: first.range, call)
        var second: BoundExpression?
        if expected == 2 {
            second = try bindValue(call.arguments[1], scope)
            try requireNumber(second!, call.arguments[1].range, call)
        }
        return Aggregate(function, argument, second: second, filter: filter, type: type)
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
            try requireNumber(argument, range, call)
            return argument.type
        case .average, .deviation, .correlation, .share, .percentile:
            try requireNumber(argument, range, call)
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
        }
    }

    private func requireNumber(_ argument: BoundExpression, _ range: SourceRange, _ call: AggregateCall)
        throws(BindingError)
    {
        guard argument.type.isNumeric else {
            throw BindingError(
                "\(call.name.text) needs a number, and “\(source.text(range))” is \(argument.type.description)",
                at: range,
                hints: ["count \(source.text(range))", "distinct \(source.text(range))"])
        }
    }
}

/// Replaces the aggregate calls inside an expression by columns of the aggregation.
struct AggregateCollector {
    let binder: Binder
    let scope: Scope
    private(set) var aggregates: [LogicalPlan.AggregateDefinition] = []
    /// Must hold besides each aggregate's own filter.
    var extraFilter: BoundExpression?

    init(binder: Binder, scope: Scope) {
        self.binder = binder
        self.scope = scope
    }

    mutating func bind(_ expression: Expression) throws(BindingError) -> BoundExpression {
        switch expression {
        case .aggregate(let call): return column(for: try binder.bindCall(call, scope))
        case .binary(let operation, let left, let right):
            let (a, b) = (try bind(left), try bind(right))
            return try binder.combine(operation, a, b, left, right, at: expression.range)
        case .unary(.minus, let inner, let range):
            return try binder.negated(try bind(inner), at: range)
        case .value, .parameter: return try binder.bindValue(expression, scope)
        case .call(let name, let arguments, let range):
            var bound: [BoundExpression] = []
            for argument in arguments { bound.append(try bind(argument)) }
            return try binder.bindFunction(name, bound, arguments, at: range)
        case .field(let path):
            throw BindingError(
                "“\(path.description)” differs from row to row, so it needs an aggregate or a place behind by",
                at: path.range, hints: ["first \(path.description)", "… by \(path.description)"])
        default:
            throw BindingError("only arithmetic can stand around aggregates", at: expression.range)
        }
    }

    private mutating func column(for plain: Aggregate) -> BoundExpression {
        var aggregate = plain
        if let extraFilter {
            aggregate.filter = .conjunction([plain.filter, extraFilter].compactMap { $0 })
        }
        if let known = aggregates.first(where: { $0.aggregate == aggregate }) {
            return .column(known.id, aggregate.type)
        }
        let id = binder.columnNumbers.next()
        aggregates.append(.init(id, aggregate))
        return .column(id, aggregate.type)
    }
}
