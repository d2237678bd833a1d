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
    private let makeGatherings: () -> [Gathering]
    private let context: ExecutionContext
    /// Reads some rows again, in any order.
    private let fetch: (RowList) -> any Operator
    /// By thread, by batch.
    private var rows: [[[KeyedRow]]] = [[]]

    /// Nil where the keys do not fit.
    init?(
        _ keys: [DenseKey], _ layout: Layout, _ context: ExecutionContext,
        fetch: @escaping (RowList) -> any Operator, _ makeGatherings: @escaping () -> [Gathering]
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
        self.context = context
        self.fetch = fetch
        self.makeGatherings = makeGatherings
    }

    var isOrdered: Bool { !keys.contains(where: \.isReference) }

    /// A row's key twice while it is sorted, then its number twice and its group.
    private static let bytesPerRow = 2 * MemoryLayout<KeyedRow>.stride + 12

    func add(_ batch: Batch) throws(ExecutionError) {
        try context.memory.charge(batch.count * Self.bytesPerRow, by: "the aggregation")
        var keys = [UInt64](repeating: 0, count: batch.count)
        keys.withUnsafeMutableBufferPointer { keys in
            for (key, position) in positions.enumerated() {
                self.keys[key].add(batch.vectors[position], shift: shifts[key], to: keys)
            }
        }
        let shown = batch.vectors[positions[0]].selection
        rows[0].append(keys.indices.map { KeyedRow(key: keys[$0], row: shown.row($0)) })
    }

    func absorb(_ other: any GroupTable) {
        guard let other = other as? RadixGroupTable else { preconditionFailure("tables of one kind") }
        rows += other.rows
    }

    func finish() throws(ExecutionError) -> Batch {
        let sorted = try SortedRows(
            rows, keyBits: keyBits, threads: context.options.threads, context.cancellation)
        rows = []
        let groups = SortedGroups(sorted)
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

    /// Each thread gathers a range of the groups, reading their rows in the groups' order.
    private func aggregated(_ groups: SortedGroups) throws(ExecutionError) -> [Column] {
        let ranges = groups.ranges(groups.count > 1 << 14 ? context.options.threads : 1)
        let parts = ranges.map { GroupRange(groups, $0, fetch(groups.rows(in: $0)), makeGatherings()) }
        let shared = Unchecked(parts)
        let failure = FirstFailure()
        Workers.run(parts.count) { [context] worker in
            do throws(ExecutionError) {
                try shared.value[worker].gather(context, failure)
            } catch {
                failure.note(error)
            }
        }
        if let error = failure.error { throw error }
        var columns: [Column] = []
        for index in makeGatherings().indices {
            columns.append(try Column.concatenating(parts.map { $0.columns[index] }, context.cancellation))
        }
        return columns
    }
}

/// The runs of equal keys in sorted rows.
private final class SortedGroups: Sendable {
    /// How many groups there are.
    let count: Int
    /// A row of each group, the first in the order of rows.
    let rows: Buffer<UInt32>
    let keys: Buffer<UInt64>
    /// The rows by group, and the group of each.
    private let order: Buffer<UInt32>
    private let groupOfPlace: Buffer<Int32>
    /// By part of the sort: where its rows and its groups begin, and the ends.
    private let partRows: [Int]
    private let partGroups: [Int]

    /// Some of the groups and the places of their rows.
    struct Range {
        var places: Swift.Range<Int>
        var groups: Swift.Range<Int>
    }

