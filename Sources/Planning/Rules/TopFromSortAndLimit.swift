/// The first rows of an order need no full sort.
///
///     before   limit 5 skip 2 ← sort by a ← scan
///     after    limit skip 2 ← top 7 by a ← scan
///
/// Not legal without a number of rows to take.
enum TopFromSortAndLimit: Rule {
    static let name = "top-from-sort-and-limit"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .limit(.sort(let input, let keys), let skip, let take?) = node else { return node }
            let top = LogicalPlan.top(input, keys, count: skip.addingClamped(take), per: [])
            return skip == 0 ? top : .limit(top, skip: skip, take: take)
        }
    }
}
