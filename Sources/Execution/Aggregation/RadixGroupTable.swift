import Columns
import Planning

/// Groups by sorting: for keys whose combinations are too many for arrays but fit in 64 bits, or twice as many. The
/// keys' numbers side by side make an integer in the order of the keys; rows are put apart by its leading bits as they
/// come in, and each part, small enough for the cache, is sorted and aggregated by itself.
///
/// The rows must be a scan's, each at most once: a row number of the collection then tells the row.
final class RadixGroupTable: GroupTable {
    private let keys: RadixKeys
    private let positions: [Int]
    private let carriedPosition: Int?
    private let makeGatherings: () -> [Gathering]
    /// The column that goes with the rows: the one that the gatherings read, in batches of which there is no other. Nil
    /// where they read the rows again.
    private let carried: NarrowIntegers?
    private let context: ExecutionContext
    /// Reads some rows again, in any order; on any thread.
    private let fetch: (RowList) -> any Operator
    /// By thread.
    private var lanes: [PartitionedRows]

    /// `rowBound`: about how many rows will come, at most.
    init(
        _ keys: RadixKeys, _ layout: Layout, carried: NarrowIntegers?, rowBound: Int, _ context: ExecutionContext,
        fetch: @escaping (RowList) -> any Operator, _ makeGatherings: @escaping () -> [Gathering]
    ) {
        self.keys = keys
        positions = keys.first.keys.map { layout.position(of: $0.column) }
        self.carried = carried
        carriedPosition = carried.map { layout.position(of: $0.column) }
        self.context = context
        self.fetch = fetch
        self.makeGatherings = makeGatherings
        lanes = [PartitionedRows(keyBits: keys.first.bits, rowCount: rowBound)]
    }

    var isOrdered: Bool { !keys.all.contains(where: \.isReference) }

    func add(_ batch: Batch) throws(ExecutionError) {
        let before = lanes[0].byteCount
        let shown = batch.vectors[positions[0]].selection
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * batch.count) { memory in
            let numbers = UnsafeMutableBufferPointer(rebasing: memory[..<batch.count])
            let carried = UnsafeMutableBufferPointer(rebasing: memory[batch.count...])
            keys.first.write(batch, positions, to: numbers)
            carried.initialize(repeating: 0)
            if let carriedPosition, let words = carried.baseAddress {
                batch.vectors[carriedPosition].fuse(0..<batch.count, into: words, shift: 0, kept: 0)
            }
            lanes[0].add(batch.count) { position in
                KeyedRow(
                    key: numbers[position], row: shown.row(position),
                    carried: UInt32(truncatingIfNeeded: carried[position]))
            }
        }
        try context.memory.charge(lanes[0].byteCount - before, by: "the aggregation")
    }

    func absorb(_ other: any GroupTable) {
        guard let other = other as? RadixGroupTable else { preconditionFailure("tables of one kind") }
        lanes += other.lanes
    }

    func finish() throws(ExecutionError) -> Batch {
        let leaves = try RadixLeaves(lanes, threads: context.options.threads, context)
        let ranges = leaves.ranges(ofRows: Self.rowsAtATime)
        lanes = []
        let parts = try aggregated(leaves, ranges)
        let rows = joined(parts.map(\.rows))
        var vectors = keys.all.enumerated().map { index, key in
            switch key.shown {
            case .stored(let column): return Vector(column, .list(rows, start: 0))
            case .numbered(let values):
                return Vector(values, .list(joined(parts.map { $0.numbers[index] }), start: 0))
            }
        }
        for index in parts.first?.columns.indices ?? 0..<0 {
            let column = try Column.concatenating(
                parts.map { $0.columns[index] }, threads: context.options.threads, context.cancellation)
            vectors.append(Vector(column))
        }
        let made = Batch(count: rows.count, vectors: vectors)
        if isOrdered { return made }
        // Rows of other collections stand in the order in which they are first seen.
        let byRow = (0..<UInt32(rows.count)).map { KeyedRow(key: UInt64(rows.rows[Int($0)]), row: $0) }
        let sorted = try SortedRows(
            byRow, keyBits: UInt32.bitWidth, threads: context.options.threads, context.cancellation)
        return made.gathering((0..<rows.count).map { Int32(bitPattern: sorted[$0].row) })
    }

    /// Lists behind one another.
    private func joined(_ lists: [[UInt32]]) -> RowList {
        let starts = lists.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        return RowList(
            Buffer(count: starts[lists.count]) { target in
                let target = Unchecked(target)
                Workers.share(lists.count, threads: lists.count > 1 ? context.options.threads : 1) { list in
                    let own = UnsafeMutableBufferPointer(rebasing: target.value[starts[list]..<starts[list + 1]])
                    _ = own.update(fromContentsOf: lists[list])
                }
            })
    }

    /// So many rows are read again at a time.
    private static let rowsAtATime = 1 << 15

    /// The threads take ranges of the leaves as they come to them.
    private func aggregated(_ leaves: RadixLeaves, _ ranges: [Range<Int>]) throws(ExecutionError) -> [RadixGroups] {
        // Without any row there is still a range, which gives the columns their types.
        let parts = (ranges.isEmpty ? [0..<0] : ranges).map { RadixGroups(leaves, $0, keys, carried: carried) }
        let shared = Unchecked((parts: parts, fetch: fetch, make: makeGatherings))
        let failure = FirstFailure()
        Workers.share(
            parts.count, threads: parts.count > 1 ? context.options.threads : 1, unless: { failure.hasHappened },
            { [context] index in
                let (parts, fetch, make) = shared.value
                do throws(ExecutionError) {
                    try parts[index].gather(context, fetch, make())
                } catch {
                    failure.note(error)
                }
            })
        if let error = failure.error { throw error }
        return parts
    }
}
