import Columns
import Planning

/// Groups by sorting: for keys whose combinations are too many for arrays but fit in 64 bits. The keys' numbers side by
/// side make an integer in the order of the keys; the rows are sorted by it, and each run of equal ones is a group.
///
/// The rows must be a scan's, each at most once: a row number of the collection then tells the row.
final class RadixGroupTable: GroupTable {
    private let keys: [DenseKey]
    private let positions: [Int]
    private let shifts: [Int]
    private let keyBits: Int
    private let rowCount: Int
    private let makeGatherings: () -> [Gathering]
    private let context: ExecutionContext
    /// By thread, by batch.
    private var rows: [[[KeyedRow]]] = [[]]
    private var batches: [Batch] = []

    /// Nil where the keys do not fit. `rowCount`: of the collection.
    init?(
        _ keys: [DenseKey], _ layout: Layout, rowCount: Int, _ context: ExecutionContext,
        _ makeGatherings: @escaping () -> [Gathering]
    ) {
        var bits = 0
        var shifts: [Int] = []
        for key in keys.reversed() {
            shifts.append(bits)
            bits += Int.bitWidth - (key.count - 1).leadingZeroBitCount
        }
        guard bits <= 64, !keys.contains(where: { $0.classes != nil }) else { return nil }
        self.keys = keys
        self.shifts = shifts.reversed()
        keyBits = bits
        positions = keys.map { layout.position(of: $0.column) }
        self.rowCount = rowCount
        self.context = context
        self.makeGatherings = makeGatherings
    }

    var isOrdered: Bool { !keys.contains(where: \.isReference) }

    /// A row's key twice while it is sorted, its group, and what it looks like in the groups.
    private static let bytesPerRow = 2 * MemoryLayout<KeyedRow>.stride + 8

    func add(_ batch: Batch) throws(ExecutionError) {
        try context.memory.charge(batch.count * Self.bytesPerRow + batch.ownBytes, by: "the aggregation")
        var keys = [UInt64](repeating: 0, count: batch.count)
        keys.withUnsafeMutableBufferPointer { keys in
            for (key, position) in positions.enumerated() {
                self.keys[key].add(batch.vectors[position], shift: shifts[key], to: keys)
            }
        }
        let shown = batch.vectors[positions[0]].selection
        rows[0].append(keys.indices.map { KeyedRow(key: keys[$0], row: shown.row($0)) })
        batches.append(batch)
    }

    func absorb(_ other: any GroupTable) {
        guard let other = other as? RadixGroupTable else { preconditionFailure("tables of one kind") }
        rows += other.rows
        batches += other.batches
    }

    func finish() throws(ExecutionError) -> Batch {
        let sorted = try SortedRows(
            rows, keyBits: keyBits, threads: context.options.threads, context.cancellation)
        rows = []
        let groups = SortedGroups(sorted, rowCount: rowCount)
        try context.memory.charge(groups.count * (8 + 24 * makeGatherings().count), by: "the aggregation")
        var vectors = keyVectors(groups)
        for column in try aggregated(groups) { vectors.append(Vector(column)) }
        let made = Batch(count: groups.count, vectors: vectors)
        if isOrdered { return made }
        // Rows of other collections stand in the order in which they are first seen.
        return made.gathering((0..<Int32(groups.count)).sorted { groups.rows[Int($0)] < groups.rows[Int($1)] })
    }

    /// A stored key is shown by a row of each group; what is computed by its number.
    private func keyVectors(_ groups: SortedGroups) -> [Vector] {
        let shown = RowList(groups.rows)
        return keys.indices.map { key in
            if let stored = keys[key].stored { return Vector(stored, .list(shown, start: 0)) }
            let shift = UInt64(shifts[key])
            let mask = UInt64(1) << UInt64(width(ofKey: key)) - 1
            let numbers = (0..<groups.count).map { UInt32(truncatingIfNeeded: groups.keys[$0] >> shift & mask) }
            return Vector(keys[key].values, .list(RowList(numbers), start: 0))
        }
    }

    private func width(ofKey key: Int) -> Int { (key == 0 ? keyBits : shifts[key - 1]) - shifts[key] }

