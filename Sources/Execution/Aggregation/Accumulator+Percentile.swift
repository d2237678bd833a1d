import Columns
import Values

/// Exact percentiles with linear interpolation between neighbours (SQL's `percentile_cont`): all values are kept, put
/// together by group (a counting sort), and the two neighbours selected, not sorted.
final class PercentileAccumulator: MergeableAccumulator {
    private let percent: Double
    private let type: ValueType
    private let threads: Int
    private let cancellation: Cancellation
    /// By thread, by batch.
    private var lanes: [[GroupedValues]] = [[]]

    init(_ percent: Double, _ type: ValueType, threads: Int, _ cancellation: Cancellation) {
        (self.percent, self.type, self.threads, self.cancellation) = (percent, type, threads, cancellation)
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) { lanes[0].append(GroupedValues(arguments[0], rows)) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? PercentileAccumulator else { preconditionFailure("accumulators of one kind") }
        lanes += other.lanes.map { lane in lane.map { $0.renumbered(map) } }
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        let sorted = try ValuesByGroup(lanes, groupCount: groupCount, cancellation)
        let results = PlainResults<Double>(count: groups.count, initial: .nan)
        let percent = percent
        let workers = sorted.count > Self.parallelValues ? threads : 1
        // Each thread takes every n-th group; a group's values are its own.
        Workers.run(workers) { [cancellation] worker in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: sorted.mostInAGroup) { spare in
                for index in stride(from: worker, to: groups.count, by: workers) {
                    let values = sorted.values(ofGroup: Int(groups[index]))
                    if let value = Selection.percentile(percent, of: values, spare, cancellation) {
                        results[index] = value
                    }
                }
            }
        }
        try cancellation.check()
        lanes = []
        return .percentiles(groups.indices.map { results[$0].isNaN ? nil : results[$0] }, type)
    }

    private static let parallelValues = 1 << 16
}

extension Column {
    /// Percentiles of integers that stand for values of a type: numbers are doubles; between two days, or two moments,
    /// the earlier part counts.
    static func percentiles(_ results: [Double?], _ type: ValueType) -> Column {
        switch type {
        case .date, .dateTime:
            Column.integers(
                results.map { Int64(($0 ?? 0).rounded(.down)) }, type, presence: results.map { $0 != nil })
        default:
            Column.doubles(results.map { $0.map { $0 / Double(type.unitsPerOne) } })
        }
    }
}

/// The present values of one batch with their groups; decimals as the integers that stand for them.
private struct GroupedValues: Sendable {
    let owners: [Int32]
    let values: [Double]

    init(_ vector: Vector, _ rows: GroupedRows) {
        var owners: [Int32] = []
        let capacity = rows.positions?.count ?? rows.groups.count
        values = [Double](unsafeUninitializedCapacity: capacity) { values, count in
            owners = [Int32](unsafeUninitializedCapacity: capacity) { owners, ownerCount in
                if case .doubles(let numbers) = vector.column.payload {
                    vector.forEachPresent(rows) { group, row in
                        owners[count] = Int32(truncatingIfNeeded: group)
                        values[count] = numbers[row]
                        count += 1
                    }
                } else if let packed = vector.column.packed {
                    packed.withReader { read in
                        vector.forEachPresent(rows) { group, row in
                            owners[count] = Int32(truncatingIfNeeded: group)
                            values[count] = Double(read(row))
                            count += 1
                        }
                    }
                }
                ownerCount = count
            }
        }
        self.owners = owners
    }

    private init(owners: [Int32], values: [Double]) { (self.owners, self.values) = (owners, values) }

    func renumbered(_ map: GroupMap) -> GroupedValues {
        guard let numbers = map.numbers else { return self }
        return GroupedValues(owners: owners.map { numbers[Int($0)] }, values: values)
    }
}

/// Values put together by group: a counting sort, each thread placing what it has gathered.
private final class ValuesByGroup: @unchecked Sendable {
    let count: Int
    private let starts: [Int]
    private let memory: PlainResults<Double>

    init(_ lanes: [[GroupedValues]], groupCount: Int, _ cancellation: Cancellation) throws(ExecutionError) {
        let places = lanes.map { _ in PlainResults<Int>(count: groupCount, initial: 0) }
        Workers.run(lanes.count) { lane in
            for run in lanes[lane] where !cancellation.isCancelled {
                for owner in run.owners { places[lane][Int(owner)] += 1 }
            }
        }
        try cancellation.check()
        var starts = [Int](repeating: 0, count: groupCount + 1)
        for group in 0..<groupCount {
            var next = starts[group]
            for lane in places {
                let count = lane[group]
                lane[group] = next
                next += count
            }
            starts[group + 1] = next
        }
        self.starts = starts
        count = starts[groupCount]
        memory = PlainResults(uninitializedCount: count)
        let target = Unchecked(memory.elements)
        Workers.run(lanes.count) { lane in
            let next = places[lane]
            for run in lanes[lane] where !cancellation.isCancelled {
                for (owner, value) in zip(run.owners, run.values) {
                    target.value[next[Int(owner)]] = value
                    next[Int(owner)] += 1
                }
            }
        }
        try cancellation.check()
    }

    /// How many values the largest group has.
    var mostInAGroup: Int { zip(starts, starts.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }

    /// To be reordered by one thread at a time.
    func values(ofGroup group: Int) -> UnsafeMutableBufferPointer<Double> {
        UnsafeMutableBufferPointer(rebasing: memory.elements[starts[group]..<starts[group + 1]])
    }
}
