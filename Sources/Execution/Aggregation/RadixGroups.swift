import Columns

/// The groups of some leaves, in the order of their keys: made by one thread, from rows that stay in its cache.
final class RadixGroups: @unchecked Sendable {
    private let leaves: RadixLeaves
    private let range: Range<Int>
    private let keys: PackedKeys
    /// The first row of each group.
    private(set) var rows: [UInt32] = []
    /// The number of each group's value, for keys that are computed; nothing for stored ones.
    private(set) var numbers: [[UInt32]]
    /// The aggregates.
    private(set) var columns: [Column] = []

    init(_ leaves: RadixLeaves, _ range: Range<Int>, _ keys: PackedKeys) {
        (self.leaves, self.range, self.keys) = (leaves, range, keys)
        numbers = keys.keys.map { _ in [] }
    }

    /// `fetch`: reads some rows again.
    func gather(
        _ context: ExecutionContext, _ fetch: (RowList) -> any Operator, _ gatherings: [Gathering]
    ) throws(ExecutionError) {
        let (list, groups) = number()
        if context.cancellation.isCancelled { throw .cancelled }
        var start = 0
        let input = fetch(list)
        while let batch = try input.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            let own = Array(groups[start..<start + batch.count])
            start += batch.count
            for gathering in gatherings { try gathering.add(batch, own, groupCount: rows.count) }
        }
        for gathering in gatherings { columns.append(try gathering.finish(groupCount: rows.count)) }
        let kept = columns.reduce(4 * rows.count) { $0 + $1.byteCount } + numbers.reduce(0) { $0 + 4 * $1.count }
        try context.memory.charge(kept, by: "the aggregation")
    }

    /// Sorts the rows and numbers their groups; gives the rows by group, and the group of each.
    private func number() -> (list: RowList, groups: [Int32]) {
        let count = leaves.count(range)
        return withUnsafeTemporaryAllocation(of: KeyedRow.self, capacity: count) { sorted in
            leaves.sort(range, into: sorted)
            var groups: [Int32] = []
            let list = RowList(
                Buffer(count: count) { list in
                    groups = [Int32](unsafeUninitializedCapacity: count) { groups, made in
                        for place in 0..<count {
                            if place == 0 || sorted[place].key != sorted[place - 1].key { begin(sorted[place]) }
                            list[place] = sorted[place].row
                            // Threads take rows as they come, so the first that came need not be the first there is.
                            rows[rows.count - 1] = min(rows[rows.count - 1], sorted[place].row)
                            groups[place] = Int32(truncatingIfNeeded: rows.count - 1)
                        }
                        made = count
                    }
                })
            return (list, groups)
        }
    }

    private func begin(_ row: KeyedRow) {
        rows.append(row.row)
        for key in numbers.indices {
            if case .numbered = keys.keys[key].shown { numbers[key].append(keys.number(ofKey: key, in: row.key)) }
        }
    }
}
