import Values

/// Groups that come in the order of their keys by themselves.
///
///     before   sort bloc, year ← aggregate by bloc, year
///     after    aggregate by bloc, year, ordered
///
/// Not legal when the sort is by other keys, in another order or descending, or by what a reference shows.
enum OrderedGroups {
    static let name = "ordered-groups"

    static func isLegal(
        _ keys: [LogicalPlan.OrderKey], over groups: [LogicalPlan.Definition], _ context: PlanContext
    ) -> Bool {
        context.allows(name) && keys == groups.ordered && isPossible(groups)
    }

    /// References stand in the order of what they show, not of what they are.
    static func isPossible(_ groups: [LogicalPlan.Definition]) -> Bool {
        !groups.isEmpty && !groups.contains { $0.expression.type.isReference }
    }
}

extension [LogicalPlan.Definition] {
    /// Ascending by each of these columns.
    var ordered: [LogicalPlan.OrderKey] { map { LogicalPlan.OrderKey(.column($0.id, $0.expression.type)) } }
}

extension ValueType {
    fileprivate var isReference: Bool {
        if case .reference = self { return true }
        return false
    }
}
