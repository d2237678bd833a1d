import Storage
import Values

/// `with`, `without`, `intersect` and `except` need each key of the other side once.
///
///     before   with on unit ← scan units, scan awards (all rows)
///     after    with on unit ← scan units, first rows of each unit of awards
///
/// Not legal for joins that show the other side's rows, over more than one key, for keys that are computed, or where
/// the other side is filtered.
enum SemiJoinReduction {
    static let name = "semi-join-reduction"

    /// What stands in for the other side; nil where its rows have to be read.
    static func keys(_ right: PhysicalPlan, _ keys: [BoundExpression], _ catalog: Catalog)
        -> DistinctFromStatistics.Found?
    {
        guard keys.count == 1, case .column(let id, _) = keys[0] else { return nil }
        return DistinctFromStatistics.firstRows(right, of: id, catalog)
    }
}
