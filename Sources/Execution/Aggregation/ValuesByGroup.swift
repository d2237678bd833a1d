import Columns
import Values

/// The values of rows with their groups, by thread and by batch.
struct GatheredValues<Value: PercentileValue> {
    fileprivate var lanes: [[GroupedValues<Value>]] = [[]]

    mutating func add(_ vector: Vector, _ rows: GroupedRows) { lanes[0].append(GroupedValues(vector, rows)) }

    mutating func absorb(_ other: GatheredValues, _ map: GroupMap) {
        lanes += other.lanes.map { lane in lane.map { $0.renumbered(map) } }
    }
}

/// The present values of one batch with their groups.
private struct GroupedValues<Value: PercentileValue>: Sendable {
    let owners: [Int32]
    let values: [Value]

    init(_ vector: Vector, _ rows: GroupedRows) {
        var owners: [Int32] = []
        let capacity = rows.positions?.count ?? rows.groups.count
        values = [Value](unsafeUninitializedCapacity: capacity) { values, count in
            owners = [Int32](unsafeUninitializedCapacity: capacity) { owners, ownerCount in
                Value.forEachPresent(vector, rows) { group, value in
                    owners[count] = Int32(truncatingIfNeeded: group)
                    values[count] = value
                    count += 1
                }
                ownerCount = count
            }
        }
        self.owners = owners
    }

    private init(owners: [Int32], values: [Value]) { (self.owners, self.values) = (owners, values) }

    func renumbered(_ map: GroupMap) -> GroupedValues {
        guard let numbers = map.numbers else { return self }
        return GroupedValues(owners: owners.map { numbers[Int($0)] }, values: values)
    }
}

/// Values put together by group: a counting sort, each thread placing what it has gathered.
final class ValuesByGroup<Value: PercentileValue>: @unchecked Sendable {
    let count: Int
    private let starts: [Int]
    private let memory: PlainResults<Value>

    init(_ gathered: GatheredValues<Value>, groupCount: Int, _ cancellation: Cancellation) throws(ExecutionError) {
        let lanes = gathered.lanes
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
    private var mostInAGroup: Int { zip(starts, starts.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }

    /// To be reordered by one thread at a time.
    func values(ofGroup group: Int) -> UnsafeMutableBufferPointer<Value> {
        UnsafeMutableBufferPointer(rebasing: memory.elements[starts[group]..<starts[group + 1]])
    }

    /// The values between which a percentile of each group stands. They stay as they are: selecting wears out a copy.
    func neighbours(
        _ groups: [Int32], _ share: PercentileShare, threads: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> [Neighbours<Value>?] {
        let results = PlainResults<Neighbours<Value>?>(count: groups.count, initial: nil)
        let workers = count > parallelValues ? threads : 1
        // Each thread takes every n-th group; a group's values are its own.
        Workers.run(workers) { [self] worker in
            let most = mostInAGroup
            withUnsafeTemporaryAllocation(of: Value.self, capacity: 2 * most) { memory in
                let spare = UnsafeMutableBufferPointer(rebasing: memory[most...])
                for index in stride(from: worker, to: groups.count, by: workers) {
                    let own = values(ofGroup: Int(groups[index]))
                    _ = memory.update(fromContentsOf: own)
                    let copy = UnsafeMutableBufferPointer(rebasing: memory[..<own.count])
                    results[index] = Selection.neighbours(at: share, of: copy, spare, cancellation)
                }
            }
        }
        try cancellation.check()
        return Array(results.elements)
    }
}

/// So many values are worth several threads.
private let parallelValues = 1 << 16
