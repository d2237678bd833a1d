import Columns
import Storage
import Values

/// Guesses how many rows come out of an operator, from the statistics of the collections below it.
struct Estimator {
    let catalog: Catalog
    private let origins: [ColumnID: Origin]

    /// The stored column behind a column of the plan: its own, or one that it passes on.
    private struct Origin {
        var table: Table
        var position: Int
    }

    init(_ plan: LogicalPlan, _ catalog: Catalog) {
        self.catalog = catalog
        var origins: [ColumnID: Origin] = [:]
        Estimator.collect(plan, catalog, &origins)
        self.origins = origins
    }

    private static func collect(_ plan: LogicalPlan, _ catalog: Catalog, _ origins: inout [ColumnID: Origin]) {
        for input in plan.inputs { collect(input, catalog, &origins) }
        switch plan {
        case .scan(let name, let columns):
            guard let table = catalog[name] else { return }
            for column in columns where column.position >= 0 {
                origins[column.id] = Origin(table: table, position: column.position)
            }
        case .extend(_, let definitions), .project(_, let definitions), .aggregate(_, let definitions, _):
            for definition in definitions where !definition.isPassedOn {
                switch definition.expression {
                case .column(let source, _): origins[definition.id] = origins[source]
                case .follow(_, let name, let position, _) where position >= 0:
                    origins[definition.id] = catalog[name].map { Origin(table: $0, position: position) }
                default: break
                }
            }
        case .union(_, _, let columns):
            for column in columns { origins[column.id] = (column.left ?? column.right).flatMap { origins[$0] } }
        default: break
        }
    }

    // MARK: Columns

    /// The stored column behind an expression: its own, or one a reference leads to.
    func column(_ expression: BoundExpression) -> (table: Table, position: Int)? {
        switch expression {
        case .column(let id, _): return origins[id].map { ($0.table, $0.position) }
        case .follow(_, let name, let position, _) where position >= 0: return catalog[name].map { ($0, position) }
        default: return nil
        }
    }

    func statistics(_ expression: BoundExpression) -> ColumnStatistics? {
        column(expression).map { $0.table.estimates(ofColumn: $0.position) }
    }

    /// Different values, a missing one included.
    func distinct(_ expression: BoundExpression) -> Int? {
        if expression.type == .boolean, column(expression) == nil { return 2 }
        return statistics(expression).map { $0.distinctCount + ($0.missingCount > 0 ? 1 : 0) }
    }

    /// Assumed for a key of which nothing is known.
    private static let unknownDistinct = 10

    /// How many groups keys make of `rows` rows.
    func groups(_ keys: [BoundExpression], rows: Double) -> Double {
        guard !keys.isEmpty else { return 1 }
        let possible = keys.reduce(1.0) { $0 * Double(max(1, distinct($1) ?? Self.unknownDistinct)) }
        return Estimator.seen(of: possible, in: rows, of: keys.compactMap(ownRows).max() ?? 0)
    }

    private func ownRows(_ key: BoundExpression) -> Double? {
        switch key {
        case .column(let id, _): origins[id].map { Double($0.table.rowCount) }
        case .follow(let base, _, _, _): ownRows(base)
        default: nil
        }
    }

    /// How many of `values` that fill `whole` rows evenly are met in `rows` of them: Cárdenas' formula in Yao's
    /// setting, "Approximating block accesses in database organizations" (1977).
    private static func seen(of values: Double, in rows: Double, of whole: Double) -> Double {
        guard rows < whole, values > 1 else { return min(rows, values) }
        let distinct = min(values, whole)
        return min(rows, distinct * (1 - max(0, 1 - rows / whole).power(whole / distinct)))
    }

    // MARK: Joins

    /// Rows that come out of a join of `left` and `right` rows: the keys of the side with fewer are taken to occur
    /// among those of the other.
    func joined(
        _ kind: LogicalPlan.JoinKind, _ left: (keys: [BoundExpression], rows: Double),
        _ right: (keys: [BoundExpression], rows: Double)
    ) -> Double {
        let leftKeys = max(1, groups(left.keys, rows: left.rows))
        let rightKeys = max(1, groups(right.keys, rows: right.rows))
        let matched = left.rows * right.rows / max(leftKeys, rightKeys)
        let kept = right.rows < 0.5 ? 0 : left.rows * min(1, rightKeys / leftKeys)
        switch kind {
        case .inner: return matched
        case .left: return max(left.rows, matched)
        case .with, .intersect: return kept
        case .without, .except: return left.rows - kept
        }
    }
}

extension Double {
    /// A number from 0 to 1 raised to a power of at least 1, to within an estimate's needs.
    fileprivate func power(_ exponent: Double) -> Double {
        var (result, base, left) = (1.0, self, exponent.rounded())
        while left >= 1 {
            if left.truncatingRemainder(dividingBy: 2) == 1 { result *= base }
            base *= base
            left = (left / 2).rounded(.down)
        }
        return result
    }
}
