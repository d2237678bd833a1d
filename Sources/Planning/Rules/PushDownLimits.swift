/// Rows that nobody will see are not computed.
///
///     before   limit 5 ← extend x ← sort ← scan        limit 5 ← union ← a, b
///     after    extend x ← limit 5 ← sort ← scan        limit 5 ← union ← limit 5 ← a, limit 5 ← b
///
/// Two limits become one. Through a left join, which gives every row of its left side at least once, the left side
/// needs no more rows than are taken; the limit itself stays, as over a union.
///
/// Not legal through filters, unnests, other joins and aggregations, which lose rows, nor through windows, whose
/// groups must be whole.
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
            return LogicalPlan.limit(inner, skip: innerSkip.addingClamped(skip), take: both).pushingLimit()
        case .union(let left, let right, let columns):
            guard let take else { return self }
            let most = skip.addingClamped(take)
            return .limit(.union(left.limited(to: most), right.limited(to: most), columns), skip: skip, take: take)
        case .join(let left, let right, .left, let leftKeys, let rightKeys):
            guard let take else { return self }
            let less = left.limited(to: skip.addingClamped(take))
            return .limit(.join(less, right, kind: .left, left: leftKeys, right: rightKeys), skip: skip, take: take)
        default: return self
        }
    }

    /// Its first rows; itself where it gives no more anyway.
    private func limited(to count: Int) -> LogicalPlan {
        givesAtMost(count) ? self : LogicalPlan.limit(self, skip: 0, take: count).pushingLimit()
    }

    private func givesAtMost(_ count: Int) -> Bool {
        switch self {
        case .limit(_, _, let take?): take <= count
        case .top(_, _, let taken, let per): taken <= count && per.isEmpty
        case .extend(let input, _), .project(let input, _): input.givesAtMost(count)
        default: false
        }
    }
}

extension Int {
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
