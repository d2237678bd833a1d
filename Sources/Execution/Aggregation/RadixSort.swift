import Columns

/// Rows sorted by 64-bit keys, rows of equal keys in the order in which they were given.
///
/// A radix sort from the leading digit on (Knuth, volume 3, 5.2.5): one pass over all rows, then each part by itself,
/// small enough for the cache. Threads take the parts as they come to them.
final class SortedRows: @unchecked Sendable {
    let count: Int
    private let memory: PlainResults<KeyedRow>

    private static let mostPartBits = 11

    /// Sorts rows by the low `keyBits` bits of their keys, the other bits being 0.
    init(_ rows: [KeyedRow], keyBits: Int, threads: Int, _ cancellation: Cancellation) throws(ExecutionError) {
        count = rows.count
        let keyBits = min(keyBits, SortedRows.differingBits(rows))
        // Parts of about a thousand rows.
        let partBits = min(keyBits, Self.mostPartBits, Int.bitWidth - (count >> 10).leadingZeroBitCount)
        let shift = keyBits - partBits
        let threads = count > 1 << 16 ? threads : 1
        memory = PlainResults(uninitializedCount: count)
        let target = Unchecked(memory.elements)
        let starts = SortedRows.scatter(
            rows, UInt64(shift), partCount: 1 << partBits, threads, to: target, cancellation)
        cancellation.share(starts.count - 1, threads: threads) { part in
            DigitSort.sort(
                UnsafeMutableBufferPointer(rebasing: target.value[starts[part]..<starts[part + 1]]), bits: shift)
        }
        if cancellation.isCancelled { throw .cancelled }
    }

    subscript(index: Int) -> KeyedRow {
        assert(index >= 0 && index < count, "sorted row out of range")
        return memory[index]
    }

    /// Moves every row to its part, keeping the order; gives where each part begins, and the end. Once cancelled, it moves
    /// no more.
    private static func scatter(
        _ rows: [KeyedRow], _ shift: UInt64, partCount: Int, _ threads: Int,
        to target: Unchecked<UnsafeMutableBufferPointer<KeyedRow>>, _ cancellation: Cancellation
    ) -> [Int] {
        let mask = UInt64(partCount - 1)
        // Each thread has a run of the rows and a histogram of its own, so that it knows where its rows go.
        let lanes = (0..<threads).map { rows.count * $0 / threads..<rows.count * ($0 + 1) / threads }
        let places = PlainResults<Int>(count: threads * partCount, initial: 0)
        Workers.run(threads) { lane in
            cancellation.forEachRun(in: lanes[lane]) { run in
                for row in rows[run] {
                    places[lane * partCount + Int(truncatingIfNeeded: row.key >> shift & mask)] += 1
                }
            }
        }
        var starts = [0]
        for part in 0..<partCount {
            var next = starts[part]
            for lane in 0..<threads {
                let count = places[lane * partCount + part]
                places[lane * partCount + part] = next
                next += count
            }
            starts.append(next)
        }
        Workers.run(threads) { lane in
            // A count cut short by the flag leaves it set, so that nothing is moved by it.
            cancellation.forEachRun(in: lanes[lane]) { run in
                for row in rows[run] {
                    let slot = lane * partCount + Int(truncatingIfNeeded: row.key >> shift & mask)
                    target.value[places[slot]] = row
                    places[slot] += 1
                }
            }
        }
        return starts
    }

    /// How many low bits it takes to tell the keys apart: what they share in front would put all rows in one part.
    private static func differingBits(_ rows: [KeyedRow]) -> Int {
        guard let first = rows.first?.key else { return 0 }
        var different: UInt64 = 0
        for row in rows { different |= row.key ^ first }
        return UInt64.bitWidth - different.leadingZeroBitCount
    }
}
