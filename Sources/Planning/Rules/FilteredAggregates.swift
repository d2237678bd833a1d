import Values

/// Aggregates that are filtered by the values of one expression, as `across` makes them, are those of its groups.
///
///     before   sum q where year = 2020, sum q where year = 2021, sum q by form ← scan
///     after    sum s where year = 2020, sum s where year = 2021, sum s by form ← sum q s by form, year ← scan
///
/// The rows are then read once, and not once more for each value.
///
/// Not legal for aggregates that depend on the order of rows or cannot be put together from parts; where a part's sum
/// could leave 64 bits though the whole does not; for sums of doubles, which would round otherwise; for texts as keys
/// that are spelled in several ways; for filters that tell spellings apart that are one group; for expressions that can
/// fail.
enum FilteredAggregates: Rule {
    static let name = "filtered-aggregates"

    /// Fewer filters are read beside one another in less time than groups of groups take.
    private static let fewestFilters = 3
    /// Rows that one group must stand for on average.
    private static let rowsAGroup = 8.0

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        var next = plan.greatestColumn
        return plan.rewritten { node in
            guard case .aggregate(let input, let keys, let wanted) = node,
                let subject = commonSubject(wanted), !keys.contains(where: { $0.expression.canFail }),
                !subject.canFail
            else { return node }
            let estimator = Estimator(node, context.catalog)
            var parts = GroupedParts(keys, by: subject, estimator, next)
            guard keys.allSatisfy({ estimator.showsAlikeInPlace($0.expression) }),
                let aggregates = wanted.mapAll({ parts.whole($0) }),
                parts.below.pays(over: input, rowsAGroup: rowsAGroup, context)
            else { return node }
            next = parts.below.last
            return .aggregate(
                parts.below.plan(over: input), keys: parts.groups, aggregates: aggregates)
        }
    }

    /// What all filters ask about; nil where they are few.
    private static func commonSubject(_ wanted: [LogicalPlan.AggregateDefinition]) -> BoundExpression? {
        let asked = wanted.compactMap { $0.aggregate.filter?.conjuncts.compactMap(\.askedForValue) }
        guard asked.count >= fewestFilters else { return nil }
        // The last one is that of `across`, behind what filters the rows besides.
        return asked[0].last { subject in asked.allSatisfy { $0.contains(subject) } }
    }
}

/// The aggregation by keys and one expression more, and what stands above it instead of the one by the keys.
private struct GroupedParts {
    private(set) var below: PartialAggregation
    /// The keys above.
    let groups: [LogicalPlan.Definition]
    private let subject: BoundExpression
    /// The subject's column above.
    private let group: BoundExpression

    init(_ keys: [LogicalPlan.Definition], by subject: BoundExpression, _ estimator: Estimator, _ last: Int) {
        var below = PartialAggregation(estimator, after: last)
        groups = keys.map { .init($0.id, below.column(ofKey: $0.expression)) }
        group = below.column(ofKey: subject)
        (self.below, self.subject) = (below, subject)
    }

    /// An aggregate of all rows from those of the groups; nil where there is none.
    mutating func whole(_ definition: LogicalPlan.AggregateDefinition) -> LogicalPlan.AggregateDefinition? {
        let aggregate = definition.aggregate
        guard !(aggregate.argument?.canFail ?? false), !(aggregate.filter?.canFail ?? false),
            let (asked, own) = divided(aggregate.filter)
        else { return nil }
        let part = Aggregate(aggregate.function, aggregate.argument, filter: own, type: aggregate.type)
        switch aggregate.function {
        case .count: return definition.with(.sum, below.column(of: part), where: asked)
        case .sum where aggregate.type != .double:
            guard let argument = aggregate.argument, below.estimator.partSumsFit(argument) else { return nil }
            return definition.with(.sum, below.column(of: part), where: asked)
        case .minimum where aggregate.type != .text, .maximum where aggregate.type != .text:
            return definition.with(aggregate.function, below.column(of: part), where: asked)
        default: return nil
        }
    }

    /// What a filter asks about the subject, of the groups, and what it asks besides, of the rows; nil where that about
    /// the subject tells rows of one group apart.
    private func divided(_ filter: BoundExpression?) -> (asked: BoundExpression?, own: BoundExpression?)? {
        guard let filter else { return (nil, nil) }
        var (asked, own): ([BoundExpression], [BoundExpression]) = ([], [])
        for part in filter.conjuncts {
            if part.askedForValue == subject {
                guard let moved = part.asking(group, isExact: subject.hasExactIdentity(below.estimator.catalog)) else {
                    return nil
                }
                asked.append(moved)
            } else {
                own.append(part)
            }
        }
        return (asked.isEmpty ? nil : .conjunction(asked), own.isEmpty ? nil : .conjunction(own))
    }
}

extension BoundExpression {
    /// What a predicate asks to be one of some values, or missing; nil of other predicates.
    fileprivate var askedForValue: BoundExpression? {
        switch self {
        case .inIntegers(let subject, _, _), .inDoubles(let subject, _, _), .matchesText(let subject, .anyOf):
            subject
        case .isMissing(let subject): subject
        default: nil
        }
    }

    /// The same asked of another expression with the same values; nil where it could tell texts apart that are the same
    /// by the identity of `=`.
    fileprivate func asking(_ other: BoundExpression, isExact: Bool) -> BoundExpression? {
        switch self {
        case .inIntegers(_, let set, let note): .inIntegers(other, set, note: note)
        case .inDoubles(_, let intervals, let note): .inDoubles(other, intervals, note: note)
        case .matchesText(_, .anyOf(let keys)):
            isExact || keys.allSatisfy { $0.level != .exact } ? .matchesText(other, .anyOf(keys)) : nil
        case .isMissing: if case .list = other.type { nil } else { .isMissing(other) }
        default: nil
        }
    }
}
