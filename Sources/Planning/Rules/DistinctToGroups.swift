import Values

/// Whole rows that are different are groups by all their columns, where nobody sees their order.
///
///     before   count ← distinct a, b ← scan
///     after    count ← by a, b (no aggregates) ← scan
///
/// Groups are made by all threads, and without hashing where keys are narrow; they come in an order of their own.
///
/// Not legal where the order of rows shows (see `drop-useless-sorts`); where rows have columns besides, which the first
/// of each would show; for texts that are spelled in several ways, of which a group shows the commonest and a row its
/// own; for lists. One column alone is left to its statistics.
enum DistinctToGroups: Rule {
    static let name = "distinct-to-groups"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .aggregate(let input, let keys, let aggregates) = node,
                DropUselessSorts.hidesOrder(keys, aggregates)
            else { return node }
            let estimator = Estimator(node, context.catalog)
            return .aggregate(grouped(input, estimator), keys: keys, aggregates: aggregates)
        }
    }

    private static func grouped(_ plan: LogicalPlan, _ estimator: Estimator) -> LogicalPlan {
        switch plan {
        case .distinct(let input, let columns):
            guard columns.count > 1, Set(columns) == Set(input.output.map(\.id)) else { return plan }
            let keys = input.output.map { LogicalPlan.Definition($0.id, .column($0.id, $0.type)) }
            guard keys.allSatisfy({ estimator.showsAlikeInPlace($0.expression) }) else { return plan }
            return .aggregate(input, keys: keys, aggregates: [])
        case .filter, .extend, .project: return plan.mapInputs { grouped($0, estimator) }
        case .join(let left, let right, let kind, let leftKeys, let rightKeys) where !kind.givesBothSides:
            return .join(grouped(left, estimator), right, kind: kind, left: leftKeys, right: rightKeys)
        default: return plan
        }
    }
}
