import Columns

/// Rows sorted by 64-bit keys, rows of equal keys in the order in which they were given.
///
/// A radix sort from the leading digit on (Knuth, volume 3, 5.2.5): one pass over all rows, then each part by itself,
/// small enough for the cache. Threads take the parts as they come to them.
final class SortedRows: @unchecked Sendable {
    let count: Int
    /// Where each part begins, and the end; parts stand in the order of their keys.
    let starts: [Int]
    private let rows: UnsafeMutableBufferPointer<KeyedRow>
    private let threads: Int

    private static let mostPartBits = 11

    /// Sorts rows by the low `keyBits` bits of their keys, the other bits being 0. `lanes`: what threads have gathered,
    /// in runs.
    init(_ lanes: [[[KeyedRow]]], keyBits: Int, threads: Int, _ cancellation: Cancellation) throws(ExecutionError) {
        let count = lanes.joined().reduce(0) { $0 + $1.count }
        let keyBits = min(keyBits, SortedRows.differingBits(lanes))
        // Parts of about a thousand rows.
        let wanted = Int.bitWidth - (count >> 10).leadingZeroBitCount
        let partBits = min(keyBits, Self.mostPartBits, wanted)
        let shift = UInt64(keyBits - partBits)
        self.count = count
        self.threads = count > 1 << 16 ? threads : 1
        rows = .allocate(capacity: count)
        starts = SortedRows.scatter(lanes, shift, partCount: 1 << partBits, to: rows)
        let target = Unchecked(rows)
        forEachPart { [starts] part in
            let range = starts[part]..<starts[part + 1]
            guard range.count > 1, !cancellation.isCancelled else { return }
            DigitSort.sort(UnsafeMutableBufferPointer(rebasing: target.value[range]), bits: Int(shift))
        }
        if cancellation.isCancelled { throw .cancelled }
    }

    deinit { rows.deallocate() }

    var partCount: Int { starts.count - 1 }

    subscript(index: Int) -> KeyedRow {
        assert(index >= 0 && index < count, "sorted row out of range")
        return rows[index]
    }

    /// Calls `body` with the number of each part, on all threads.
    func forEachPart(_ body: @escaping @Sendable (Int) -> Void) {
        let next = WorkCounter()
        let count = partCount
        Workers.run(threads) { _ in
            while let part = next.claim(below: count) { body(part) }
        }
    }

    /// Moves every row to its part, keeping the order; gives where each part begins.
    private static func scatter(
        _ lanes: [[[KeyedRow]]], _ shift: UInt64, partCount: Int, to rows: UnsafeMutableBufferPointer<KeyedRow>
    ) -> [Int] {
        let mask = UInt64(partCount - 1)
        // A histogram for each lane, so that the threads know where their rows go.
        let places = PlainResults<Int>(count: lanes.count * partCount, initial: 0)
        Workers.run(lanes.count) { index in
            for run in lanes[index] {
                for row in run { places[index * partCount + Int(truncatingIfNeeded: row.key >> shift & mask)] += 1 }
            }
        }
        var starts = [0]
        for part in 0..<partCount {
            var next = starts[part]
            for index in lanes.indices {
                let count = places[index * partCount + part]
                places[index * partCount + part] = next
                next += count
            }
            starts.append(next)
        }
        let target = Unchecked(rows)
        Workers.run(lanes.count) { index in
            for run in lanes[index] {
                for row in run {
                    let slot = index * partCount + Int(truncatingIfNeeded: row.key >> shift & mask)
                    target.value[places[slot]] = row
                    places[slot] += 1
                }
            }
        }
        return starts
    }

    /// How many low bits it takes to tell the keys apart: what they share in front would put all rows in one part.
    private static func differingBits(_ lanes: [[[KeyedRow]]]) -> Int {
        guard let first = lanes.joined().first(where: { !$0.isEmpty })?[0].key else { return 0 }
        var different: UInt64 = 0
        for run in lanes.joined() {
            for row in run { different |= row.key ^ first }
        }
        return UInt64.bitWidth - different.leadingZeroBitCount
    }
}
