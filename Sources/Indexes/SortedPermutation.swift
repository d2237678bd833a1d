import Columns

/// The rows whose value is present, in ascending order of it (equal values by row): ranges become slices,
/// least, greatest and the first k need no scan.
///
/// Memory: four bytes a row.
public final class SortedPermutation: Sendable {
    public let rows: Buffer<UInt32>
    private let keys: OrderedKeys

    /// The column's payload must be integers or doubles.
    public convenience init(_ column: Column) {
        self.init(column, threads: 1, isCancelled: { false })!
    }

    /// The same by several threads; nil when `isCancelled`, which is asked now and then, says so.
    public init?(_ column: Column, threads: Int, isCancelled: @escaping @Sendable () -> Bool) {
        keys = OrderedKeys(column)
        guard let rows = BucketSort(column, keys, threads: threads, isCancelled).sorted() else { return nil }
        self.rows = rows
    }

    /// An order of the column's rows made before.
    public init(_ column: Column, rows: Buffer<UInt32>) {
        keys = OrderedKeys(column)
        self.rows = rows
    }

    /// The slice of `rows` whose integers lie in `range`.
    public func slice(_ range: ClosedRange<Int64>) -> Range<Int> {
        guard case .integers = keys else { return 0..<0 }
        return slice(OrderedKeys.key(range.lowerBound)...OrderedKeys.key(range.upperBound))
    }

    /// The slice of `rows` whose doubles lie in `range`.
    public func slice(_ range: ClosedRange<Double>) -> Range<Int> {
        guard case .doubles = keys else { return 0..<0 }
        return slice(OrderedKeys.key(range.lowerBound)...OrderedKeys.key(range.upperBound))
    }

    /// The first `count` rows, from the greatest value down if `isDescending`; rows of equal values ascend either way.
    public func first(_ count: Int, isDescending: Bool) -> [UInt32] {
        guard isDescending else { return (0..<min(count, rows.count)).map { rows[$0] } }
        var result: [UInt32] = []
        var end = rows.count
        while result.count < count, end > 0 {
            let key = keys[Int(rows[end - 1])]
            let start = partition { $0 >= key }
            for position in start..<min(end, start + count - result.count) { result.append(rows[position]) }
            end = start
        }
        return result
    }

    private func slice(_ range: ClosedRange<UInt64>) -> Range<Int> {
        let lower = partition { $0 >= range.lowerBound }
        return lower..<max(lower, partition { $0 > range.upperBound })
    }

    /// The first position whose row's key satisfies a predicate that holds for a tail of the order.
    private func partition(_ holds: (UInt64) -> Bool) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = low + (high - low) / 2
            if holds(keys[Int(rows[middle])]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    public var byteCount: Int { rows.byteCount }
}

/// A column's numbers as unsigned integers in the same order; -0 is 0, and what is not a number stands outside all
/// that are.
enum OrderedKeys: Sendable {
    case integers(PackedIntegers)
    case doubles(Buffer<Double>)

    init(_ column: Column) {
        switch column.payload {
        case .integers(let packed), .codes(let packed, _): self = .integers(packed)
        case .doubles(let values): self = .doubles(values)
        case .lists: preconditionFailure("lists have no order")
        }
    }

    @inline(__always)
    subscript(row: Int) -> UInt64 {
        switch self {
        case .integers(let packed): Self.key(packed[row])
        case .doubles(let values): Self.key(values[row])
        }
    }

    @inline(__always)
    static func key(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 1 << 63 }

    @inline(__always)
    static func key(_ value: Double) -> UInt64 {
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }
}

/// Row numbers sorted by their keys: first into buckets by the leading bits in which keys differ (a stable
/// distribution), then each bucket by the rest, small enough for the cache (Knuth, volume 3, 5.2.5).
private struct BucketSort {
    private let column: Column
    private let keys: OrderedKeys
    private let threads: Int
    private let isCancelled: @Sendable () -> Bool

    private static let pace = 1 << 16
    private static let mostBucketBits = 12

