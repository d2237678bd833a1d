import Columns
import Storage
import Values

/// Ranks by counting instead of sorting.
///
///     before   window rank per form sort by quantity desc ← scan
///     after    window by counting rank per form sort by quantity desc ← scan
///
/// How many rows of a group have each value of the order is counted first; a row's rank is then one more than how many
/// come before its value. No row is kept, and all threads count.
///
/// Not legal beside other window functions, for computed keys, and for an order by text, references, given names or
/// doubles; not worth it where there are many more combinations of groups and values than rows.
enum CountedRanks {
    static let name = "counted-ranks"

    /// More take more memory than rows that are sorted.
    private static let mostCombinations = 1 << 24
    /// As many are counted for any number of rows.
    private static let fewCombinations = 1 << 12

    static func areLegal(
        _ definitions: [LogicalPlan.WindowDefinition], _ per: [BoundExpression], _ order: [LogicalPlan.OrderKey],
        over below: PhysicalPlan, _ context: PlanContext
    ) -> Bool {
        guard context.allows(name), !order.isEmpty, definitions.allSatisfy({ $0.function == .rank }),
            case .scan(let scanned, _, _, _)? = below.streamedScan, let table = context.catalog[scanned]
        else { return false }
        let origins = below.origins
        // Even far from the caches, counting a row is less work than sorting it.
        let limit = max(fewCombinations, min(2 * table.rowCount, mostCombinations))
        var product = 1
        for key in per + order.map(\.expression) {
            guard let count = count(key, origins, context.catalog) else { return false }
            let (next, overflow) = product.multipliedReportingOverflow(by: count + 1)
            guard !overflow, next <= limit else { return false }
            product = next
        }
        return order.allSatisfy { !$0.isGivenName && $0.expression.type.standsInOrder }
    }

    /// How many values a stored column can have; nil for other keys.
    private static func count(_ key: BoundExpression, _ origins: ColumnOrigins, _ catalog: Catalog) -> Int? {
        guard case .column(let id, _) = origins.expanded(key), let place = origins.stored(id), place.position >= 0,
            let table = catalog[place.table]
        else { return nil }
        return table.columns[place.position].storableCount(
            catalog, table.statistics(ofColumn: place.position).integerRange)
    }
}

extension ValueType {
    /// Whether the integers that stand for its values stand in their order.
    fileprivate var standsInOrder: Bool {
        switch self {
        case .integer, .decimal, .boolean, .date, .dateTime: true
        default: false
        }
    }
}
