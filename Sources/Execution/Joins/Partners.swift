import Columns

/// What the other side of a join holds for each group of keys: rows, or only whether there are any.
struct Partners {
    private let rows: Materialized?
    /// Borders of each group in `members`; empty where no rows are kept.
    private let offsets: [Int32]
    /// Row numbers in `rows`, ascending inside each group.
    private let members: [UInt32]
    private let matched: [Bool]
    /// The one row of each group, where no group has two.
    let single: SinglePartners?

    /// `matched`: whether there are any, one a group.
    init(matched: [Bool]) { (rows, offsets, members, self.matched, single) = (nil, [], [], matched, nil) }

    /// Rows in the order of their groups.
    init(_ ordered: KeyOrderedRows) {
        (rows, offsets, members, matched, single) = (ordered.rows, [], [], [], .sameNumber(ordered.occurring))
    }

    /// Whether there are any rows, of their groups alone.
    init(
        of groups: [Int32], groupCount: Int, _ cancellation: Cancellation, counts: (Int32) -> Bool
    ) throws(ExecutionError) {
        var matched = [Bool](repeating: false, count: groupCount)
        try cancellation.forEachRun(groups.count) { rows throws(ExecutionError) in
            for group in groups[rows] where group >= 0 && counts(group) { matched[Int(group)] = true }
        }
        self.init(matched: matched)
    }

    /// Rows put under their groups by counting; those of groups that do not count are left out.
    init(
        _ rows: Materialized, groups: [Int32], groupCount: Int, _ cancellation: Cancellation,
        counts: (Int32) -> Bool
    ) throws(ExecutionError) {
        if let single = try Partners.single(groups, groupCount, cancellation, counts) {
            (self.rows, offsets, members, matched, self.single) = (rows, [], [], [], .listed(single))
            return
        }
        single = nil
        var borders = [Int32](repeating: 0, count: groupCount + 1)
        try cancellation.forEachRun(groups.count) { rows throws(ExecutionError) in
            for group in groups[rows] where group >= 0 && counts(group) { borders[Int(group) + 1] += 1 }
        }
        for group in 0..<groupCount { borders[group + 1] += borders[group] }
        var next = borders
        var placed = [UInt32](repeating: 0, count: Int(borders[groupCount]))
        try cancellation.forEachRun(groups.count) { rows throws(ExecutionError) in
            for row in rows where groups[row] >= 0 && counts(groups[row]) {
                placed[Int(next[Int(groups[row])])] = UInt32(row)
                next[Int(groups[row])] += 1
            }
        }
        (self.rows, offsets, members) = (rows, borders, placed)
        matched = (0..<groupCount).map { borders[$0] < borders[$0 + 1] }
    }

    /// Nil as soon as a group has a second row.
    private static func single(
        _ groups: [Int32], _ groupCount: Int, _ cancellation: Cancellation, _ counts: (Int32) -> Bool
    ) throws(ExecutionError) -> Buffer<UInt32>? {
        var isSingle = true
        let single = Buffer<UInt32>(count: groupCount + 1) { single in
            single.update(repeating: RowList.none)
            for (row, group) in groups.enumerated() where group >= 0 && counts(group) {
                if row % Cancellation.runLength == 0, cancellation.isCancelled { return }
                if single[Int(group)] != RowList.none {
                    isSingle = false
                    return
                }
                single[Int(group)] = UInt32(row)
            }
        }
        try cancellation.check()
        return isSingle ? single : nil
    }

    /// The positions of the groups that have rows, or that have none.
    func positions(of groups: ArraySlice<Int32>, havingRows wanted: Bool) -> Batch.Positions {
        Batch.Positions(of: groups.indices) { has(groups[$0]) == wanted }
    }

    func has(_ group: Int32) -> Bool {
        guard group >= 0 else { return false }
        return single.map { $0.row(Int(group)) != RowList.none } ?? matched[Int(group)]
    }

    /// Positions with the rows of their groups, from position `next` on until there are `limit` pairs or all positions
    /// are done, `next` being the first that is not. `keepsAll`: a position without rows is paired with none.
    ///
    /// For groups that may have several rows each.
    func pairs(
        of groups: [Int32], from next: inout Int, atMost limit: Int, keepsAll: Bool
    ) -> (positions: Batch.Positions, members: [UInt32]) {
        assert(single == nil && rows != nil, "rows of groups with several")
        let first = next
        var count = 0
        while next < groups.count, count < limit {
            count += max(range(groups[next]).count, keepsAll ? 1 : 0)
            next += 1
        }
        var found: [UInt32] = []
        let positions = Batch.Positions(unsafeUninitializedCapacity: count) { positions, made in
            made = count
            found = [UInt32](unsafeUninitializedCapacity: count) { found, filled in
                filled = count
                var place = 0
                for position in first..<next {
                    let own = range(groups[position])
                    if own.isEmpty, keepsAll {
                        positions[place] = Int32(truncatingIfNeeded: position)
                        found[place] = RowList.none
                        place += 1
                    }
                    for member in own {
                        positions[place] = Int32(truncatingIfNeeded: position)
                        found[place] = members[member]
                        place += 1
                    }
                }
            }
        }
        return (positions, found)
    }

    /// Where a group's rows stand in `members`.
    @inline(__always)
    private func range(_ group: Int32) -> Range<Int> {
        group < 0 ? 0..<0 : Int(offsets[Int(group)])..<Int(offsets[Int(group) + 1])
    }

    /// The columns at some rows, each different selection composed once.
    func vectors(_ partners: [UInt32]) -> [Vector] {
        guard let rows else { return [] }
        var known: [ObjectIdentifier: RowList] = [:]
        let direct = RowList(partners)
        return rows.vectors.map { vector in
            switch vector.selection {
            case .range(start: 0): return Vector(vector.column, .list(direct, start: 0))
            case .range(let start):
                let moved = partners.map { $0 == RowList.none ? $0 : $0 + UInt32(start) }
                return Vector(vector.column, .list(RowList(moved), start: 0))
            case .list(let list, let start):
                if start == 0, let same = known[ObjectIdentifier(list)] {
                    return Vector(vector.column, .list(same, start: 0))
                }
                let composed = RowList(partners.map { $0 == RowList.none ? $0 : list.rows[start + Int($0)] })
                if start == 0 { known[ObjectIdentifier(list)] = composed }
                return Vector(vector.column, .list(composed, start: 0))
            }
        }
    }
}
