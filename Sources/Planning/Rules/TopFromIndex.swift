import Columns
import Storage
import Values

/// The first rows of an order by one stored column, from an index.
///
///     before   top 10 by day desc ← scan
///     after    first 10 rows of the sorted day, from its end
///
/// Numbers and dates have their order in a permutation, text in its postings list by list. Rows of one value come in
/// their order either way, and missing values last.
///
/// Not legal behind a filter, by more than one key, per group, by a list, or by what a reference shows; and not worth
/// it for text of which nearly every row has one of its own, or where the index is not there and has not paid yet.
enum TopFromIndex {
    static let name = "top-from-index"

    /// Rows for each value, at least, for text to be found list by list.
    private static let rowsAText = 8

    /// What stands in for the first `count` rows of `below`; nil where only reading all rows tells.
    static func firstRows(
        _ below: PhysicalPlan, _ keys: [LogicalPlan.OrderKey], _ count: Int, _ context: PlanContext
    ) -> PhysicalPlan.Operation? {
        guard context.allows(name), context.options.indexes != .off, keys.count == 1,
            case .scan(let name, let columns, .allRows, let predicates) = below.operation, predicates.isEmpty,
            let table = context.catalog[name], count > 0, count <= table.rowCount / 16,
            let found = wantedIndex(keys[0], table, columns),
            AccessPath.isAvailable(found.kind, found.position, table, context)
        else { return nil }
        return .topRows(
            table: name, columns: columns, position: found.position, isDescending: keys[0].isDescending,
            isGivenName: keys[0].isGivenName, count: count)
    }

    /// The index that has the order of a key.
    static func wantedIndex(
        _ key: LogicalPlan.OrderKey, _ table: Table, _ columns: [LogicalPlan.ScanColumn]
    ) -> (kind: IndexKind, position: Int)? {
        guard let position = key.expression.storedPosition(columns) else { return nil }
        switch table.columns[position].payload {
        case .integers:
            if case .reference = key.expression.type { return nil }
            return (.sorted, position)
        case .doubles: return (.sorted, position)
        case .codes(_, let dictionary):
            return dictionary.count <= table.rowCount / rowsAText ? (.postings, position) : nil
        case .lists: return nil
        }
    }
}

extension PhysicalPlan {
    /// The index that would have given the first rows of an order over this part, which is a scan of all rows.
    public func wantedIndex(
        firstBy keys: [LogicalPlan.OrderKey], _ catalog: Catalog
    ) -> (table: Table, kind: IndexKind, position: Int)? {
        guard keys.count == 1, case .scan(let name, let columns, .allRows, let predicates) = operation,
            predicates.isEmpty, let table = catalog[name],
            let found = TopFromIndex.wantedIndex(keys[0], table, columns)
        else { return nil }
        return (table, found.kind, found.position)
    }
}
