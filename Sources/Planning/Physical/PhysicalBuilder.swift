import Storage
import Values

/// Makes the choices of the physical plan, bottom up.
struct PhysicalBuilder {
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
            if per.isEmpty, case .scan = input,
                let first = TopFromIndex.firstRows(build(input), keys, count, context)
            {
                fired.append(TopFromIndex.name)
                return node(first, estimate: Double(count))
            }
            return unary(.top(keys, count: count, per: per), input) {
                min($0, Double(count) * $1.groups(per, rows: $0))
            }
        case .distinct(let input, let columns): return distinct(input, columns)
        case .sample(let input, let count): return unary(.sample(count), input) { rows, _ in min(rows, Double(count)) }
        case .window(let input, let definitions, let per, let order):
            let below = build(input)
            if CountedRanks.areLegal(definitions, per, order, over: below, context) {
                fired.append(CountedRanks.name)
                return node(
                    .countedRanks(definitions, per: per, order: order), [below], estimate: below.estimate)
            }
            return node(.window(definitions, per: per, order: order), [below], estimate: below.estimate)
        case .unnest(let input, let list, let element, let type):
            return unary(.unnest(list: list, element: element, type), input) { rows, _ in rows * 2 }
        case .union(let left, let right, let columns):
            let inputs = [build(left), build(right)]
            return node(.union(columns), inputs, estimate: inputs[0].estimate + inputs[1].estimate)
        case .join(let left, let right, let kind, let leftKeys, let rightKeys):
            return join(left, right, kind, leftKeys, rightKeys)
        }
    }

    private mutating func node(
        _ operation: PhysicalPlan.Operation, _ inputs: [PhysicalPlan] = [], estimate: Double
    ) -> PhysicalPlan {
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

    private mutating func scan(
        _ name: String, _ columns: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression],
        for purpose: AccessPath.Purpose = .rows
    ) -> PhysicalPlan {
        guard let table = context.catalog[name] else { preconditionFailure("a bound plan names loaded collections") }
        let choice = AccessPath.choose(table, columns, predicates, estimator, context, for: purpose)
        if choice.access != .allRows { fired.append(AccessPath.name) }
        let share = predicates.reduce(1) { $0 * estimator.selectivity($1) }
        return node(
            .scan(table: name, columns: columns, access: choice.access, predicates: choice.remaining),
            estimate: Double(table.rowCount) * share)
    }

    // MARK: Aggregates

    private mutating func aggregate(
        _ input: LogicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition],
        isOrdered: Bool
    ) -> PhysicalPlan {
        let below = aggregated(input, keys, aggregates)
        let estimate = estimator.groups(keys.map(\.expression), rows: below.estimate)
        if context.allows(AggregateFromIndex.name),
            let shortcut = AggregateFromIndex.shortcut(below, keys, aggregates, context.catalog)
        {
            fired.append(AggregateFromIndex.name)
            let groups = node(shortcut, estimate: estimate)
            return isOrdered ? node(.sort(keys.ordered), [groups], estimate: estimate) : groups
        }
        if isOrdered { fired.append(OrderedGroups.name) }
        return node(
            .aggregate(keys: keys, aggregates: aggregates, isOrdered: isOrdered), [below], estimate: estimate)
    }

    /// The rows to aggregate: only their number matters where they are counted and nothing else.
    private mutating func aggregated(
        _ input: LogicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition]
    ) -> PhysicalPlan {
        guard context.allows(AggregateFromIndex.name), keys.isEmpty, AggregateFromIndex.countOnly(aggregates) != nil,
            case .filter(.scan(let table, let columns), let predicate) = input
        else { return build(input) }
        return scan(table, columns, predicate.conjuncts, for: .count)
    }

    private mutating func distinct(_ input: LogicalPlan, _ columns: [ColumnID]) -> PhysicalPlan {
        var below = build(input)
        let types = Dictionary(uniqueKeysWithValues: input.output.map { ($0.id, $0.type) })
        let estimate = estimator.groups(columns.map { .column($0, types[$0]!) }, rows: below.estimate)
        if context.allows(DistinctFromStatistics.name), columns.count == 1,
            let found = DistinctFromStatistics.firstRows(below, of: columns[0], context.catalog)
        {
            fired.append(DistinctFromStatistics.name)
            below = node(found.operation, estimate: Double(found.count))
            if found.isDistinct { return below }
        }
        return node(.distinct(columns), [below], estimate: estimate)
    }

    // MARK: Joins

    private mutating func join(
        _ left: LogicalPlan, _ right: LogicalPlan, _ kind: LogicalPlan.JoinKind, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression]
    ) -> PhysicalPlan {
        var inputs = [build(left), build(right)]
        let estimate = estimator.joined(
            kind, (keys: leftKeys, rows: inputs[0].estimate), (keys: rightKeys, rows: inputs[1].estimate))
        if context.allows(SemiJoinReduction.name), !kind.givesBothSides,
            let reduced = SemiJoinReduction.keys(inputs[1], rightKeys, context.catalog)
        {
            fired.append(SemiJoinReduction.name)
            inputs[1] = node(reduced.operation, estimate: Double(reduced.count))
        }
        var side = PhysicalPlan.JoinSide.right
        if context.allows(BuildSide.name) {
            side = BuildSide.choose(kind, left: inputs[0].estimate, right: inputs[1].estimate, output: estimate)
            if side == .left { fired.append(BuildSide.name) }
        }
        return node(.join(kind, left: leftKeys, right: rightKeys, build: side), inputs, estimate: estimate)
    }
}
