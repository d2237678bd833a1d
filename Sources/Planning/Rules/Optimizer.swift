import Storage

/// Runs the rules in order and tells which of them changed the plan. In debug builds it checks after each that the
/// plan gives the same columns and that every operator finds the columns it reads.
public struct Optimizer {
    /// In the order in which they run.
    static let rules: [any Rule.Type] = [
        FoldConstants.self, ReferenceSets.self, PushDownPredicates.self, LeftJoinToInner.self, CopyConditions.self,
        PushDownPredicates.self,
        PushDownSemiJoins.self, OrderJoins.self, OrderPredicates.self, DropUselessSorts.self, PushDownLimits.self,
        TopFromSortAndLimit.self, TopOverSort.self, FirstsFromTop.self, PushDownTops.self, EagerAggregation.self,
        FilteredAggregates.self,
        AggregateBelowUnion.self, InlineKeys.self,
        PruneColumns.self, DistinctToGroups.self, PruneColumns.self,
    ]

    /// Choices of the physical plan, which can be switched off like rules.
    static let choices = [
        OrderedGroups.name, AggregateFromIndex.name, DistinctFromStatistics.name, AccessPath.name, TopFromIndex.name,
        SemiJoinReduction.name, BuildSide.name, CountedRanks.name,
        ShareCommonParts.name,
    ]

    /// Every name once, in the order in which they run first.
    public static let ruleNames: [String] = {
        var seen: Set<String> = []
        return (rules.map { $0.name } + choices).filter { seen.insert($0).inserted }
    }()

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
            assert(next.readsOnlyWhatItGets, "\(rule.name) took a column away that is read")
            if next != current { fired.append(rule.name) }
            current = next
        }
        return (current, fired)
    }
}
