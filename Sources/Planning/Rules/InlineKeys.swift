/// A grouping key that an `add` below makes of columns is made by the aggregation itself.
///
///     before   count by size ← extend size: if(n > 9, …) ← scan
///     after    count by if(n > 9, …) ← scan
///
/// The aggregation can then compute it once for each value of that column, or each combination of the values of several,
/// instead of once for each row.
///
/// Not legal where something else reads the key too, which would compute it twice, or where it compares texts in
/// another way than the expression does.
enum InlineKeys: Rule {
    static let name = "inline-keys"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .aggregate(.extend(let input, let definitions), let keys, let aggregates) = node else {
                return node
            }
            let readElsewhere = aggregates.reduce(into: LogicalPlan.columns(of: definitions.map(\.expression))) {
                $0.formUnion($1.aggregate.columns)
            }
            let inlined = keys.map { key in
                guard case .column(let id, _) = key.expression, !readElsewhere.contains(id),
                    keys.count(where: { $0.expression.columns.contains(id) }) == 1,
                    let made = definitions.first(where: { $0.id == id })?.expression, !made.columns.isEmpty,
                    made.hasExactIdentity(context.catalog) == id.isExact
                else { return key }
                return LogicalPlan.Definition(key.id, made)
            }
            return .aggregate(.extend(input, definitions), keys: inlined, aggregates: aggregates)
        }
    }
}
