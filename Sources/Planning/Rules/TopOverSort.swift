/// What an order below decides among rows that stand equal is decided with the rows that are wanted, not with all.
///
///     before   top 5 by n ← sort by k ← aggregate n by k
///     after    top 5 by n, k ← aggregate n by k
///
/// Always legal where a sort, which is stable, stands directly below, or below filters and what adds columns; not done for
/// the first rows of each group, for which all rows are put in order anyway.
enum TopOverSort: Rule {
    static let name = "top-over-sort"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .top(let input, let keys, let count, let per) = node, per.isEmpty,
                let (rest, order) = unsorted(input)
            else { return node }
            let decisive = order.filter { lower in
                !keys.contains { $0.expression == lower.expression && $0.isGivenName == lower.isGivenName }
            }
            return .top(rest, keys + decisive, count: count, per: per)
        }
    }

    /// Without the sorts that it has on top, and what they sorted by.
    private static func unsorted(_ plan: LogicalPlan) -> (plan: LogicalPlan, keys: [LogicalPlan.OrderKey])? {
        switch plan {
        case .sort(let input, let keys):
            guard let (rest, lower) = unsorted(input) else { return (input, keys) }
            return (rest, keys + lower)
        case .filter(let input, let predicate):
            return unsorted(input).map { (.filter($0.plan, predicate), $0.keys) }
        case .extend(let input, let definitions):
            return unsorted(input).map { (.extend($0.plan, definitions), $0.keys) }
        default: return nil
        }
    }
}
