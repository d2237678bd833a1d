import Columns
import Planning

/// A left batch and how far it has been looked up: rows with many partners are looked up a few at a time, so that neither
/// memory nor the way to Ctrl-C grows with them.
struct JoinProbe {
    let batch: Batch
    /// The group of each row's key; -1 where the other side has no such key.
    let groups: [Int32]
    private var next = 0

    private static let rowsAtATime = 16 * Batch.standardCount

    init(batch: Batch, groups: [Int32]) { (self.batch, self.groups) = (batch, groups) }

    var isDone: Bool { next >= batch.count }

    /// What a join makes of the next rows.
    mutating func rows(_ kind: LogicalPlan.JoinKind, _ partners: Partners) -> Batch {
        if let single = partners.single {
            next = batch.count
            return SingleRows.joined(batch, SingleRows.rows(single, ofGroups: groups), kind, partners)
        }
        if !kind.givesBothSides {
            let rows = groups[next...]
            next = batch.count
            return batch.gathering(partners.positions(of: rows, havingRows: kind == .with || kind == .intersect))
        }
        let (positions, members) = partners.pairs(
            of: groups, from: &next, atMost: Self.rowsAtATime, keepsAll: kind == .left)
        let rows = batch.gathering(positions)
        return Batch(count: rows.count, vectors: rows.vectors + partners.vectors(members))
    }
}
