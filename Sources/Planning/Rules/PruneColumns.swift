/// Columns that nothing reads are not carried.
///
///     before   project form ← extend x ← scan all columns
///     after    project form ← scan form
///
/// Not legal for the columns of the root, of distinct (they decide which rows are equal), or for aggregates whose
/// removal would leave a group without columns; the keys of an aggregation always stay, but need not be shown where
/// nothing reads them.
enum PruneColumns: Rule {
    static let name = "prune-columns"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        prune(plan, Set(plan.output.map(\.id)))
    }

    private static func prune(_ plan: LogicalPlan, _ needed: Set<ColumnID>) -> LogicalPlan {
        switch plan {
        case .scan(let table, let columns):
            return .scan(table: table, columns: columns.filter { needed.contains($0.id) })
        case .filter(let input, let predicate):
            return .filter(prune(input, needed.union(predicate.columns)), predicate)
        case .extend(let input, let definitions): return extend(input, definitions, needed)
        case .project(let input, let definitions):
            let kept = definitions.filter { needed.contains($0.id) }
            return .project(prune(input, LogicalPlan.columns(of: kept.map(\.expression))), kept)
        case .aggregate(let input, let keys, let aggregates):
            let kept = aggregates.filter { needed.contains($0.id) }
            let read = kept.reduce(into: LogicalPlan.columns(of: keys.map(\.expression))) {
                $0.formUnion($1.aggregate.columns)
            }
            var shown = keys
            for key in keys.indices { shown[key].isRead = needed.contains(keys[key].id) }
            return .aggregate(prune(input, read), keys: shown, aggregates: kept)
        case .sort(let input, let keys):
            return .sort(prune(input, needed.union(LogicalPlan.columns(of: keys.map(\.expression)))), keys)
        case .limit(let input, let skip, let take): return .limit(prune(input, needed), skip: skip, take: take)
        case .sample(let input, let count): return .sample(prune(input, needed), count)
        case .top(let input, let keys, let count, let per):
            let read = needed.union(LogicalPlan.columns(of: keys.map(\.expression) + per))
            return .top(prune(input, read), keys, count: count, per: per)
        case .distinct(let input, let over): return .distinct(prune(input, needed.union(over)), over)
        case .join(let left, let right, let kind, let leftKeys, let rightKeys):
            return .join(
                prune(left, needed.union(LogicalPlan.columns(of: leftKeys))),
                prune(right, needed.union(LogicalPlan.columns(of: rightKeys))),
                kind: kind, left: leftKeys, right: rightKeys)
        case .union(let left, let right, let all):
            let kept = all.filter { needed.contains($0.id) }
            return .union(
                prune(left, Set(kept.compactMap(\.left))), prune(right, Set(kept.compactMap(\.right))), kept)
        case .window(let input, let definitions, let per, let order):
            let kept = definitions.filter { needed.contains($0.id) }
            let read = kept.reduce(into: needed.union(LogicalPlan.columns(of: per + order.map(\.expression)))) {
                $0.formUnion($1.function.columns)
            }
            let below = prune(input, kept.isEmpty ? needed : read)
            return kept.isEmpty ? below : .window(below, kept, per: per, order: order)
        case .unnest(let input, let list, let element, let type):
            return .unnest(prune(input, needed.union([list])), list: list, element: element, type)
        }
    }

    private static func extend(_ input: LogicalPlan, _ definitions: [LogicalPlan.Definition], _ needed: Set<ColumnID>)
        -> LogicalPlan
    {
        let kept = definitions.filter { needed.contains($0.id) }
        let below = prune(input, needed.union(LogicalPlan.columns(of: kept.map(\.expression))))
        return kept.isEmpty ? below : .extend(below, kept)
    }
}
