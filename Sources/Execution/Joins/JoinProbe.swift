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
        if let single = partners.single { return singleRows(kind, partners, single) }
        var positions: Batch.Positions = []
        var members: [UInt32] = []
        while next < batch.count, positions.count < Self.rowsAtATime {
            let position = Int32(next)
            let group = groups[next]
            next += 1
            switch kind {
            case .with, .intersect: if partners.has(group) { positions.append(position) }
            case .without, .except: if !partners.has(group) { positions.append(position) }
            case .left where !partners.has(group):
                positions.append(position)
                members.append(RowList.none)
            case .inner, .left:
                partners.append(group, to: &members)
                while positions.count < members.count { positions.append(position) }
            }
        }
        return joined(kind, partners, positions, members)
    }

    /// No row has two partners: all are looked up at once.
    private mutating func singleRows(_ kind: LogicalPlan.JoinKind, _ partners: Partners, _ single: [UInt32]) -> Batch {
        next = batch.count
        let found = [UInt32](unsafeUninitializedCapacity: groups.count) { found, count in
            count = groups.count
            single.withUnsafeBufferPointer { single in
                for position in groups.indices {
                    let group = Int(groups[position])
                    found[position] = group >= 0 ? single[group] : RowList.none
                }
            }
        }
        if kind == .left { return Batch(count: batch.count, vectors: batch.vectors + partners.vectors(found)) }
        let wantsPartner = kind != .without && kind != .except
        var members: [UInt32] = []
        let positions = Batch.Positions(unsafeUninitializedCapacity: found.count) { positions, count in
            members = [UInt32](unsafeUninitializedCapacity: found.count) { members, memberCount in
                // Written first and counted after: whether a row stays is no branch.
                for position in found.indices {
                    positions[count] = Int32(truncatingIfNeeded: position)
                    members[count] = found[position]
                    count += (found[position] != RowList.none) == wantsPartner ? 1 : 0
                }
                memberCount = count
            }
        }
        return joined(kind, partners, positions, members)
    }

    private func joined(
        _ kind: LogicalPlan.JoinKind, _ partners: Partners, _ positions: Batch.Positions, _ members: [UInt32]
    ) -> Batch {
        // As many positions as rows, without repetition, are all of them.
        let isWhole = partners.single != nil && positions.count == batch.count
        let rows = isWhole ? batch : batch.gathering(positions)
        guard kind.givesBothSides else { return rows }
        return Batch(count: rows.count, vectors: rows.vectors + partners.vectors(members))
    }
}
