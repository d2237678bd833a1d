/// Sorted, disjoint, non-adjacent closed ranges.
public struct IntegerSet: Hashable, Sendable {
    public let ranges: [ClosedRange<Int64>]

    public init(_ unordered: [ClosedRange<Int64>]) {
        var merged: [ClosedRange<Int64>] = []
        for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    public init(values: some Sequence<Int64>) { self.init(values.map { $0...$0 }) }

    public static let empty = IntegerSet([])

    public func contains(_ value: Int64) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }

    public func intersection(_ other: IntegerSet) -> IntegerSet {
        var result: [ClosedRange<Int64>] = []
        var (own, others) = (ranges[...], other.ranges[...])
        while let a = own.first, let b = others.first {
            if a.overlaps(b) { result.append(a.clamped(to: b)) }
            if a.upperBound <= b.upperBound { own.removeFirst() } else { others.removeFirst() }
        }
        return IntegerSet(result)
    }

    /// The values one by one when there are at most `limit`.
    public func values(limit: Int) -> [Int64]? {
        var result: [Int64] = []
        for range in ranges {
            let (span, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
            guard !overflow, span < Int64(limit - result.count) else { return nil }
            result.append(contentsOf: range)
        }
        return result
    }
}

extension IntegerSet {
    /// How many rows at a time are asked whether their integers are in the set.
    public enum RunComparison {
        /// One range after another is compared with all of them.
        case ranges
        /// Each is looked up in a table of all that the column may store.
        case table
    }

    /// Of integers stored in so many bytes; nil where rows are asked one by one. For fewer than `rowCount` rows a table
    /// costs more than it saves.
    public func runComparison(width: Int, rowCount: Int) -> RunComparison? {
        if ranges.count * width <= Self.comparedBytes { return .ranges }
        return width <= 2 && rowCount >= 1 << (8 * width) ? .table : nil
    }

    /// Bytes of a value that are compared with all ranges, at most.
    private static let comparedBytes = 32
}
