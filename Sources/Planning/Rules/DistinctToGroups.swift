import Values

/// Whole rows that are different are groups by all their columns, where nobody sees their order.
///
///     before   count ← distinct a, b ← scan
///     after    count ← by a, b (no aggregates) ← scan
///
/// Groups are made by all threads, and without hashing where keys are narrow; they come in an order of their own.
///
/// Of a text that nobody reads above, the form that `=` compares does as a key: its spellings are then one.
///
/// Not legal where the order of rows shows (see `drop-useless-sorts`); where rows have columns besides, which the first
/// of each would show; for texts that are read and spelled in several ways, of which a group shows the commonest and a
/// row its own; for lists. One column alone is left to its statistics.
enum DistinctToGroups: Rule {
    static let name = "distinct-to-groups"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .aggregate(let input, let keys, let aggregates) = node else { return node }
            let estimator = Estimator(node, context.catalog)
            let read = aggregates.reduce(into: LogicalPlan.columns(of: keys.map(\.expression))) {
                $0.formUnion($1.aggregate.columns)
            }
            let made = grouped(input, read, estimator)
            guard made != input, DropUselessSorts.hidesOrder(keys, aggregates, estimator) else { return node }
            return .aggregate(made, keys: keys, aggregates: aggregates)
        }
    }

    /// `read`: the columns that what stands above reads.
    private static func grouped(_ plan: LogicalPlan, _ read: Set<ColumnID>, _ estimator: Estimator) -> LogicalPlan {
        switch plan {
        case .distinct(let input, let columns):
            guard columns.count > 1, Set(columns) == Set(input.output.map(\.id)) else { return plan }
            let keys = input.output.mapAll { key(.column($0.id, $0.type), $0.id, read, estimator) }
            return keys.map { .aggregate(input, keys: $0, aggregates: []) } ?? plan
        case .filter, .extend, .project:
            let own = read.union(plan.readColumns)
            return plan.mapInputs { grouped($0, own, estimator) }
        case .join(let left, let right, let kind, let leftKeys, let rightKeys) where !kind.givesBothSides:
            let own = read.union(LogicalPlan.columns(of: leftKeys))
            return .join(grouped(left, own, estimator), right, kind: kind, left: leftKeys, right: rightKeys)
        default: return plan
        }
    }

    /// Nil where a group would show another text than the first of its rows.
    private static func key(
        _ column: BoundExpression, _ id: ColumnID, _ read: Set<ColumnID>, _ estimator: Estimator
    ) -> LogicalPlan.Definition? {
        if estimator.showsAlikeInPlace(column) { return LogicalPlan.Definition(id, column) }
        guard column.type == .text, !id.isExact, !read.contains(id) else { return nil }
        return LogicalPlan.Definition(id, .call(.identity, [column], .text))
    }
}
