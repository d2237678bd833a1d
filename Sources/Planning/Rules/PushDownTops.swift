/// Columns that do not decide which rows come first are made for those rows only.
///
///     before   top 5 by a ← extend x ← scan
///     after    extend x ← top 5 by a ← scan
///
/// Not legal when the order or the groups use what is made, or when making it can fail: the error must not depend on
/// which rows are shown. Nor through joins, filters and windows.
enum PushDownTops: Rule {
    static let name = "push-down-tops"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.mapInputs { apply($0, context) }.pushingTop()
    }
}

extension LogicalPlan {
    fileprivate func pushingTop() -> LogicalPlan {
        guard case .top(.extend(let input, let definitions), let keys, let count, let per) = self,
            !definitions.contains(where: \.expression.canFail),
            LogicalPlan.columns(of: keys.map(\.expression) + per).isDisjoint(with: definitions.map(\.id))
        else { return self }
        return .extend(LogicalPlan.top(input, keys, count: count, per: per).pushingTop(), definitions)
    }
}
