import Columns
import Indexes
import Storage

/// Index or scan, by cost.
///
///     before   filter year = 2021 and … ← scan
///     after    scan by index year = 2021, filter …
///
/// The costs are in nanoseconds a row. An index that is not built yet has to pay for itself first: scans are counted
/// for each column, and once they have cost as much as building would, the index is built (the ski-rental rule,
/// never worse than twice the best choice in hindsight).
///
/// Not legal for predicates over more than one column, over expressions, or that hold for missing values.
enum AccessPath {
    static let name = "access-path"

    /// Rows that a scan reads at this cost each; one more for each predicate that is asked.
    static let scanCost = 1.0
    /// A row found by an index: its number, and a jump to its values.
    static let fetchCost = 4.0
    /// Work for the look-up itself.
    static let lookupCost = 500.0
    static let postingsBuildCost = 6.0
    static let permutationBuildCost = 60.0

    struct Choice {
        var access: PhysicalPlan.Access
        var remaining: [BoundExpression]
    }

    static func choose(
        _ table: Table, _ columns: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression], _ estimator: Estimator,
        _ context: PlanContext
    ) -> Choice {
        let whole = Choice(access: .allRows, remaining: predicates)
        guard context.options.indexes != .off, !context.options.disabledRules.contains(name), table.rowCount > 0 else {
            return whole
        }
        let rows = Double(table.rowCount)
        let scan =
            rows * (scanCost + predicates.reduce(0) { $0 + estimator.cost($1) } / Double(max(1, predicates.count)))
        var best = whole
        var bestCost = scan
        for (index, predicate) in predicates.enumerated() {
            guard let candidate = access(predicate, table, columns) else { continue }
            let matching = rows * estimator.selectivity(predicate)
            let cost = lookupCost + matching * (fetchCost + Double(predicates.count - 1))
            guard cost < bestCost, isAvailable(candidate, table, saved: scan - cost, context) else { continue }
            var remaining = predicates
            remaining.remove(at: index)
            best = Choice(access: candidate, remaining: remaining)
            bestCost = cost
        }
        return best
    }

    /// The access that answers a predicate alone, where one can.
    static func access(_ predicate: BoundExpression, _ table: Table, _ columns: [LogicalPlan.ScanColumn])
        -> PhysicalPlan.Access?
    {
        switch predicate {
        case .inIntegers(.column(let id, let type), let set, _):
            guard let position = position(id, columns) else { return nil }
            let isDiscrete = table.columns[position].packed.map { !$0.isWide } ?? false
            if isDiscrete, case .reference = type { return .postings(position: position, predicate) }
            if isDiscrete, set.values(limit: 64) != nil { return .postings(position: position, predicate) }
            return .permutation(position: position, predicate)
        case .inDoubles(.column(let id, _), _, _):
            return position(id, columns).map { .permutation(position: $0, predicate) }
        case .matchesText(.column(let id, _), _):
            return position(id, columns).map { .postings(position: $0, predicate) }
        default: return nil
        }
    }

    private static func position(_ id: ColumnID, _ columns: [LogicalPlan.ScanColumn]) -> Int? {
        guard let position = columns.first(where: { $0.id == id })?.position, position >= 0 else { return nil }
        return position
    }

    private static func isAvailable(
        _ access: PhysicalPlan.Access, _ table: Table, saved: Double, _ context: PlanContext
    ) -> Bool {
        if context.options.indexes == .eager { return true }
        switch access {
        case .allRows: return true
        case .postings(let position, _):
            return table.hasPostings(ofColumn: position) || hasPaid(position, table, postingsBuildCost)
        case .permutation(let position, _):
            return table.hasPermutation(ofColumn: position) || hasPaid(position, table, permutationBuildCost)
        }
    }

    private static func hasPaid(_ position: Int, _ table: Table, _ buildCost: Double) -> Bool {
        Double(table.scannedRows(ofColumn: position)) * scanCost >= Double(table.rowCount) * buildCost
    }
}

extension PackedIntegers {
    /// Stored in full width, so that a list for each value is out of the question.
    var isWide: Bool {
        switch storage {
        case .bytes, .shorts: false
        case .words, .longs: true
        }
    }
}

extension BoundExpression {
    /// The position of the stored column that an index could answer this predicate by.
    public func indexablePosition(_ columns: [LogicalPlan.ScanColumn]) -> Int? {
        let id: ColumnID
        switch self {
        case .inIntegers(.column(let column, _), _, _), .inDoubles(.column(let column, _), _, _),
            .matchesText(.column(let column, _), _):
            id = column
        default: return nil
        }
        guard let position = columns.first(where: { $0.id == id })?.position, position >= 0 else { return nil }
        return position
    }
}
