import Columns
import Indexes
import Storage

/// Index or scan, by cost.
///
///     before   filter year = 2021 and form = x and note ~ y ← scan
///     after    scan by the rows of both indexes for year = 2021 and form = x, filter note ~ y
///
/// Conditions joined by `and`, `or` and `not` are answered together where an index answers each. Of the parts of a
/// conjunction those are taken that make it cheaper; the others are asked of the rows found.
///
/// An index that is not built yet has to pay for itself first: scans are counted for each column, and once they have
/// cost half as much as building would, the index is built (the ski-rental rule; half, because that of a large table is
/// built in the background, where it delays nobody).
///
/// Not legal for predicates over more than one column, over expressions, or that hold for missing values.
enum AccessPath {
    static let name = "access-path"

    /// What the rows are for.
    enum Purpose {
        case rows
        /// Only their number matters.
        case count
    }

    struct Choice {
        var access: PhysicalPlan.Access
        var remaining: [BoundExpression]
    }

    static func choose(
        _ table: Table, _ columns: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression], _ estimator: Estimator,
        _ context: PlanContext, for purpose: Purpose = .rows
    ) -> Choice {
        let whole = Choice(access: .allRows, remaining: predicates)
        guard context.options.indexes != .off, context.allows(name), table.rowCount > 0, !predicates.isEmpty else {
            return whole
        }
        let chooser = AccessChooser(
            table: table, columns: columns, estimator: estimator, purpose: purpose,
            isForced: context.options.indexes == .always)
        let best = chooser.best(predicates) { _, _ in true }
        guard best.access != .allRows else { return whole }
        let missing = best.access.leaves.filter { !isAvailable($0.kind, $0.position, table, context) }
        if missing.isEmpty { return best }
        return chooser.best(predicates) { kind, position in
            table.hasIndex(kind, ofColumn: position)
                || (isSmallOrEager(table, context) && !missing.contains { $0.kind == kind && $0.position == position }
                    && isAvailable(kind, position, table, context))
        }
    }

    private static func isSmallOrEager(_ table: Table, _ context: PlanContext) -> Bool {
        context.options.indexes.buildsAtOnce || table.rowCount <= IndexBuilder.fewRows
    }

    /// Whether an index can be used now: it is there, or this query may build it. Begins to build, for the queries to
    /// come, one that has paid for itself.
    static func isAvailable(_ kind: IndexKind, _ position: Int, _ table: Table, _ context: PlanContext) -> Bool {
        if table.hasIndex(kind, ofColumn: position) { return true }
        guard context.options.indexes.buildsAtOnce || hasPaid(kind, position, table),
            context.catalog.indexBuilder.hasRoom(kind, of: table, position: position, beside: context.catalog.tables)
        else { return false }
        if isSmallOrEager(table, context) { return true }
        context.catalog.indexBuilder.request(kind, of: table, position: position)
        return false
    }

    private static func hasPaid(_ kind: IndexKind, _ position: Int, _ table: Table) -> Bool {
        let scans = 2 * Double(table.scanCount(ofColumn: position, for: kind))
        return switch kind {
        case .postings: scans * (AccessCosts.scanRow + AccessCosts.lookUp) >= AccessCosts.postingsBuild
        case .sorted: scans * (AccessCosts.scanRow + AccessCosts.lookUp) >= AccessCosts.sortedBuild
        case .words: scans * AccessCosts.searchByte >= AccessCosts.wordsBuild
        }
    }
}

extension PhysicalPlan.Access {
    /// The indexes that it reads.
    public var leaves: [(kind: IndexKind, position: Int)] {
        switch self {
        case .allRows: []
        case .postings(let position, _): [(.postings, position)]
        case .words(let position, _): [(.postings, position), (.words, position)]
        case .permutation(let position, _): [(.sorted, position)]
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        case .except(let inner): inner.leaves
        }
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
    /// The indexes of stored columns that would answer this predicate; empty where something in it needs the rows.
    public func wantedIndexes(
        _ columns: [LogicalPlan.ScanColumn], _ table: Table, _ catalog: Catalog
    ) -> [(kind: IndexKind, position: Int)] {
        AccessChooser.access(self, table, columns, catalog, byWords: true)?.leaves ?? []
    }
}
