import Columns

/// A sort key and the row it belongs to.
struct KeyedRow: BitwiseCopyable, Sendable {
    var key: UInt64
    var row: UInt32
}

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
        let next = PartCounter()
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

/// Sorts few rows by the low bits of their keys, stably: by the leading digit first, then each part by the rest, so
/// that short parts never look at digits that no longer matter.
private enum DigitSort {
    private static let mostDigitBits = 11
    private static let fewRows = 24

    static func sort(_ run: UnsafeMutableBufferPointer<KeyedRow>, bits: Int) {
        withUnsafeTemporaryAllocation(of: KeyedRow.self, capacity: run.count) { sort(run, $0, bits: bits) }
    }

    private static func sort(
        _ run: UnsafeMutableBufferPointer<KeyedRow>, _ spare: UnsafeMutableBufferPointer<KeyedRow>, bits: Int
    ) {
        if bits == 0 || run.count < 2 { return }
        if run.count <= fewRows { return insertionSort(run) }
        // About as many digits as rows.
        let digitBits = min(bits, mostDigitBits, Int.bitWidth - run.count.leadingZeroBitCount)
        let rest = bits - digitBits
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1 << digitBits) { ends in
            let digit = { (row: KeyedRow) in
                Int(truncatingIfNeeded: row.key &>> UInt64(rest)) & (1 << digitBits - 1)
            }
            ends.initialize(repeating: 0)
            for row in run { ends[digit(row)] += 1 }
            guard ends[digit(run[0])] < run.count else { return sort(run, spare, bits: rest) }
            var next: UInt32 = 0
            for index in ends.indices {
                let count = ends[index]
                ends[index] = next
                next += count
            }
            for row in run {
                let place = digit(row)
                spare[Int(ends[place])] = row
                ends[place] += 1
            }
            run.baseAddress!.update(from: spare.baseAddress!, count: run.count)
            var start = 0
            for end in ends {
                let part = start..<Int(end)
                start = part.upperBound
                guard part.count > 1 else { continue }
                sort(
                    UnsafeMutableBufferPointer(rebasing: run[part]),
                    UnsafeMutableBufferPointer(rebasing: spare[part]), bits: rest)
            }
        }
    }

    private static func insertionSort(_ run: UnsafeMutableBufferPointer<KeyedRow>) {
        for index in 1..<run.count {
            let row = run[index]
            var place = index
            while place > 0, run[place - 1].key > row.key {
                run[place] = run[place - 1]
                place -= 1
            }
            run[place] = row
        }
    }
}
