/// Rows that nobody will see are not computed.
///
///     before   limit 5 ← extend x ← sort ← scan
///     after    extend x ← limit 5 ← sort ← scan
///
/// Two limits become one. Not legal through filters, unnests and joins, which change the number of rows.
enum PushDownLimits: Rule {
    static let name = "push-down-limits"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.mapInputs { apply($0, context) }.pushingLimit()
    }
}

extension LogicalPlan {
    fileprivate func pushingLimit() -> LogicalPlan {
        guard case .limit(let input, let skip, let take) = self else { return self }
        switch input {
        case .extend(let inner, let definitions):
            return .extend(LogicalPlan.limit(inner, skip: skip, take: take).pushingLimit(), definitions)
        case .project(let inner, let definitions):
            return .project(LogicalPlan.limit(inner, skip: skip, take: take).pushingLimit(), definitions)
        case .limit(let inner, let innerSkip, let innerTake):
            let left = innerTake.map { Swift.max(0, $0 - skip) }
            let both = [left, take].compactMap { $0 }.min()
            return .limit(inner, skip: innerSkip.addingClamped(skip), take: both)
        default: return self
        }
    }
}

extension Int {
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
