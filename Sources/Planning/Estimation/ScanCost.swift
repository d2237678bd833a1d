import Columns
import Storage

/// What it costs to ask predicates of all rows of a table, one after another.
struct ScanCost {
    private let table: Table
    private let columns: [LogicalPlan.ScanColumn]
    private let estimator: Estimator

    init(_ table: Table, _ columns: [LogicalPlan.ScanColumn], _ estimator: Estimator) {
        (self.table, self.columns, self.estimator) = (table, columns, estimator)
    }

    /// Each is asked of the rows that those before it leave: of all of a run at once where it can be and they are many,
    /// else one by one.
    func ofAll(_ predicates: [BoundExpression]) -> Double {
        var row = AccessCosts.scanRow
        var share = 1.0
        for predicate in predicates {
            let single = share * AccessCosts.ask * estimator.cost(predicate)
            row += share > Self.fewRows ? run(predicate) ?? single : single
            share *= estimator.selectivity(predicate)
        }
        row += share * AccessCosts.emit
        let texts = predicates.reduce(0) { $0 + self.texts($1) }
        let threads = table.rowCount > Self.sharedRows ? AccessCosts.scanThreads : 1
        return Double(table.rowCount) * row / threads + texts
    }

    /// As predicates decide.
    private static let fewRows = 1.0 / 16
    /// Fewer are read by one thread.
    private static let sharedRows = 1 << 16

    /// What a row costs where runs of rows are compared at once; nil for predicates that are asked one by one.
    private func run(_ predicate: BoundExpression) -> Double? {
        switch predicate {
        case .inIntegers(.column(let id, _), let set, _):
            guard let width = width(id) else { return nil }
            return switch set.runComparison(width: width, rowCount: table.rowCount) {
            case .ranges: AccessCosts.compareByte * Double(width * set.ranges.count)
            case .table: AccessCosts.lookUp
            case nil: nil
            }
        case .inDoubles(.column, let intervals, _):
            return AccessCosts.compareByte * 8 * Double(intervals.count)
        case .matchesText(.column(let id, _), .anyOf(let keys)) where keys.count == 1:
            return width(id).map { AccessCosts.compareByte * Double($0) }
        case .matchesText(.column, _): return AccessCosts.lookUp
        case .not(let inner): return run(inner)
        case .and(let parts), .or(let parts):
            let runs = parts.compactMap(run)
            return runs.count == parts.count ? runs.reduce(0, +) : nil
        default: return nil
        }
    }

    private func width(_ id: ColumnID) -> Int? { position(id).flatMap { table.unreadColumn($0).packed?.width } }

    private func position(_ id: ColumnID) -> Int? {
        columns.first { $0.id == id && $0.position >= 0 }?.position
    }

    // MARK: Texts

    /// Each distinct text is asked once, whatever the rows.
    private func texts(_ predicate: BoundExpression) -> Double {
        if case .matchesText(.column(let id, _), let pattern) = predicate, let position = position(id) {
            return Self.ofTexts(table, position, pattern)
        }
        return predicate.children.reduce(0) { $0 + texts($1) }
    }

    /// To find the texts of a column that match.
    static func ofTexts(_ table: Table, _ position: Int, _ pattern: TextPattern) -> Double {
        let column = table.unreadColumn(position)
        guard let dictionary = (column.elements ?? column).dictionary else { return 0 }
        switch pattern {
        case .anyOf(let keys): return AccessCosts.findText * Double(keys.count)
        case .regex, .like: return AccessCosts.matchByte * Double(dictionary.bytes.count)
        case .order:
            return dictionary.isKnownInOrder
                ? AccessCosts.findText : AccessCosts.orderText * Double(dictionary.count) / AccessCosts.scanThreads
        default: return AccessCosts.searchByte * Double(dictionary.bytes.count)
        }
    }
}
