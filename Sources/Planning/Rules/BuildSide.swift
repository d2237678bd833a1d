/// Which side of a join is put into the hash table: the one that makes the join cheaper.
///
///     before   join (right side built) ← 10 rows, 1,000,000 rows
///     after    join (left side built) ← 10 rows, 1,000,000 rows
///
/// Either way rows come in the order of the left side: when that is the one built, the other's rows that have a
/// partner are kept and put under their keys before the first row is given.
///
/// Always legal. The costs are in units of a look into the hash table.
enum BuildSide {
    static let name = "build-side"

    /// A row put into the table.
    static let buildCost = 4.0
    static let probeCost = 1.5
    /// A row of the right side that is kept although the left side is built.
    static let keepCost = 3.0
    /// Estimates err: the plain way stays unless the other is clearly better.
    static let margin = 0.7

    static func choose(_ kind: LogicalPlan.JoinKind, left: Double, right: Double, output: Double)
        -> PhysicalPlan.JoinSide
    {
        let kept = kind.givesBothSides ? min(right, output) : 0
        let builtLeft = left * buildCost + right * probeCost + kept * keepCost
        let builtRight = right * buildCost + left * probeCost
        return builtLeft < builtRight * margin ? .left : .right
    }
}
