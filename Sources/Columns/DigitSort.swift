/// A sort key and the row it belongs to.
public struct KeyedRow: BitwiseCopyable, Sendable {
    public var key: UInt64
    public var row: UInt32
    /// What goes with the row, in what would be padding.
    public var carried: UInt32

    @inlinable
    public init(key: UInt64, row: UInt32, carried: UInt32 = 0) {
        (self.key, self.row, self.carried) = (key, row, carried)
    }
}

/// Sorts few rows by the low bits of their keys, stably: by the leading digit first, then each part by the rest, so
/// that short parts never look at digits that no longer matter.
public enum DigitSort {
    private static let mostDigitBits = 11
    private static let fewRows = 24

    /// `bits`: how many low bits of the keys may differ; those above them are the same in all.
    public static func sort(_ run: UnsafeMutableBufferPointer<KeyedRow>, bits: Int) {
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
