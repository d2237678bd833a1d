import Columns

/// The groups of some leaves, in the order of their keys: made by one thread, from rows that stay in its cache.
final class RadixGroups: @unchecked Sendable {
    private let leaves: RadixLeaves
    private let range: Range<Int>
    private let keys: RadixKeys
    private let carried: NarrowIntegers?
    /// The first row of each group.
    private(set) var rows: [UInt32] = []
    /// The number of each group's value, for keys that are computed; nothing for stored ones.
    private(set) var numbers: [[UInt32]]
    /// How many rows each group has.
    private var rowCounts: [Int64] = []
    /// The aggregates.
    private(set) var columns: [Column] = []

    init(_ leaves: RadixLeaves, _ range: Range<Int>, _ keys: RadixKeys, carried: NarrowIntegers?) {
        (self.leaves, self.range, self.keys, self.carried) = (leaves, range, keys, carried)
        numbers = keys.all.map { _ in [] }
    }

    /// `fetch`: reads some rows again.
    func gather(
        _ context: ExecutionContext, _ fetch: @escaping (RowList) -> any Operator, _ gatherings: [Gathering]
    ) throws(ExecutionError) {
        let (read, groups) = try number(context, fetch)
        if context.cancellation.isCancelled { throw .cancelled }
        let readers = gatherings.filter(\.readsRows)
        if !readers.isEmpty {
            let input = carried?.rows(ofStored: read) ?? fetch(RowList(read))
            var start = 0
            while let batch = try input.next() {
                if context.cancellation.isCancelled { throw .cancelled }
                let own = Array(groups[start..<start + batch.count])
                start += batch.count
                for gathering in readers { try gathering.add(batch, own, groupCount: rows.count) }
            }
        }
        for gathering in gatherings {
            (gathering.accumulator as? any RowCountReader)?.take(rowCounts: rowCounts)
            columns.append(try gathering.finish(groupCount: rows.count))
        }
        let kept = columns.reduce(4 * rows.count) { $0 + $1.byteCount } + numbers.reduce(0) { $0 + 4 * $1.count }
        try context.memory.charge(kept, by: "the aggregation")
    }

    /// Sorts the rows and numbers their groups; gives the rows by group, or what they carry, and the group of each.
    private func number(
        _ context: ExecutionContext, _ fetch: @escaping (RowList) -> any Operator
    ) throws(ExecutionError) -> (read: Buffer<UInt32>, groups: [Int32]) {
        let count = leaves.count(range)
        let sorted = PlainResults<KeyedRow>(uninitializedCount: count)
        leaves.sort(range, into: sorted.elements)
        if context.cancellation.isCancelled { throw .cancelled }
        let seconds = try keys.second.map { second throws(ExecutionError) in
            try SecondKeys(second, context, fetch).sort(sorted.elements)
        }
        var groups: [Int32] = []
        let read = Buffer<UInt32>(count: count) { read in
            groups = [Int32](unsafeUninitializedCapacity: count) { groups, made in
                number(UnsafeBufferPointer(sorted.elements), seconds, read, groups)
                made = count
            }
        }
        return (read, groups)
    }

    /// Writes the row of each place, or what it carries, and its group.
    private func number(
        _ sorted: UnsafeBufferPointer<KeyedRow>, _ seconds: [UInt64]?,
        _ read: UnsafeMutableBufferPointer<UInt32>, _ groups: UnsafeMutableBufferPointer<Int32>
    ) {
        // Kept in variables of their own: a loop over a class's asks each time whether it may.
        var firsts: [UInt32] = []
        var counts: [Int64] = []
        var start = 0
        var groupKeys: [UInt64] = []
        var groupSeconds: [UInt64] = []
        firsts.reserveCapacity(sorted.count)
        counts.reserveCapacity(sorted.count)
        var group = -1
        let (isCarried, isNumbered) = (carried != nil, keys.all.contains(where: \.isShownByNumber))
        for place in sorted.indices {
            let row = sorted[place]
            read[place] = isCarried ? row.carried : row.row
            if place == 0 || row.key != sorted[place - 1].key || seconds.map({ $0[place] != $0[place - 1] }) ?? false {
                if place > 0 { counts.append(Int64(place - start)) }
                (start, group) = (place, group + 1)
                firsts.append(row.row)
                if isNumbered {
                    groupKeys.append(row.key)
                    if let seconds { groupSeconds.append(seconds[place]) }
                }
            } else if row.row < firsts[group] {
                // Threads take rows as they come, so the first that came need not be the first there is.
                firsts[group] = row.row
            }
            groups[place] = Int32(truncatingIfNeeded: group)
        }
        if !sorted.isEmpty { counts.append(Int64(sorted.count - start)) }
        (rows, rowCounts) = (firsts, counts)
        for (index, key) in keys.all.enumerated() {
            guard key.isShownByNumber else { continue }
            numbers[index] = groupKeys.indices.map {
                keys.number(ofKey: index, in: groupKeys[$0], groupSeconds.isEmpty ? 0 : groupSeconds[$0])
            }
        }
    }
}

/// Keys that do not fit into the integers by which rows are sorted: they are looked at where these are the same.
private struct SecondKeys {
    private let keys: PackedKeys
    private let context: ExecutionContext
    private let fetch: (RowList) -> any Operator

    init(_ keys: PackedKeys, _ context: ExecutionContext, _ fetch: @escaping (RowList) -> any Operator) {
        (self.keys, self.context, self.fetch) = (keys, context, fetch)
    }

    /// Sorts rows of equal keys by theirs; the second integer of each place, 0 where no other row has the same first
    /// and none of the keys is shown by its number.
    func sort(_ rows: UnsafeMutableBufferPointer<KeyedRow>) throws(ExecutionError) -> [UInt64] {
        var seconds = [UInt64](repeating: 0, count: rows.count)
        let runs = runsOfEqualKeys(UnsafeBufferPointer(rows))
        let places = areShown ? Array(rows.indices) : runs.flatMap { $0 }
        guard !places.isEmpty else { return seconds }
        try read(rows, places, into: &seconds)
        for run in runs {
            var own = run.map { KeyedRow(key: seconds[$0], row: rows[$0].row, carried: rows[$0].carried) }
            own.withUnsafeMutableBufferPointer { DigitSort.sort($0, bits: keys.bits) }
            for (place, row) in zip(run, own) {
                seconds[place] = row.key
                (rows[place].row, rows[place].carried) = (row.row, row.carried)
            }
        }
        return seconds
    }

    /// Whether a group's value is shown by its number, which a row alone in its group needs too.
    private var areShown: Bool { keys.keys.contains(where: \.isShownByNumber) }

    /// Runs of at least two.
    private func runsOfEqualKeys(_ rows: UnsafeBufferPointer<KeyedRow>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for place in rows.indices {
            if rows[place].key != rows[start].key {
                if place - start > 1 { runs.append(start..<place) }
                start = place
            }
        }
        if rows.count - start > 1 { runs.append(start..<rows.count) }
        return runs
    }

    private func read(
        _ rows: UnsafeMutableBufferPointer<KeyedRow>, _ places: [Int], into seconds: inout [UInt64]
    ) throws(ExecutionError) {
        let input = fetch(RowList(places.map { rows[$0].row }))
        let positions = keys.keys.map { input.layout.position(of: $0.column) }
        var next = 0
        while let batch = try input.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: batch.count) { packed in
                keys.write(batch, positions, to: packed)
                for index in packed.indices { seconds[places[next + index]] = packed[index] }
            }
            next += batch.count
        }
    }
}
