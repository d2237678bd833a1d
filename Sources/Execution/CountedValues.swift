import Columns

/// The different numbers of some rows, ascending, and how often each occurs.
public struct CountedValues<Number: Comparable & BitwiseCopyable & Sendable> {
    public private(set) var values: [Number] = []
    /// For each value, how many rows have it or a smaller one.
    private var ends: [Int] = []

    /// How many rows have a value.
    public var total: Int { ends.last ?? 0 }

    /// How many rows have the value at an index of `values`.
    public func count(_ index: Int) -> Int { ends[index] - (index > 0 ? ends[index - 1] : 0) }

    /// The value at a place, counted from 0, among those of all rows in ascending order.
    public func value(at place: Int) -> Number {
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > place { high = middle } else { low = middle + 1 }
        }
        return values[low]
    }

    fileprivate mutating func append(_ value: Number, count: Int) {
        values.append(value)
        ends.append(total + count)
    }

    /// What a row takes at most while the values are counted: sort keys twice, and a value with its end.
    public static var bytesPerRow: Int { 2 * MemoryLayout<KeyedRow>.stride + 16 }
}

/// Narrow columns are counted by value, others sorted.
extension CountedValues<Int64> {
    /// Domains of up to so many values are counted whatever the number of rows.
    private static var smallDomain: Int { 1 << 16 }

    /// Counts the first `count` rows of a vector of integers.
    public init(
        _ vector: Vector, count: Int, threads: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        guard let packed = vector.column.packed,
            let extent = try vector.extent(packed, count, cancellation)
        else { return }
        let (span, overflow) = extent.upperBound.subtractingReportingOverflow(extent.lowerBound)
        if !overflow, span < max(Self.smallDomain, count) {
            let counts = try vector.counts(packed, count, from: extent.lowerBound, Int(span) + 1, cancellation)
            for (distance, count) in counts.enumerated() where count > 0 {
                append(extent.lowerBound + Int64(distance), count: Int(count))
            }
            return
        }
        let least = extent.lowerBound
        let rows = try vector.keyedRows(count, cancellation) { UInt64(bitPattern: packed[$0] &- least) }
        let sorted = try SortedRows(rows, keyBits: UInt64.bitWidth, threads: threads, cancellation)
        try sorted.forEachRun(cancellation) { key, _, count in
            append(least &+ Int64(bitPattern: key), count: count)
        }
    }
}

extension CountedValues<Double> {
    /// Counts the first `count` rows of a vector of doubles; of 0 and -0, which are one value, the first is shown.
    public init(
        _ vector: Vector, count: Int, threads: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        guard case .doubles(let buffer) = vector.column.payload else { preconditionFailure("doubles were expected") }
        let rows = try vector.keyedRows(count, cancellation) {
            UInt64(bitPattern: SortKeys.ordered(buffer[$0])) ^ 1 << 63
        }
        let sorted = try SortedRows(rows, keyBits: UInt64.bitWidth, threads: threads, cancellation)
        try sorted.forEachRun(cancellation) { _, row, count in append(buffer[Int(row)], count: count) }
    }
}

extension SortedRows {
    /// Calls `body` with each key, ascending, the first row that has it, and how many have.
    fileprivate func forEachRun(
        _ cancellation: Cancellation, _ body: (_ key: UInt64, _ row: UInt32, _ count: Int) -> Void
    ) throws(ExecutionError) {
        var start = 0
        try cancellation.forEachRun(count) { places throws(ExecutionError) in
            for place in places {
                let end = place + 1
                if end < count, self[end].key == self[start].key { continue }
                body(self[start].key, self[start].row, end - start)
                start = end
            }
        }
    }
}

extension Vector {
    /// How many of the first `count` rows have each code of a dictionary of `limit` texts; none where the column has
    /// no codes.
    public func codeCounts(
        _ count: Int, limit: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> [UInt32] {
        guard let packed = column.packed else { return [] }
        return try counts(packed, count, from: 0, limit, cancellation)
    }

    /// How many of the first `count` rows have each of `limit` integers from `least` on, of which no other occurs.
    fileprivate func counts(
        _ packed: PackedIntegers, _ count: Int, from least: Int64, _ limit: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: limit)
        try cancellation.forEachRun(count) { run throws(ExecutionError) in
            let part = dropping(run.lowerBound)
            counts.withUnsafeMutableBufferPointer { counts in
                packed.withReader { read in
                    part.forEachPresent(count: run.count) { _, row in
                        counts[Int(truncatingIfNeeded: read(row) &- least)] &+= 1
                    }
                }
            }
        }
        return counts
    }

    /// The least and greatest of the first `count` rows, or what a byte or two can hold; nil where no row is present.
    fileprivate func extent(
        _ packed: PackedIntegers, _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> ClosedRange<Int64>? {
        switch packed.storage {
        case .bytes: return packed.base...packed.base.addingClamped(Int64(UInt8.max))
        case .shorts: return packed.base...packed.base.addingClamped(Int64(UInt16.max))
        case .words, .longs: break
        }
        var (least, greatest) = (Int64.max, Int64.min)
        try cancellation.forEachRun(count) { run throws(ExecutionError) in
            let part = dropping(run.lowerBound)
            var (low, high) = (least, greatest)
            packed.withReader { read in
                part.forEachPresent(count: run.count) { _, row in
                    let value = read(row)
                    (low, high) = (min(low, value), max(high, value))
                }
            }
            (least, greatest) = (low, high)
        }
        return least <= greatest ? least...greatest : nil
    }

    /// The present ones of the first `count` rows with a key each.
    fileprivate func keyedRows(
        _ count: Int, _ cancellation: Cancellation, _ key: (Int) -> UInt64
    ) throws(ExecutionError) -> [KeyedRow] {
        var rows: [KeyedRow] = []
        rows.reserveCapacity(count)
        try cancellation.forEachRun(count) { run throws(ExecutionError) in
            dropping(run.lowerBound).forEachPresent(count: run.count) { _, row in
                rows.append(KeyedRow(key: key(row), row: UInt32(truncatingIfNeeded: row)))
            }
        }
        return rows
    }
}

extension Int64 {
    /// The sum, or the greatest integer where it would be more.
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
