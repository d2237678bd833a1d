import Columns

/// How many rows each group has: in 32 bits while these hold all rows, so that twice as many groups stay in the caches.
struct RowCounts: ~Copyable {
    /// Those of `recentRows` rows; there may be more of them than groups.
    private var recent = PlainResults<UInt32>(count: 0, initial: 0)
    private var recentRows = 0
    /// Those of all other rows; empty where there were none.
    private var others: [Int64] = []

    /// Counts rows of these groups, of which there are so many.
    mutating func add(_ groups: [Int32], groupCount: Int) {
        makeRoom(groupCount, rows: groups.count)
        let counts = recent.elements
        for group in groups { counts[Int(group)] &+= 1 }
    }

    /// Adds the rows of each group that were counted elsewhere.
    mutating func add(_ counts: [Int64]) {
        others.extend(to: counts.count, with: 0)
        others.withUnsafeMutableBufferPointer { others in
            for group in counts.indices { others[group] &+= counts[group] }
        }
    }

    /// Adds the rows of groups that have other numbers here.
    mutating func absorb(_ other: borrowing RowCounts, _ map: GroupMap) {
        let theirs = other.recent.elements
        if map.numbers == nil {
            makeRoom(theirs.count, rows: other.recentRows)
            let counts = recent.elements
            for group in theirs.indices { counts[group] &+= theirs[group] }
            return add(other.others)
        }
        others.extend(to: map.groupCount, with: 0)
        others.withUnsafeMutableBufferPointer { others in
            for group in theirs.indices where theirs[group] > 0 { others[map[group]] &+= Int64(theirs[group]) }
            for (group, count) in other.others.enumerated() { others[map[group]] &+= count }
        }
    }

    subscript(group: Int) -> Int64 { Self.count(group, recent.elements, others) }

    /// The rows of some groups.
    func of(_ groups: [Int32]) -> [Int64] {
        let (recent, others) = (recent.elements, others)
        return [Int64](unsafeUninitializedCapacity: groups.count) { counts, filled in
            for place in groups.indices { counts[place] = Self.count(Int(groups[place]), recent, others) }
            filled = groups.count
        }
    }

    /// The groups that have rows, ascending.
    var present: [Int32] {
        let (recent, others) = (recent.elements, others)
        return [Int32](unsafeUninitializedCapacity: max(recent.count, others.count)) { groups, count in
            for group in groups.indices {
                groups[count] = Int32(truncatingIfNeeded: group)
                count += Self.count(group, recent, others) == 0 ? 0 : 1
            }
        }
    }

    @inline(__always)
    private static func count(_ group: Int, _ recent: UnsafeMutableBufferPointer<UInt32>, _ others: [Int64]) -> Int64 {
        (group < recent.count ? Int64(recent[group]) : 0) &+ (group < others.count ? others[group] : 0)
    }

    /// Makes room for so many groups, and for so many more rows of one of them.
    private mutating func makeRoom(_ groupCount: Int, rows: Int) {
        if recentRows + rows > UInt32.max { takeOut() }
        recentRows += rows
        let known = recent.elements
        guard known.count < groupCount else { return }
        // Where groups are numbered as they come, there will be more.
        let larger = PlainResults<UInt32>(count: max(groupCount, 2 * known.count), initial: 0)
        _ = larger.elements.update(fromContentsOf: known)
        recent = larger
    }

    private mutating func takeOut() {
        let counts = recent.elements
        add(counts.map { Int64($0) })
        counts.update(repeating: 0)
        recentRows = 0
    }
}
