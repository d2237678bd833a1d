import Values

/// Groups of the rows of two sides are put together from the groups of each.
///
///     before   sum q, count by k ← union ← a, b
///     after    sum s, sum n by k ← union ← (sum q s, count n by k ← a), (sum q s, count n by k ← b)
///
/// Each side is then aggregated by all threads, without its rows passing one by one; a side may be a union itself.
///
/// Not legal for aggregates that depend on the order of rows or cannot be put together from parts; where a part's sum
/// could leave 64 bits though the whole does not; for sums of doubles, which would round otherwise; for texts as keys
/// that are spelled in several ways, on one side or between the two; for expressions that can fail.
enum AggregateBelowUnion: Rule {
    static let name = "aggregate-below-union"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        var next = plan.greatestColumn
        func pushed(_ node: LogicalPlan) -> LogicalPlan {
            guard case .aggregate(.union(let left, let right, let columns), let keys, let wanted) = node,
                !keys.contains(where: { $0.expression.canFail }), !columns.areConverted(left, right)
            else { return node }
            let estimator = Estimator(node, context.catalog)
            var sides = Sides(columns, estimator, after: next, made: keys.count + wanted.count)
            guard let groups = keys.mapAll({ sides.group($0) }), let aggregates = wanted.mapAll({ sides.whole($0) }),
                sides.left.pays(over: left, rowsAGroup: rowsAGroup, context),
                sides.right.pays(over: right, rowsAGroup: rowsAGroup, context)
            else { return node }
            next = sides.last
            let (first, second) = (pushed(sides.left.plan(over: left)), pushed(sides.right.plan(over: right)))
            return .aggregate(.union(first, second, sides.united), keys: groups, aggregates: aggregates)
        }
        return plan.rewritten(pushed)
    }

    /// Rows that one group must stand for on average.
    private static let rowsAGroup = 4.0
}

extension [LogicalPlan.UnionColumn] {
    /// Whether a side's values come out in another type than they have there.
    fileprivate func areConverted(_ left: LogicalPlan, _ right: LogicalPlan) -> Bool {
        let types = Dictionary((left.output + right.output).map { ($0.id, $0.type) }) { first, _ in first }
        return contains { column in
            [column.left, column.right].contains { side in side.map { types[$0] != column.type } ?? false }
        }
    }
}

/// The aggregations of both sides as they are put together, and the union of what these give.
private struct Sides {
    private(set) var left: PartialAggregation
    private(set) var right: PartialAggregation
    private(set) var united: [LogicalPlan.UnionColumn] = []
    /// The number of the last column made.
    private(set) var last: Int
    /// What shows a column of the union on each side, where it does so as it is.
    private var onLeft: [ColumnID: BoundExpression] = [:]
    private var onRight: [ColumnID: BoundExpression] = [:]

    /// `made`: how many keys and aggregates there are, at most.
    init(_ columns: [LogicalPlan.UnionColumn], _ estimator: Estimator, after last: Int, made: Int) {
        // Each of the three takes as many numbers at most.
        left = PartialAggregation(estimator, after: last)
        right = PartialAggregation(estimator, after: last + made)
        self.last = last + 2 * made
        for column in columns {
            onLeft[column.id] = column.left.map { .column($0, column.type) }
            onRight[column.id] = column.right.map { .column($0, column.type) }
        }
    }

    /// A key of the aggregation above, over the union of the groups.
    mutating func group(_ key: LogicalPlan.Definition) -> LogicalPlan.Definition? {
        guard let (a, b) = sides(of: key.expression), showAlike(a, b) else { return nil }
        let isExact = key.expression.hasExactIdentity(left.estimator.catalog)
        return unite(left.column(ofKey: a), right.column(ofKey: b), isExact: isExact).map {
            LogicalPlan.Definition(key.id, $0)
        }
    }

    /// Whether all rows of a group by a key show it alike, on whichever side they stand.
    private func showAlike(_ a: BoundExpression, _ b: BoundExpression) -> Bool {
        guard left.estimator.showsAlikeInPlace(a), left.estimator.showsAlikeInPlace(b) else { return false }
        guard a.type == .text, let first = left.estimator.column(a), let second = left.estimator.column(b) else {
            return true
        }
        return first.table === second.table && first.position == second.position
    }

    /// An aggregate of all rows from those of the groups; nil where there is none.
    mutating func whole(_ definition: LogicalPlan.AggregateDefinition) -> LogicalPlan.AggregateDefinition? {
        let aggregate = definition.aggregate
        guard let (a, b) = parts(of: aggregate) else { return nil }
        let function: Aggregate.Function
        switch aggregate.function {
        case .count: function = .sum
        case .sum where aggregate.type != .double:
            guard [a, b].allSatisfy({ $0.argument.map(left.estimator.partSumsFit) ?? false }) else { return nil }
            function = .sum
        case .minimum where aggregate.type != .text, .maximum where aggregate.type != .text:
            function = aggregate.function
        default: return nil
        }
        return unite(left.column(of: a), right.column(of: b), isExact: false).map { definition.with(function, $0) }
    }

    /// The same aggregate over the rows of each side.
    private func parts(of aggregate: Aggregate) -> (Aggregate, Aggregate)? {
        guard aggregate.second == nil else { return nil }
        var (a, b) = (aggregate, aggregate)
        for part in [\Aggregate.argument, \Aggregate.filter] {
            guard let expression = aggregate[keyPath: part] else { continue }
            guard !expression.canFail, let (own, other) = sides(of: expression) else { return nil }
            (a[keyPath: part], b[keyPath: part]) = (own, other)
        }
        return (a, b)
    }

    /// An expression over the columns of each side; nil where one of these has no such column.
    private func sides(of expression: BoundExpression) -> (BoundExpression, BoundExpression)? {
        let read = expression.columns
        guard read.allSatisfy({ onLeft[$0] != nil && onRight[$0] != nil }) else { return nil }
        return (expression.substituting(onLeft), expression.substituting(onRight))
    }

    /// A column of the union of the groups.
    private mutating func unite(
        _ a: BoundExpression, _ b: BoundExpression, isExact: Bool
    ) -> BoundExpression? {
        guard case .column(let first, let type) = a, case .column(let second, _) = b else { return nil }
        last += 1
        let id = ColumnID(last, isExact: isExact)
        united.append(LogicalPlan.UnionColumn(id: id, type: type, left: first, right: second))
        return .column(id, type)
    }
}
