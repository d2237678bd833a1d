import Columns
import Planning
import Values

/// An inner join's left rows, put apart by their keys before these are looked up, a part at a time, so that looking up
/// jumps inside the caches only; the rows come out by parts.
///
/// Beside the key there may be one column, narrow, whose values go with the rows.
final class PartedLookUps {
    private let keys: IntegerJoinKeys
    private let partners: Partners
    private let occurring: Bitmap
    private let layout: Layout
    private let keyPosition: Int
    private let carriedPosition: Int?
    /// What a stored 0 of the column beside the key stands for; nil before the first rows.
    private var base: Int64?
    /// The number of a row's key above what goes with the row.
    private let rows: Partitioned<UInt64>
    private var nextPart = 0
    private var nextRun = 0

    /// So many keys have their rows in the second cache.
    private static let keysOfPart = 1 << 16
    /// So many rows are looked up at a time.
    private static let rowsAtATime = 1 << 16

    /// `layout`: of the left rows, `key` their key. Nil where they are looked up as they come.
    init?(_ layout: Layout, key: BoundExpression, _ keys: any JoinKeys, _ partners: Partners) {
        guard case .column(let id, _) = key, layout.columns.count <= 2, let keys = keys as? IntegerJoinKeys,
            case .sameNumber(let occurring) = partners.single
        else { return nil }
        (self.keys, self.partners, self.occurring, self.layout) = (keys, partners, occurring, layout)
        keyPosition = layout.position(of: id)
        carriedPosition = layout.columns.indices.first { $0 != layout.position(of: id) }
        rows = Partitioned(partCount: keys.groupCount / Self.keysOfPart + 1)
    }

    /// Takes the rows of a batch; false where they must be looked up as they come.
    func add(_ batch: Batch, _ memory: MemoryAccount) throws(ExecutionError) -> Bool {
        let before = rows.byteCount
        let distances = try keys.distances(batch)
        if let carriedPosition {
            let vector = batch.vectors[carriedPosition]
            guard case .integers(let packed) = vector.column.payload, vector.fusedWidth(batch.count) != nil,
                packed.base == base ?? packed.base
            else { return false }
            base = packed.base
            packed.withStored { stored in
                add(distances) { UInt64(truncatingIfNeeded: stored(Int(vector.selection.row($0)))) }
            }
        } else {
            add(distances) { _ in 0 }
        }
        try memory.charge(rows.byteCount - before, by: "join")
        return true
    }

    @inline(__always)
    private func add(_ distances: [UInt32], carried: (_ position: Int) -> UInt64) {
        let limit = UInt32(keys.groupCount)
        rows.fill { writer in
            for position in distances.indices where distances[position] < limit {
                let distance = distances[position]
                writer.add(UInt64(distance) << 32 | carried(position), part: Int(distance) / Self.keysOfPart)
            }
        }
    }

    /// The next rows of a part that have a partner, with these; nil when there are no more.
    func next() -> Batch? {
        while nextPart < rows.partCount, nextRun == rows.runCount(ofPart: nextPart) {
            (nextPart, nextRun) = (nextPart + 1, 0)
        }
        guard nextPart < rows.partCount else { return nil }
        let last = min(nextRun + Self.rowsAtATime / Partitioned<UInt64>.runLength, rows.runCount(ofPart: nextPart))
        let (found, carried) = found(nextRun..<last)
        nextRun = last
        let vectors = layout.columns.enumerated().map { position, column in
            let isKey = position == keyPosition
            let stored = PackedIntegers(
                base: isKey ? keys.least : base ?? 0, storage: .words(Buffer(isKey ? found : carried)))
            return Vector(Column(type: column.type, count: found.count, payload: .integers(stored), presence: nil))
        }
        return Batch(count: found.count, vectors: vectors + partners.vectors(found))
    }

    /// The numbers of the keys that have a row in some runs of the part, and what goes with them.
    private func found(_ runs: Range<Int>) -> (found: [UInt32], carried: [UInt32]) {
        let capacity = runs.count * Partitioned<UInt64>.runLength
        var carried: [UInt32] = []
        let found = [UInt32](unsafeUninitializedCapacity: capacity) { found, count in
            carried = [UInt32](unsafeUninitializedCapacity: capacity) { carried, carriedCount in
                occurring.words.withUnsafeElements { words in
                    // Written first and counted after: whether a row stays is no branch.
                    var kept = 0
                    for run in runs {
                        for row in rows.run(run, ofPart: nextPart) {
                            let distance = row &>> 32
                            found[kept] = UInt32(truncatingIfNeeded: distance)
                            carried[kept] = UInt32(truncatingIfNeeded: row)
                            kept &+= Int(words[Int(distance &>> 6)] &>> (distance & 63) & 1)
                        }
                    }
                    (count, carriedCount) = (kept, kept)
                }
            }
        }
        return (found, carried)
    }
}
