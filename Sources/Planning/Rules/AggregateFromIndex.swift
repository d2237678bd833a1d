import Storage
import Values

/// Counts and extremes that an index or the statistics know already.
///
///     before   aggregate count ← filter bloc = x ← scan     aggregate count, min day, distinct form ← scan
///     after    the length of x's postings                   the statistics' numbers
///
///     before   aggregate count by bloc ← scan
///     after    the statistics' counts by code
///
/// Not legal when a filter is left that the index does not answer, when an aggregate has a filter of its own, when it
/// is anything but the number of rows behind an index or behind `by`, or when texts of one group are spelled in more
/// than one way (their counts would have to be merged). The number of different values needs counted codes; least and
/// greatest need counted codes or, for numbers, the rows that hold them.
enum AggregateFromIndex {
    static let name = "aggregate-from-index"

    /// What stands in for an aggregation of `below`; nil where only reading rows answers it.
    static func shortcut(
        _ below: PhysicalPlan, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition],
        _ catalog: Catalog
    ) -> PhysicalPlan.Operation? {
        guard case .scan(let name, let columns, let access, let predicates) = below.operation, predicates.isEmpty,
            let table = catalog[name], !aggregates.isEmpty
        else { return nil }
        let counts = countOnly(aggregates)
        if keys.isEmpty {
            if let counts { return .count(table: name, access: access, ids: counts) }
            guard access == .allRows, aggregates.allSatisfy({ isKnown($0.aggregate, table, columns) }) else {
                return nil
            }
            return .aggregateFromStatistics(table: name, columns: columns, aggregates: aggregates)
        }
        guard let counts, access == .allRows, let position = countedKey(keys, table, columns) else { return nil }
        return .countByCode(
            table: name, position: position, key: keys[0].id, type: keys[0].expression.type, counts: counts)
    }

    static func countOnly(_ aggregates: [LogicalPlan.AggregateDefinition]) -> [ColumnID]? {
        let plain = Aggregate(.count, nil, type: .integer)
        return aggregates.allSatisfy { $0.aggregate == plain } ? aggregates.map(\.id) : nil
    }

    /// Whether the statistics of one stored column hold an aggregate over all rows.
    private static func isKnown(_ aggregate: Aggregate, _ table: Table, _ columns: [LogicalPlan.ScanColumn]) -> Bool {
        guard aggregate.filter == nil, aggregate.second == nil else { return false }
        guard let argument = aggregate.argument else { return aggregate.function == .count }
        guard let position = argument.storedPosition(columns) else { return false }
        switch aggregate.function {
        case .count: return true
        case .distinct: return table.statistics(ofColumn: position).firstRows != nil
        case .minimum, .maximum:
            let statistics = table.statistics(ofColumn: position)
            return statistics.firstRows != nil || statistics.extremeRows != nil
        default: return false
        }
    }

    /// The position of the one key that is a stored column whose rows the statistics have counted by code.
    private static func countedKey(
        _ keys: [LogicalPlan.Definition], _ table: Table, _ columns: [LogicalPlan.ScanColumn]
    ) -> Int? {
        guard keys.count == 1, let position = keys[0].expression.storedPosition(columns),
            table.columns[position].hasOneSpelling(isExact: table.schema.fields[position].hasExactIdentity),
            table.statistics(ofColumn: position).codeCounts != nil
        else { return nil }
        return position
    }
}

extension BoundExpression {
    /// The position of the stored column that this expression is; nil for any other.
    func storedPosition(_ columns: [LogicalPlan.ScanColumn]) -> Int? {
        guard case .column(let id, _) = self, let position = columns.first(where: { $0.id == id })?.position,
            position >= 0
        else { return nil }
        return position
    }
}
