import Storage
import Values

/// From a bound query to a physical plan: the rules, then the choices that depend on cost.
public struct Planner {
    public let catalog: Catalog
    public let options: PlannerOptions

    public init(catalog: Catalog, options: PlannerOptions = PlannerOptions()) {
        self.catalog = catalog
        self.options = options
    }

    public func plan(_ query: BoundQuery) -> PlannedQuery {
        let context = PlanContext(catalog: catalog, options: options)
        let (logical, fired) = Optimizer(context: context).optimize(query.plan)
        var builder = PhysicalBuilder(context: context, estimator: Estimator(logical, catalog))
        let physical = builder.build(logical)
        return PlannedQuery(plan: physical, schema: query.schema, firedRules: fired + builder.fired)
    }
}

public struct PlannedQuery: Sendable {
    public var plan: PhysicalPlan
    /// The output columns, in the order in which the plan gives them.
    public var schema: Schema
    /// The rules that changed something, in order.
    public var firedRules: [String]
}

/// Makes the choices of the physical plan, bottom up.
private struct PhysicalBuilder {
    let context: PlanContext
    let estimator: Estimator
    var fired: [String] = []
    private var lastID = 0

    init(context: PlanContext, estimator: Estimator) {
        self.context = context
        self.estimator = estimator
    }

    mutating func build(_ plan: LogicalPlan) -> PhysicalPlan {
        switch plan {
        case .scan(let table, let columns): return scan(table, columns, [])
        case .filter(.scan(let table, let columns), let predicate): return scan(table, columns, predicate.conjuncts)
        case .filter(let input, let predicate):
            return unary(.filter(predicate.conjuncts), input) { $0 * $1.selectivity(predicate) }
        case .extend(let input, let definitions): return unary(.extend(definitions), input)
        case .project(let input, let definitions): return unary(.project(definitions), input)
        case .aggregate(let input, let keys, let aggregates):
            return aggregate(input, keys, aggregates, isOrdered: false)
        case .sort(.aggregate(let input, let groupKeys, let aggregates), let keys)
        where OrderedGroups.isLegal(keys, over: groupKeys, context):
            return aggregate(input, groupKeys, aggregates, isOrdered: true)
        case .sort(let input, let keys): return unary(.sort(keys), input)
        case .limit(let input, let skip, let take):
            return unary(.limit(skip: skip, take: take), input) { rows, _ in
                min(max(0, rows - Double(skip)), Double(take ?? .max))
            }
        case .top(let input, let keys, let count, let per):
            return unary(.top(keys, count: count, per: per), input) {
                min($0, Double(count) * $1.groups(per, rows: $0))
            }
        case .distinct(let input, let columns):
            let types = Dictionary(uniqueKeysWithValues: input.output.map { ($0.id, $0.type) })
            let keys = columns.map { BoundExpression.column($0, types[$0]!) }
            return unary(.distinct(columns), input) { $1.groups(keys, rows: $0) }
        case .sample(let input, let count): return unary(.sample(count), input) { rows, _ in min(rows, Double(count)) }
        case .window(let input, let definitions, let per, let order):
            return unary(.window(definitions, per: per, order: order), input)
        case .unnest(let input, let list, let element, let type):
            return unary(.unnest(list: list, element: element, type), input) { rows, _ in rows * 2 }
        case .union(let left, let right, let columns):
            let inputs = [build(left), build(right)]
            return node(.union(columns), inputs, estimate: inputs[0].estimate + inputs[1].estimate)
        case .join(let left, let right, let kind, let leftKeys, let rightKeys):
            return join(left, right, kind, leftKeys, rightKeys)
        }
    }

    private mutating func node(_ operation: PhysicalPlan.Operation, _ inputs: [PhysicalPlan], estimate: Double)
        -> PhysicalPlan
    {
        lastID += 1
        return PhysicalPlan(id: lastID, operation, inputs: inputs, estimate: estimate)
    }

    private mutating func unary(
        _ operation: PhysicalPlan.Operation, _ input: LogicalPlan,
        estimate: (Double, Estimator) -> Double = { rows, _ in rows }
    ) -> PhysicalPlan {
        let below = build(input)
        return node(operation, [below], estimate: estimate(below.estimate, estimator))
    }

    private mutating func scan(_ name: String, _ columns: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression])
        -> PhysicalPlan
    {
        guard let table = context.catalog[name] else { preconditionFailure("a bound plan names loaded collections") }
        let choice = AccessPath.choose(table, columns, predicates, estimator, context)
        if choice.access != .allRows { fired.append(AccessPath.name) }
        let share = predicates.reduce(1) { $0 * estimator.selectivity($1) }
        return node(
            .scan(table: name, columns: columns, access: choice.access, predicates: choice.remaining), [],
            estimate: Double(table.rowCount) * share)
    }

    private mutating func aggregate(
        _ input: LogicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition],
        isOrdered: Bool
    ) -> PhysicalPlan {
        let below = build(input)
        if let shortcut = shortcut(below, keys, aggregates) {
            return isOrdered ? node(.sort(keys.ordered), [shortcut], estimate: shortcut.estimate) : shortcut
        }
        if isOrdered { fired.append(OrderedGroups.name) }
        return node(
            .aggregate(keys: keys, aggregates: aggregates, isOrdered: isOrdered), [below],
            estimate: estimator.groups(keys.map(\.expression), rows: below.estimate))
    }

    private mutating func shortcut(
        _ below: PhysicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition]
    ) -> PhysicalPlan? {
        guard !context.options.disabledRules.contains(AggregateFromIndex.name), context.options.indexes != .off,
            let ids = AggregateFromIndex.countOnly(aggregates),
            case .scan(let name, let columns, let access, let predicates) = below.operation, predicates.isEmpty,
            let table = context.catalog[name]
        else { return nil }
        if keys.isEmpty {
            fired.append(AggregateFromIndex.name)
            return node(.count(table: name, access: access, ids: ids), [], estimate: 1)
        }
        guard access == .allRows, let position = AggregateFromIndex.countedKey(keys, table, columns) else { return nil }
        fired.append(AggregateFromIndex.name)
        return node(
            .countByCode(
                table: name, position: position, key: keys[0].id, type: keys[0].expression.type, counts: ids), [],
            estimate: estimator.groups(keys.map(\.expression), rows: below.estimate))
    }

    private mutating func join(
        _ left: LogicalPlan, _ right: LogicalPlan, _ kind: LogicalPlan.JoinKind, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression]
    ) -> PhysicalPlan {
        let inputs = [build(left), build(right)]
        let (a, b) = (inputs[0].estimate, inputs[1].estimate)
        let distinct = max(1, max(estimator.groups(leftKeys, rows: a), estimator.groups(rightKeys, rows: b)))
        let matched = a * b / distinct
        let estimate =
            switch kind {
            case .inner: matched
            case .left: max(a, matched)
            case .with, .intersect: min(a, matched)
            case .without, .except: max(0, a - min(a, matched))
            }
        return node(.join(kind, left: leftKeys, right: rightKeys), inputs, estimate: estimate)
    }
}