    /// Each thread gathers a range of the groups from all batches, so that none waits for another.
    private func aggregated(_ groups: SortedGroups) throws(ExecutionError) -> [Column] {
        let workers = groups.count > 1 << 14 ? context.options.threads : 1
        let parts = (0..<workers).map { worker in
            GroupRange(
                groups.count * worker / workers..<groups.count * (worker + 1) / workers, makeGatherings())
        }
        let shared = Unchecked((parts, batches, positions[0]))
        let outcome = FirstFailure()
        Workers.run(workers) { [context] worker in
            let (parts, batches, position) = shared.value
            do throws(ExecutionError) {
                for batch in batches {
                    if context.cancellation.isCancelled { throw .cancelled }
                    try parts[worker].add(batch, groups.numbers(batch.count, batch.vectors[position].selection))
                }
                try parts[worker].finish()
            } catch {
                outcome.note(error)
            }
        }
        if let error = outcome.error { throw error }
        return makeGatherings().indices.map { index in
            Column.concatenating(parts.map { $0.columns[index] })
        }
    }
}

/// Which group each row is in, by the runs of equal keys.
private final class SortedGroups: Sendable {
    /// How many groups there are.
    let count: Int
    /// A row of each group, the first in the order of rows.
    let rows: Buffer<UInt32>
    let keys: Buffer<UInt64>
    /// By row number of the collection.
    private let groupOfRow: Buffer<Int32>

    init(_ sorted: SortedRows, rowCount: Int) {
        let starts = SortedGroups.starts(sorted)
        let count = starts[starts.count - 1]
        self.count = count
        let filled = GroupFill(sorted, starts, groupCount: count, rowCount: rowCount)
        (rows, keys, groupOfRow) = (filled.rows, filled.keys, filled.groupOfRow)
    }

    /// The number of each part's first group, and how many there are.
    private static func starts(_ sorted: SortedRows) -> [Int] {
        let counts = PlainResults<Int>(count: sorted.partCount, initial: 0)
        sorted.forEachPart { part in
            var count = 0
            var last: UInt64?
            for index in sorted.starts[part]..<sorted.starts[part + 1] where sorted[index].key != last {
                last = sorted[index].key
                count += 1
            }
            counts[part] = count
        }
        return (0..<sorted.partCount).reduce(into: [0]) { $0.append($0[$0.count - 1] + counts[$1]) }
    }

    /// The group of each position of a batch.
    func numbers(_ count: Int, _ shown: RowSelection) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: count) { numbers, made in
            made = count
            groupOfRow.withUnsafeElements { groups in
                for position in 0..<count { numbers[position] = groups[Int(shown.row(position))] }
            }
        }
    }
}

/// Writes the groups of sorted rows, all threads at once.
private struct GroupFill {
    let rows: Buffer<UInt32>
    let keys: Buffer<UInt64>
    let groupOfRow: Buffer<Int32>

    init(_ sorted: SortedRows, _ starts: [Int], groupCount: Int, rowCount: Int) {
        var keys: Buffer<UInt64>?
        var groupOfRow: Buffer<Int32>?
        rows = Buffer(count: groupCount) { rows in
            keys = Buffer(count: groupCount) { keys in
                groupOfRow = Buffer(count: rowCount) { groups in
                    let target = Unchecked((rows, keys, groups))
                    sorted.forEachPart { part in
                        let (rows, keys, groups) = target.value
                        var group = starts[part] - 1
                        for index in sorted.starts[part]..<sorted.starts[part + 1] {
                            let row = sorted[index]
                            if index == sorted.starts[part] || row.key != keys[group] {
                                group += 1
                                keys[group] = row.key
                                rows[group] = row.row
                            }
                            groups[Int(row.row)] = Int32(group)
                        }
                    }
                }
            }
        }
        self.keys = keys!
        self.groupOfRow = groupOfRow!
    }
}

/// The aggregates of a range of groups.
private final class GroupRange {
    private let range: Range<Int>
    private let gatherings: [Gathering]
    private(set) var columns: [Column] = []

    init(_ range: Range<Int>, _ gatherings: [Gathering]) {
        self.range = range
        self.gatherings = gatherings
    }

    func add(_ batch: Batch, _ groups: [Int32]) throws(ExecutionError) {
        var positions: Batch.Positions = []
        positions.reserveCapacity(batch.count)
        var numbers = groups
        for position in groups.indices where range.contains(Int(groups[position])) {
            numbers[position] -= Int32(range.lowerBound)
            positions.append(Int32(position))
        }
        for gathering in gatherings {
            try gathering.add(batch, numbers, within: positions, groupCount: range.count)
        }
    }

    func finish() throws(ExecutionError) {
        for gathering in gatherings { columns.append(try gathering.finish(groupCount: range.count)) }
    }
}
