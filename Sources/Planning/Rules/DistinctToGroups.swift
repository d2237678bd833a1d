import Values

/// Whole rows that are different are groups by all their columns.
///
///     before   distinct a, b ← scan
///     after    by a, b (no aggregates) ← scan
///
/// Groups are made by all threads, and without hashing where keys are narrow; they come in the order of their first
/// rows, as different rows do.
///
/// Not legal where rows have columns besides, which the first of each would show; for texts that are spelled in several
/// ways, of which a group shows the commonest and a row its own; for lists. One column alone is left to its statistics.
enum DistinctToGroups: Rule {
    static let name = "distinct-to-groups"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .distinct(let input, let columns) = node, columns.count > 1,
                Set(columns) == Set(input.output.map(\.id))
            else { return node }
            let estimator = Estimator(node, context.catalog)
            let keys = input.output.map { LogicalPlan.Definition($0.id, .column($0.id, $0.type)) }
            guard keys.allSatisfy({ canBeKey($0.expression, estimator) }) else { return node }
            return .aggregate(input, keys: keys, aggregates: [])
        }
    }

    private static func canBeKey(_ column: BoundExpression, _ estimator: Estimator) -> Bool {
        if case .reference = column.type { return true }
        return estimator.showsAlike(column)
    }
}
