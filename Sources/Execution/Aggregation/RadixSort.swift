import Columns

/// A sort key and the row it belongs to.
struct KeyedRow: BitwiseCopyable, Sendable {
    var key: UInt64
    var row: UInt32
}

/// Rows sorted by 64-bit keys, rows of equal keys in the order in which they were given.
///
/// One pass by the leading bits that differ (a counting sort), then each part by itself, small enough for the cache: a
/// radix sort from the last digit on (Knuth, volume 3, 5.2.5). Threads take the parts as they come to them.
final class SortedRows: @unchecked Sendable {
    let count: Int
    /// Where each part begins, and the end; parts stand in the order of their keys.
    let starts: [Int]
    private let rows: UnsafeMutableBufferPointer<KeyedRow>
    private let threads: Int

    private static let mostPartBits = 12

    /// Sorts `batches` of rows by the low `keyBits` bits of their keys, the other bits being 0.
    init(_ batches: [[KeyedRow]], keyBits: Int, threads: Int, _ cancellation: Cancellation) throws(ExecutionError) {
        let count = batches.reduce(0) { $0 + $1.count }
        // Parts of about a thousand rows.
        let wanted = Int.bitWidth - (count >> 10).leadingZeroBitCount
        let partBits = min(keyBits, Self.mostPartBits, wanted)
        let shift = UInt64(keyBits - partBits)
        self.count = count
        self.threads = count > 1 << 16 ? threads : 1
        rows = .allocate(capacity: count)
        starts = SortedRows.scatter(batches, shift, partCount: 1 << partBits, to: rows)
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
        _ batches: [[KeyedRow]], _ shift: UInt64, partCount: Int, to rows: UnsafeMutableBufferPointer<KeyedRow>
    ) -> [Int] {
        // A histogram for each batch, so that the threads know where their rows go.
        let places = PlainResults<Int>(count: batches.count * partCount, initial: 0)
        Workers.run(batches.count) { index in
            for row in batches[index] { places[index * partCount + Int(row.key >> shift)] += 1 }
        }
        var starts = [0]
        for part in 0..<partCount {
            var next = starts[part]
            for index in batches.indices {
                let count = places[index * partCount + part]
                places[index * partCount + part] = next
                next += count
            }
            starts.append(next)
        }
        let target = Unchecked(rows)
        Workers.run(batches.count) { index in
            for row in batches[index] {
                let slot = index * partCount + Int(row.key >> shift)
                target.value[places[slot]] = row
                places[slot] += 1
            }
        }
        return starts
    }
}

/// Sorts few rows by the low bits of their keys, stably.
private enum DigitSort {
    private static let digitBits = 8

    static func sort(_ run: UnsafeMutableBufferPointer<KeyedRow>, bits: Int) {
        if run.count <= 24 { return insertionSort(run) }
        withUnsafeTemporaryAllocation(of: KeyedRow.self, capacity: run.count) { spare in
            var (from, to) = (run, spare)
            var shift = 0
            while shift < bits {
                if pass(from, to, UInt64(shift)) { swap(&from, &to) }
                shift += digitBits
            }
            if from.baseAddress != run.baseAddress {
                run.baseAddress!.update(from: from.baseAddress!, count: run.count)
            }
        }
    }

    private static func insertionSort(_ run: UnsafeMutableBufferPointer<KeyedRow>) {
        for index in run.indices.dropFirst() {
            let row = run[index]
            var place = index
            while place > 0, run[place - 1].key > row.key {
                run[place] = run[place - 1]
                place -= 1
            }
            run[place] = row
        }
    }

    /// One digit; false when all rows share it and stay where they are.
    private static func pass(
        _ from: UnsafeMutableBufferPointer<KeyedRow>, _ to: UnsafeMutableBufferPointer<KeyedRow>, _ shift: UInt64
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << digitBits) { places in
            places.initialize(repeating: 0)
            for row in from { places[digit(row, shift)] += 1 }
            if places[digit(from[0], shift)] == from.count { return false }
            var next = 0
            for digit in places.indices {
                let count = places[digit]
                places[digit] = next
                next += count
            }
            for row in from {
                let digit = digit(row, shift)
                to[places[digit]] = row
                places[digit] += 1
            }
            return true
        }
    }

    @inline(__always)
    private static func digit(_ row: KeyedRow, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: row.key &>> shift & (1 << UInt64(digitBits) - 1))
    }
}