    init(
        _ column: Column, _ keys: OrderedKeys, threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) {
        (self.column, self.keys, self.isCancelled) = (column, keys, isCancelled)
        self.threads = column.count > Self.pace ? max(1, threads) : 1
    }

    func sorted() -> Buffer<UInt32>? {
        let edges = edges()
        guard edges.least <= edges.greatest else { return isCancelled() ? nil : Buffer(count: 0) { _ in } }
        let span = edges.greatest - edges.least
        let bits = UInt64.bitWidth - span.leadingZeroBitCount
        // Buckets of about a thousand rows.
        let wanted = Int.bitWidth - (column.count >> 10).leadingZeroBitCount
        let bucketBits = min(bits, wanted, Self.mostBucketBits)
        let shift = UInt64(bits - bucketBits)
        let bucketCount = Int(span >> shift) + 1
        let places = places(edges.least, shift, bucketCount)
        if isCancelled() { return nil }
        let total = places.starts[bucketCount]
        let rows = Buffer<UInt32>(count: total) { rows in
            let target = Unchecked(rows)
            Workers.run(threads) { thread in
                forEachRow(of: thread) { row in
                    let place = thread * bucketCount + Int(truncatingIfNeeded: (keys[row] - edges.least) >> shift)
                    target.value[places.next[place]] = UInt32(truncatingIfNeeded: row)
                    places.next[place] += 1
                }
            }
            if !isCancelled(), shift > 0 { sortBuckets(target, places.starts, Int(shift), edges.least) }
        }
        return isCancelled() ? nil : rows
    }

    private func edges() -> (least: UInt64, greatest: UInt64) {
        let found = PlainResults<UInt64>(count: 2 * threads, initial: 0)
        Workers.run(threads) { thread in
            var (least, greatest) = (UInt64.max, UInt64.min)
            forEachRow(of: thread) { row in
                let key = keys[row]
                least = min(least, key)
                greatest = max(greatest, key)
            }
            (found[2 * thread], found[2 * thread + 1]) = (least, greatest)
        }
        return (0..<threads).reduce((.max, .min)) { (min($0.0, found[2 * $1]), max($0.1, found[2 * $1 + 1])) }
    }

    /// Where each bucket begins, and where in it each thread puts its rows.
    private func places(_ least: UInt64, _ shift: UInt64, _ buckets: Int) -> (starts: [Int], next: PlainResults<Int>) {
        let next = PlainResults<Int>(count: threads * buckets, initial: 0)
        Workers.run(threads) { thread in
            forEachRow(of: thread) { row in
                next[thread * buckets + Int(truncatingIfNeeded: (keys[row] - least) >> shift)] += 1
            }
        }
        var starts = [0]
        for bucket in 0..<buckets {
            var place = starts[bucket]
            for thread in 0..<threads {
                let count = next[thread * buckets + bucket]
                next[thread * buckets + bucket] = place
                place += count
            }
            starts.append(place)
        }
        return (starts, next)
    }

    private func sortBuckets(
        _ rows: Unchecked<UnsafeMutableBufferPointer<UInt32>>, _ starts: [Int], _ bits: Int, _ least: UInt64
    ) {
        let counter = WorkCounter()
        Workers.run(threads) { _ in
            var keyed: [KeyedRow] = []
            while !isCancelled(), let bucket = counter.claim(below: starts.count - 1) {
                let range = starts[bucket]..<starts[bucket + 1]
                guard range.count > 1 else { continue }
                keyed.removeAll(keepingCapacity: true)
                for position in range {
                    let row = rows.value[position]
                    keyed.append(KeyedRow(key: keys[Int(row)] - least, row: row))
                }
                keyed.withUnsafeMutableBufferPointer { DigitSort.sort($0, bits: bits) }
                for (position, entry) in zip(range, keyed) { rows.value[position] = entry.row }
            }
        }
    }

    @inline(__always)
    private func forEachRow(of thread: Int, _ body: (Int) -> Void) {
        let end = column.count * (thread + 1) / threads
        var start = column.count * thread / threads
        while start < end, !isCancelled() {
            let stop = min(start + Self.pace, end)
            for row in start..<stop where column.isPresent(row) { body(row) }
            start = stop
        }
    }
}
