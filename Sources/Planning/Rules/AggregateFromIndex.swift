import Storage
import Values

/// Counts that an index or the statistics know already.
///
///     before   aggregate count ← filter bloc = x ← scan        aggregate count by bloc ← scan
///     after    the length of x's postings                      the statistics' counts by code
///
/// Not legal when a filter is left that the index does not answer, when an aggregate is anything but the number of
/// rows, or when texts of one group are spelled in more than one way (their counts would have to be merged).
enum AggregateFromIndex {
    static let name = "aggregate-from-index"

    static func countOnly(_ aggregates: [LogicalPlan.AggregateDefinition]) -> [ColumnID]? {
        let plain = Aggregate(.count, nil, type: .integer)
        return aggregates.allSatisfy { $0.aggregate == plain } && !aggregates.isEmpty ? aggregates.map(\.id) : nil
    }

    /// The position of the one key that is a stored column whose rows the statistics have counted by code.
    static func countedKey(
        _ keys: [LogicalPlan.Definition], _ table: Table, _ columns: [LogicalPlan.ScanColumn]
    ) -> Int? {
        guard keys.count == 1, case .column(let id, let type) = keys[0].expression,
            let position = columns.first(where: { $0.id == id })?.position, position >= 0,
            table.statistics(ofColumn: position).codeCounts != nil
        else { return nil }
        if type == .text, !table.schema.fields[position].hasExactIdentity {
            guard let dictionary = table.columns[position].dictionary,
                dictionary.classes(.k1).count == dictionary.count
            else { return nil }
        }
        return position
    }
}
