import Storage

/// Runs the rules in order and tells which of them changed the plan.
public struct Optimizer {
    /// In the order in which they run.
    static let rules: [any Rule.Type] = [
        FoldConstants.self, PushDownPredicates.self, OrderPredicates.self, DropUselessSorts.self, PushDownLimits.self,
        TopFromSortAndLimit.self, PruneColumns.self,
    ]

    public static var ruleNames: [String] {
        rules.map { $0.name } + [OrderedGroups.name, AggregateFromIndex.name, AccessPath.name]
    }

    let context: PlanContext

    func optimize(_ plan: LogicalPlan) -> (plan: LogicalPlan, fired: [String]) {
        var current = plan
        var fired: [String] = []
        for rule in Optimizer.rules where !context.options.disabledRules.contains(rule.name) {
            let next = rule.apply(current, context)
            assert(
                next.output.map(\.id) == current.output.map(\.id)
                    && next.output.map(\.type) == current.output.map(\.type),
                "\(rule.name) changed what the plan gives")
            if next != current { fired.append(rule.name) }
            current = next
        }
        return (current, fired)
    }
}
