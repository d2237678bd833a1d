import Columns

/// Rows of a batch with the number of each one's group.
struct GroupedRows {
    /// The group of each position of the batch.
    let groups: [Int32]
    /// The positions that count, ascending; nil for all.
    let positions: Batch.Positions?
    /// More than any group's number.
    let groupCount: Int

    /// Whether all rows are one group: a loop can then keep its sum in a register, where one that writes it back for
    /// each row waits for the one before.
    var isOneGroup: Bool { groupCount == 1 }

    /// How many rows count.
    var count: Int { positions?.count ?? groups.count }

    /// Calls `body` with the group of each row that counts, whatever the row holds.
    @inline(__always)
    func forEachGroup(_ body: (_ group: Int) -> Void) {
        groups.withUnsafeBufferPointer { groups in
            if let positions {
                for position in positions { body(Int(groups[Int(position)])) }
            } else {
                var position = 0
                while position < groups.count {
                    body(Int(groups[position]))
                    position += 1
                }
            }
        }
    }

    /// Calls `body` with the position and the group of each row that counts.
    @inline(__always)
    func forEachPosition(_ body: (_ position: Int, _ group: Int) -> Void) {
        if let positions {
            for position in positions { body(Int(position), Int(groups[Int(position)])) }
        } else {
            for position in groups.indices { body(position, Int(groups[position])) }
        }
    }
}

/// Where the groups of one accumulator go in another.
struct GroupMap {
    /// The new number of each group; nil where numbers stay.
    let numbers: [Int32]?
    /// More than any new number.
    let groupCount: Int

    @inline(__always)
    subscript(group: Int) -> Int { numbers.map { Int($0[group]) } ?? group }
}
