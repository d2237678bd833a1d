import Columns
import Values

/// Exact percentiles with linear interpolation between neighbours (SQL's `percentile_cont`): all values are kept, put
/// together by group (a counting sort), and the two neighbours selected, not sorted.
final class PercentileAccumulator: MergeableAccumulator {
    private let percent: Double
    private let divisor: Double
    private let threads: Int
    private var owners: [Int32] = []
    private var values: [Double] = []

    init(_ percent: Double, _ type: ValueType, threads: Int) {
        self.percent = percent
        self.threads = threads
        divisor = Double(type.unitsPerOne)
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        let vector = arguments[0]
        if case .doubles(let numbers) = vector.column.payload {
            vector.forEachPresent(rows) { group, row in
                owners.append(Int32(group))
                values.append(numbers[row])
            }
        } else if let packed = vector.column.packed {
            packed.withReader { read in
                vector.forEachPresent(rows) { group, row in
                    owners.append(Int32(group))
                    values.append(Double(read(row)))
                }
            }
        }
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? PercentileAccumulator else { preconditionFailure("accumulators of one kind") }
        if let numbers = map.numbers {
            owners.append(contentsOf: other.owners.lazy.map { numbers[Int($0)] })
        } else {
            owners.append(contentsOf: other.owners)
        }
        values.append(contentsOf: other.values)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        var starts = [Int](repeating: 0, count: groupCount + 1)
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for group in 0..<groupCount { starts[group + 1] += starts[group] }
        var next = starts
        var grouped = [Double](unsafeUninitializedCapacity: values.count) { grouped, count in
            count = values.count
            next.withUnsafeMutableBufferPointer { next in
                for (index, owner) in owners.enumerated() {
                    grouped[next[Int(owner)]] = values[index]
                    next[Int(owner)] += 1
                }
            }
        }
        let results = PlainResults<Double>(count: groups.count, initial: .nan)
        grouped.withUnsafeMutableBufferPointer { grouped in
            select(groups, starts, Unchecked(grouped), results)
        }
        return Column.doubles(groups.indices.map { results[$0].isNaN ? nil : results[$0] / divisor })
    }

    /// Each thread takes every n-th group; a group's values are its own.
    private func select(
        _ groups: [Int32], _ starts: [Int], _ grouped: Unchecked<UnsafeMutableBufferPointer<Double>>,
        _ results: PlainResults<Double>
    ) {
        let percent = percent
        let workers = values.count > Self.parallelValues ? threads : 1
        Workers.run(workers) { worker in
            for index in stride(from: worker, to: groups.count, by: workers) {
                let group = Int(groups[index])
                let part = UnsafeMutableBufferPointer(rebasing: grouped.value[starts[group]..<starts[group + 1]])
                if let value = Selection.percentile(percent, of: part) { results[index] = value }
            }
        }
    }

    private static let parallelValues = 1 << 16
}

/// Order statistics in place.
enum Selection {
    /// The value at a percentage of the way from the least to the greatest; nil of nothing. Reorders `values`.
    static func percentile(_ percent: Double, of values: UnsafeMutableBufferPointer<Double>) -> Double? {
        guard !values.isEmpty else { return nil }
        // Hundredths first: 11 × 90 is exact where 11 × 0.9 is not.
        let hundredths = Double(values.count - 1) * percent
        let below = Int((hundredths / 100).rounded(.down))
        let fraction = (hundredths - Double(below) * 100) / 100
        partition(values, at: below)
        guard fraction > 0, below + 1 < values.count else { return values[below] }
        var above = values[below + 1]
        for index in below + 2..<max(below + 2, values.count) { above = min(above, values[index]) }
        return values[below] + (above - values[below]) * fraction
    }

    /// Hoare's selection (1961) with the median of three: afterwards `values[index]` is what sorting would put there,
    /// none before it is greater and none behind it less. Sorts what resists.
    private static func partition(_ values: UnsafeMutableBufferPointer<Double>, at index: Int) {
        var low = 0
        var high = values.count - 1
        var rounds = 0
        while high - low > 16 {
            rounds += 1
            if rounds > 64 { break }
            let pivot = median(values[low], values[(low + high) / 2], values[high])
            var left = low
            var right = high
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if index <= right {
                high = right
            } else if index >= left {
                low = left
            } else {
                return
            }
        }
        var rest = UnsafeMutableBufferPointer(rebasing: values[low...high])
        rest.sort()
    }

    private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
        max(min(a, b), min(max(a, b), c))
    }
}
