import Columns
import Storage
import Values

/// Different values of one stored column, from the first row of each.
///
///     before   distinct form ← scan
///     after    first rows of each form
///
/// The first rows are known in their order, from the statistics or from codes numbered as they are first seen, so the
/// result has the order it would have had. Where texts that are one to `distinct` are spelled in more than one way,
/// `distinct` still runs, over one row a spelling.
///
/// Not legal over more than one column, behind a filter or an index, or where codes are too many to be counted.
enum DistinctFromStatistics {
    static let name = "distinct-from-statistics"

    struct Found {
        var operation: PhysicalPlan.Operation
        /// Rows it gives.
        var count: Int
        /// Whether no two of them are the same.
        var isDistinct: Bool
    }

    /// What stands in for reading all rows of `below`, when only the first of each value of `column` matters.
    static func firstRows(_ below: PhysicalPlan, of column: ColumnID, _ catalog: Catalog) -> Found? {
        guard case .scan(let name, let columns, .allRows, let predicates) = below.operation, predicates.isEmpty,
            let table = catalog[name], let scanned = columns.first(where: { $0.id == column }), scanned.position >= 0,
            let rows = table.firstRows(ofColumn: scanned.position)
        else { return nil }
        return Found(
            operation: .firstRows(table: name, columns: columns, position: scanned.position), count: rows.count,
            isDistinct: table.columns[scanned.position].hasOneSpelling(isExact: column.isExact))
    }
}

extension Column {
    /// Whether no two codes are one text to `=` (to `==` where that is the identity); true for what is no text.
    func hasOneSpelling(isExact: Bool) -> Bool {
        guard let dictionary else { return true }
        return dictionary.isDistinct(isExact ? .exact : .k1)
    }
}
