import Columns

/// The parts of partitioned rows in the order of their keys, those of skewed keys put apart further, so that none is
/// much larger than the others unless all its keys are the same.
final class RadixLeaves: Sendable {
    /// One part: of each thread's rows.
    private struct Leaf: Sendable {
        var lanes: [PartitionedRows]
        var part: Int
        var count: Int
    }

    private let leaves: [Leaf]
    private let cancellation: Cancellation

    /// A part of more rows is put apart again.
    private static let mostRows = 1 << 17

    init(_ lanes: [PartitionedRows], threads: Int, _ context: ExecutionContext) throws(ExecutionError) {
        cancellation = context.cancellation
        var leaves: [Leaf] = []
        try RadixLeaves.gather(lanes, context, into: &leaves)
        self.leaves = leaves
    }

    private static func gather(
        _ lanes: [PartitionedRows], _ context: ExecutionContext, into leaves: inout [Leaf]
    ) throws(ExecutionError) {
        for part in 0..<lanes[0].partCount {
            let count = lanes.reduce(0) { $0 + $1.count(ofPart: part) }
            if count > mostRows, lanes[0].shift > 0 {
                if context.cancellation.isCancelled { throw .cancelled }
                try context.memory.charge(count * PartitionedRows.bytesPerRow, by: "the aggregation")
                let finer = lanes.map { PartitionedRows(keyBits: $0.shift, rowCount: count) }
                Workers.run(lanes.count) { lane in
                    lanes[lane].forEachRun(ofPart: part) { run in finer[lane].add(run.count) { run[$0] } }
                }
                try gather(finer, context, into: &leaves)
            } else if count > 0 {
                leaves.append(Leaf(lanes: lanes, part: part, count: count))
            }
        }
    }

    /// All leaves in ranges of at least `count` rows but for the last.
    func ranges(ofRows count: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var (start, rows) = (0, 0)
        for index in leaves.indices {
            rows += leaves[index].count
            guard rows >= count || index == leaves.count - 1 else { continue }
            ranges.append(start..<index + 1)
            (start, rows) = (index + 1, 0)
        }
        return ranges
    }

    /// How many rows some leaves have.
    func count(_ range: Range<Int>) -> Int { leaves[range].reduce(0) { $0 + $1.count } }

    /// Writes the rows of some leaves, sorted by their keys.
    func sort(_ range: Range<Int>, into rows: UnsafeMutableBufferPointer<KeyedRow>) {
        var start = 0
        for leaf in leaves[range] {
            if cancellation.isCancelled { return }
            let target = UnsafeMutableBufferPointer(rebasing: rows[start..<start + leaf.count])
            var next = 0
            for lane in leaf.lanes {
                lane.forEachRun(ofPart: leaf.part) { run in
                    next = UnsafeMutableBufferPointer(rebasing: target[next...]).update(fromContentsOf: run) + next
                }
            }
            DigitSort.sort(target, bits: leaf.lanes[0].shift)
            start += leaf.count
        }
    }
}

extension PartitionedRows {
    /// For about so many rows of keys that take `keyBits` bits: parts of about a thousand rows.
    convenience init(keyBits: Int, rowCount: Int) {
        let bits = min(keyBits, Self.mostPartBits, Int.bitWidth - (rowCount >> 10).leadingZeroBitCount)
        self.init(bits: bits, shift: keyBits - bits)
    }

    private static let mostPartBits = 11
}
