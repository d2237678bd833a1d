/// Each part of a condition is asked as near to the data as it can be.
///
///     before   filter p and q ← extend x ← sort ← scan
///     after    filter q(x) ← extend x ← sort ← filter p ← scan
///
/// Passes extends and projections (a column is replaced by the expression that makes it), sorts, other filters,
/// distinct over the columns asked about, aggregations when only keys are asked about, the sides of joins
/// (the left side always, the right side of inner joins only), and unions.
///
/// Passes windows when only their group keys are asked about.
///
/// Not legal through limits, tops and samples, which count rows, nor to the right side of a left join, whose
/// missing partners must still be seen. An expression that can fail (arithmetic) is not computed earlier than written.
enum PushDownPredicates: Rule {
    static let name = "push-down-predicates"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan { push(plan, []) }

    /// `plan` with `predicates` holding on its output.
    private static func push(_ plan: LogicalPlan, _ predicates: [BoundExpression]) -> LogicalPlan {
        switch plan {
        case .filter(let input, let predicate): return push(input, predicate.conjuncts + predicates)
        case .extend(let input, let definitions):
            let (down, stay) = through(definitions, predicates)
            return filtered(.extend(push(input, down), definitions), stay)
        case .project(let input, let definitions):
            let (down, stay) = through(definitions, predicates)
            return filtered(.project(push(input, down), definitions), stay)
        case .sort(let input, let keys): return .sort(push(input, predicates), keys)
        case .distinct(let input, let columns):
            // Of texts that are one to distinct the first is shown, so a condition must answer alike for all of them.
            let (down, stay) = split(predicates) { $0.columns.isSubset(of: columns) && $0.isBlindToSpelling }
            return filtered(.distinct(push(input, down), columns), stay)
        case .aggregate(let input, let keys, let aggregates): return aggregate(input, keys, aggregates, predicates)
        case .join(let left, let right, let kind, let leftKeys, let rightKeys):
            return join(left, right, kind, leftKeys, rightKeys, predicates)
        case .unnest(let input, let list, let element, let type):
            let (down, stay) = split(predicates) { !$0.columns.contains(element) }
            return filtered(.unnest(push(input, down), list: list, element: element, type), stay)
        case .union(let left, let right, let columns): return union(left, right, columns, predicates)
        case .window(let input, let definitions, let per, let order):
            // A whole group goes or stays only when nothing but its keys is asked about.
            let (down, stay) = split(predicates) { $0.isOnly(of: per) && $0.isBlindToSpelling }
            return filtered(.window(push(input, down), definitions, per: per, order: order), stay)
        case .limit, .top, .sample, .scan: return filtered(plan.mapInputs { push($0, []) }, predicates)
        }
    }

    private static func filtered(_ plan: LogicalPlan, _ predicates: [BoundExpression]) -> LogicalPlan {
        predicates.isEmpty ? plan : .filter(plan, .conjunction(predicates))
    }

    private static func split(_ predicates: [BoundExpression], _ goesDown: (BoundExpression) -> Bool) -> (
        down: [BoundExpression], stay: [BoundExpression]
    ) {
        var (down, stay): ([BoundExpression], [BoundExpression]) = ([], [])
        for predicate in predicates {
            // Behind one that stays, what can fail would be asked of rows that it was not written for.
            if goesDown(predicate), stay.isEmpty || !predicate.canFail {
                down.append(predicate)
            } else {
                stay.append(predicate)
            }
        }
        return (down, stay)
    }

    private static func through(_ definitions: [LogicalPlan.Definition], _ predicates: [BoundExpression]) -> (
        down: [BoundExpression], stay: [BoundExpression]
    ) {
        // A column shown under two names is passed on twice.
        let made = Dictionary(definitions.map { ($0.id, $0.expression) }) { first, _ in first }
        let (down, stay) = split(predicates) { predicate in
            predicate.columns.allSatisfy { made[$0]?.isCheapAndSafe ?? true }
        }
        return (down.map { $0.substituting(made) }, stay)
    }

