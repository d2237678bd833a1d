/// Rows counted a while ago at most: in half the memory that all rows may take, so that twice as many groups stay in
/// the caches.
struct RecentCounts {
    private var counts: [UInt32] = []
    private var rowCount = 0

    /// Counts rows of these groups, of which there are so many; `all` gets what no longer fits.
    mutating func add(_ groups: [Int32], groupCount: Int, into all: inout [Int64]) {
        if rowCount + groups.count > UInt32.max { flush(into: &all) }
        rowCount += groups.count
        counts.extend(to: groupCount, with: 0)
        counts.withUnsafeMutableBufferPointer { counts in
            for group in groups { counts[Int(group)] &+= 1 }
        }
    }

    /// Adds what was counted to the counts of all rows.
    mutating func flush(into all: inout [Int64]) {
        guard rowCount > 0 else { return }
        for group in counts.indices { all[group] &+= Int64(counts[group]) }
        (counts, rowCount) = ([], 0)
    }
}