    init(_ sorted: SortedRows) {
        partRows = sorted.starts
        partGroups = SortedGroups.starts(sorted)
        count = partGroups[partGroups.count - 1]
        let filled = GroupFill(sorted, partGroups)
        (rows, keys, order, groupOfPlace) = (filled.rows, filled.keys, filled.order, filled.groupOfPlace)
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

    /// All groups in `count` ranges of about as many rows.
    func ranges(_ count: Int) -> [Range] {
        let total = partRows[partRows.count - 1]
        let borders = (0...count).map { number in
            partRows.firstIndex { $0 >= total * number / count } ?? partRows.count - 1
        }
        return (0..<count).map { number in
            let (from, to) = (borders[number], borders[number + 1])
            return Range(
                places: partRows[from]..<partRows[to], groups: partGroups[from]..<partGroups[to])
        }
    }

    func rows(in range: Range) -> RowList {
        RowList(
            Buffer(count: range.places.count) { target in
                order.withUnsafeElements { source in
                    for index in target.indices { target[index] = source[range.places.lowerBound + index] }
                }
            })
    }

    /// The groups of some places, counted from `first`.
    func numbers(_ places: Swift.Range<Int>, from first: Int) -> [Int32] {
        let first = Int32(first)
        return [Int32](unsafeUninitializedCapacity: places.count) { numbers, made in
            made = places.count
            groupOfPlace.withUnsafeElements { groups in
                for index in 0..<places.count { numbers[index] = groups[places.lowerBound + index] &- first }
            }
        }
    }
}

/// Writes the groups of sorted rows, all threads at once.
private struct GroupFill {
    let rows: Buffer<UInt32>
    let keys: Buffer<UInt64>
    let order: Buffer<UInt32>
    let groupOfPlace: Buffer<Int32>

    private struct Target {
        var rows: UnsafeMutableBufferPointer<UInt32>
        var keys: UnsafeMutableBufferPointer<UInt64>
        var order: UnsafeMutableBufferPointer<UInt32>
        var groups: UnsafeMutableBufferPointer<Int32>
    }

    /// `starts`: the number of each part's first group, and how many there are.
    init(_ sorted: SortedRows, _ starts: [Int]) {
        let groupCount = starts[starts.count - 1]
        var (keys, order, groups): (Buffer<UInt64>?, Buffer<UInt32>?, Buffer<Int32>?) = (nil, nil, nil)
        rows = Buffer(count: groupCount) { rows in
            keys = Buffer(count: groupCount) { keys in
                order = Buffer(count: sorted.count) { order in
                    groups = Buffer(count: sorted.count) { groups in
                        let target = Unchecked(Target(rows: rows, keys: keys, order: order, groups: groups))
                        sorted.forEachPart { GroupFill.fill($0, sorted, starts, target.value) }
                    }
                }
            }
        }
        (self.keys, self.order, groupOfPlace) = (keys!, order!, groups!)
    }

    private static func fill(_ part: Int, _ sorted: SortedRows, _ starts: [Int], _ target: Target) {
        var group = starts[part] - 1
        for place in sorted.starts[part]..<sorted.starts[part + 1] {
            let row = sorted[place]
            if place == sorted.starts[part] || row.key != target.keys[group] {
                group += 1
                target.keys[group] = row.key
                target.rows[group] = row.row
            }
            target.order[place] = row.row
            target.groups[place] = Int32(group)
        }
    }
}

/// The aggregates of a range of groups.
private final class GroupRange {
    private let groups: SortedGroups
    private let range: SortedGroups.Range
    private let input: any Operator
    private let gatherings: [Gathering]
    private(set) var columns: [Column] = []

    /// `input`: the rows of the range, in its order.
    init(_ groups: SortedGroups, _ range: SortedGroups.Range, _ input: any Operator, _ gatherings: [Gathering]) {
        (self.groups, self.range, self.input, self.gatherings) = (groups, range, input, gatherings)
    }

    func gather(_ context: ExecutionContext, _ failure: FirstFailure) throws(ExecutionError) {
        var place = range.places.lowerBound
        while let batch = try input.next() {
            if context.cancellation.isCancelled || failure.hasHappened { throw .cancelled }
            let numbers = groups.numbers(place..<place + batch.count, from: range.groups.lowerBound)
            place += batch.count
            for gathering in gatherings { try gathering.add(batch, numbers, groupCount: range.groups.count) }
        }
        for gathering in gatherings { columns.append(try gathering.finish(groupCount: range.groups.count)) }
    }
}
