import Columns
import Planning

/// The built row under each key's number, where no key has two.
enum SinglePartners {
    /// One for each number, `RowList.none` for none, as the one more is that stands behind them, for what has no number.
    case listed(Buffer<UInt32>)
    /// The row of the same number, where the bit is set.
    case sameNumber(Bitmap)

    /// The row under a number of at least 0.
    @inline(__always)
    func row(_ number: Int) -> UInt32 {
        switch self {
        case .listed(let rows): rows[number]
        case .sameNumber(let occurring): occurring[number] ? UInt32(truncatingIfNeeded: number) : RowList.none
        }
    }
}

/// Joins in which no row has two partners: all rows of a batch are looked up at once.
enum SingleRows {
    /// The row under each group's number, none under numbers below 0.
    static func rows(_ partners: SinglePartners, ofGroups groups: [Int32]) -> [UInt32] {
        groups.map { $0 >= 0 ? partners.row(Int($0)) : RowList.none }
    }

    /// What a join makes of a batch; `found`: the partner of each of its rows, `RowList.none` for none.
    static func joined(
        _ batch: Batch, _ found: [UInt32], _ kind: LogicalPlan.JoinKind, _ partners: Partners
    ) -> Batch {
        if kind == .left { return Batch(count: batch.count, vectors: batch.vectors + partners.vectors(found)) }
        let (positions, members) = kept(found, havingPartner: kind != .without && kind != .except)
        let rows = positions.count == batch.count ? batch : batch.gathering(positions)
        guard kind.givesBothSides else { return rows }
        return Batch(count: rows.count, vectors: rows.vectors + partners.vectors(members))
    }

    /// The positions that have a partner, or that have none, and their partners.
    private static func kept(
        _ found: [UInt32], havingPartner wanted: Bool
    ) -> (positions: Batch.Positions, members: [UInt32]) {
        var members: [UInt32] = []
        let positions = Batch.Positions(unsafeUninitializedCapacity: found.count) { positions, count in
            members = [UInt32](unsafeUninitializedCapacity: found.count) { members, memberCount in
                // Written first and counted after: whether a row stays is no branch.
                var kept = 0
                for position in found.indices {
                    positions[kept] = Int32(truncatingIfNeeded: position)
                    members[kept] = found[position]
                    kept &+= ((found[position] != RowList.none) == wanted).number
                }
                (count, memberCount) = (kept, kept)
            }
        }
        return (positions, members)
    }
}