    private static func aggregate(
        _ input: LogicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition],
        _ predicates: [BoundExpression]
    ) -> LogicalPlan {
        let made = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, $0.expression) })
        // A share is of all groups, also of those that the condition leaves out.
        let sharesTheWhole = aggregates.contains(where: \.aggregate.looksAtAllGroups)
        // Text keys are shown by their commonest spelling, so a condition on one can only be asked of all spellings
        // alike when it is itself blind to spelling; without a key there is one group even over no rows.
        let (down, stay) = split(predicates) { predicate in
            !keys.isEmpty && !sharesTheWhole && predicate.isBlindToSpelling
                && predicate.columns.allSatisfy { made[$0].map(\.isCheapAndSafe) ?? false }
        }
        let below = push(input, down.map { $0.substituting(made) })
        return filtered(.aggregate(below, keys: keys, aggregates: aggregates), stay)
    }

    private static func join(
        _ left: LogicalPlan, _ right: LogicalPlan, _ kind: LogicalPlan.JoinKind, _ leftKeys: [BoundExpression],
        _ rightKeys: [BoundExpression], _ predicates: [BoundExpression]
    ) -> LogicalPlan {
        let leftColumns = Set(left.output.map(\.id))
        let rightColumns = Set(right.output.map(\.id))
        // A join decides which rows there are to fail on.
        let (toLeft, rest) = split(predicates) { !$0.canFail && $0.columns.isSubset(of: leftColumns) }
        let (toRight, stay) = split(rest) { !$0.canFail && kind == .inner && $0.columns.isSubset(of: rightColumns) }
        return filtered(
            .join(push(left, toLeft), push(right, toRight), kind: kind, left: leftKeys, right: rightKeys), stay)
    }

    private static func union(
        _ left: LogicalPlan, _ right: LogicalPlan, _ columns: [LogicalPlan.UnionColumn], _ predicates: [BoundExpression]
    ) -> LogicalPlan {
        var toLeft: [ColumnID: BoundExpression] = [:]
        var toRight: [ColumnID: BoundExpression] = [:]
        let types = [left, right].map { Dictionary(uniqueKeysWithValues: $0.output.map { ($0.id, $0.type) }) }
        for column in columns {
            guard let a = column.left, let b = column.right, types[0][a] == column.type, types[1][b] == column.type
            else { continue }
            toLeft[column.id] = .column(a, column.type)
            toRight[column.id] = .column(b, column.type)
        }
        let (down, stay) = split(predicates) { $0.columns.allSatisfy { toLeft[$0] != nil } }
        return filtered(
            .union(
                push(left, down.map { $0.substituting(toLeft) }), push(right, down.map { $0.substituting(toRight) }),
                columns), stay)
    }
}

extension BoundExpression {
    /// Whether every column it reads is itself one of `keys`.
    func isOnly(of keys: [BoundExpression]) -> Bool {
        let plain = Set(
            keys.compactMap { key -> ColumnID? in
                if case .column(let id, _) = key { return id }
                return nil
            })
        return !columns.isEmpty && columns.isSubset(of: plain)
    }

    /// Columns and fields behind references: free to compute twice, and they never fail.
    var isCheapAndSafe: Bool {
        switch self {
        case .column, .literal: true
        case .follow(let base, _, _, _): base.isCheapAndSafe
        default: false
        }
    }

    /// Whether texts that `=` takes for one always answer alike.
    var isBlindToSpelling: Bool {
        switch self {
        case .matchesText(_, .anyOf(let keys)): keys.allSatisfy { $0.level != .exact }
        case .matchesText: false
        case .compare(let comparison, let a, _): comparison == .equal || a.type != .text
        case .call: false
        default: children.allSatisfy(\.isBlindToSpelling)
        }
    }
}
