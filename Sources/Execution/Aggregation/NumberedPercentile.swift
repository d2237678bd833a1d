import Columns
import Values

/// A percentile of an expression whose values are numbered in their order, few enough to count each in every group.
struct NumberedPercentile {
    let share: PercentileShare
    let key: DenseKey
    fileprivate let type: ValueType
    fileprivate let groupCount: Int

    /// More counts than this leave the caches.
    private static let mostCounts = 1 << 22

    /// Nil where the counts would be too many.
    init?(_ percent: Double, _ key: DenseKey, _ type: ValueType, groupCount: Int) {
        let (total, overflow) = key.count.multipliedReportingOverflow(by: groupCount)
        guard !overflow, total <= Self.mostCounts else { return nil }
        share = PercentileShare(percent)
        (self.key, self.type, self.groupCount) = (key, type, groupCount)
    }

    /// What an accumulator takes.
    var byteCount: Int { key.count * groupCount * MemoryLayout<UInt32>.stride }
}

/// How often each value occurs in each group, group by group. Rows of one collection fit in 32 bits.
final class NumberedCounts {
    fileprivate var counts: [UInt32] = []
}

/// Counts how often each value occurs in each group: what stands at a place in order is found by adding these up.
final class NumberedPercentileAccumulator: MergeableAccumulator {
    private let numbered: NumberedPercentile
    private(set) var shared = NumberedCounts()
    /// Whether the counts are another's, who does the counting.
    private var isReader = false

    init(_ numbered: NumberedPercentile) { self.numbered = numbered }

    /// Reads what another counts of the same values in the same rows.
    func share(_ counts: NumberedCounts) { (shared, isReader) = (counts, true) }

    private var valueCount: Int { numbered.key.count }

    /// `arguments[0]`: the stored column of the key.
    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        if isReader { return }
        let valueCount = valueCount
        shared.counts.extend(to: rows.groupCount * valueCount, with: 0)
        let numbers = numbered.key.numbers(arguments[0], count: rows.groups.count)
        shared.counts.withUnsafeMutableBufferPointer { counts in
            rows.forEachPosition { position, group in counts[group &* valueCount &+ Int(numbers[position])] &+= 1 }
        }
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? NumberedPercentileAccumulator else {
            preconditionFailure("accumulators of one kind")
        }
        if isReader { return }
        let valueCount = valueCount
        shared.counts.extend(to: map.groupCount * valueCount, with: 0)
        shared.counts.withUnsafeMutableBufferPointer { counts in
            other.shared.counts.withUnsafeBufferPointer { added in
                for group in 0..<added.count / max(1, valueCount) {
                    let (source, target) = (group * valueCount, map[group] * valueCount)
                    for number in 0..<valueCount { counts[target + number] &+= added[source + number] }
                }
            }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        shared.counts.extend(to: groupCount * valueCount, with: 0)
        let values = numbered.key.values
        let present = (0..<valueCount).filter { values.isPresent($0) }
        let found = shared.counts.withUnsafeBufferPointer { counts in
            groups.map { neighbours(counts, Int($0) * valueCount, present) }
        }
        return .percentiles(found, numbered.share, numbered.type)
    }

    /// The values between which the percentile of a group stands, whose counts begin at `start`; nil of none.
    private func neighbours(
        _ counts: UnsafeBufferPointer<UInt32>, _ start: Int, _ present: [Int]
    ) -> Neighbours<Int64>? {
        let total = present.reduce(0) { $0 + Int(counts[start + $1]) }
        guard total > 0 else { return nil }
        let (below, steps) = numbered.share.place(count: total)
        var (low, seen): (Int64?, Int) = (nil, 0)
        for number in present where counts[start + number] > 0 {
            seen += Int(counts[start + number])
            guard seen > below else { continue }
            let value = numbered.key.values.packed?[number] ?? 0
            if let low { return Neighbours(low: low, high: value, steps: steps) }
            // The next in order may be of the same value.
            if steps == 0 || seen > below + 1 || seen == total {
                return Neighbours(low: value, high: value, steps: steps)
            }
            low = value
        }
        preconditionFailure("as many values as were counted")
    }
}
