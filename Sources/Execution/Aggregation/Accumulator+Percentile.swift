import Columns
import Values

/// An accumulator of percentiles. What it is of is no parameter of the class, whose methods would then be compiled once
/// for all values and look up at run time what to do with each.
protocol PercentileAccumulator: MergeableAccumulator {
    associatedtype Value: PercentileValue
    var gathered: GatheredPercentile<Value> { get set }
    /// The column of what was found in each group.
    func column(_ found: [Neighbours<Value>?]) -> Column
}

extension PercentileAccumulator {
    func add(_ arguments: [Vector], _ rows: GroupedRows) { gathered.add(arguments, rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? Self else { preconditionFailure("accumulators of one kind") }
        gathered.absorb(other.gathered, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        column(try gathered.neighbours(groups, groupCount: groupCount))
    }
}

/// Percentiles of whole numbers, decimals, days and moments.
final class IntegerPercentileAccumulator: PercentileAccumulator {
    var gathered: GatheredPercentile<Int64>
    private let type: ValueType

    init(_ gathered: GatheredPercentile<Int64>, _ type: ValueType) { (self.gathered, self.type) = (gathered, type) }

    func column(_ found: [Neighbours<Int64>?]) -> Column { .percentiles(found, gathered.share, type) }
}

/// The same of a stored column whose integers lie close together: as they are stored, in half the memory.
final class StoredPercentileAccumulator: PercentileAccumulator {
    var gathered: GatheredPercentile<UInt32>
    private let stored: NarrowIntegers

    init(_ gathered: GatheredPercentile<UInt32>, _ stored: NarrowIntegers) {
        (self.gathered, self.stored) = (gathered, stored)
    }

    func column(_ found: [Neighbours<UInt32>?]) -> Column {
        let base = stored.base
        let values = found.map { found in
            found.map { Neighbours(low: base &+ Int64($0.low), high: base &+ Int64($0.high), steps: $0.steps) }
        }
        return .percentiles(values, gathered.share, stored.type)
    }
}

/// Percentiles of doubles.
final class DoublePercentileAccumulator: PercentileAccumulator {
    var gathered: GatheredPercentile<Double>

    init(_ gathered: GatheredPercentile<Double>) { self.gathered = gathered }

    func column(_ found: [Neighbours<Double>?]) -> Column { .percentiles(found, gathered.share) }
}

/// Exact percentiles with linear interpolation between neighbours (SQL's `percentile_cont`): all values are kept, put
/// together by group (a counting sort), and the two neighbours selected, not sorted.
struct GatheredPercentile<Value: PercentileValue> {
    let share: PercentileShare
    private let threads: Int
    private let cancellation: Cancellation
    /// By thread, by batch.
    private var lanes: [[GroupedValues<Value>]] = [[]]

    init(_ percent: Double, threads: Int, _ cancellation: Cancellation) {
        share = PercentileShare(percent)
        (self.threads, self.cancellation) = (threads, cancellation)
    }

    mutating func add(_ arguments: [Vector], _ rows: GroupedRows) { lanes[0].append(GroupedValues(arguments[0], rows)) }

    mutating func absorb(_ other: GatheredPercentile, _ map: GroupMap) {
        lanes += other.lanes.map { lane in lane.map { $0.renumbered(map) } }
    }

    /// The values between which the percentile of each group stands. What was gathered is used up.
    mutating func neighbours(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> [Neighbours<Value>?] {
        let sorted = try ValuesByGroup(lanes, groupCount: groupCount, cancellation)
        let results = PlainResults<Neighbours<Value>?>(count: groups.count, initial: nil)
        let workers = sorted.count > parallelValues ? threads : 1
        // Each thread takes every n-th group; a group's values are its own.
        Workers.run(workers) { [share, cancellation] worker in
            withUnsafeTemporaryAllocation(of: Value.self, capacity: sorted.mostInAGroup) { spare in
                for index in stride(from: worker, to: groups.count, by: workers) {
                    let values = sorted.values(ofGroup: Int(groups[index]))
                    results[index] = Selection.neighbours(at: share, of: values, spare, cancellation)
                }
            }
        }
        try cancellation.check()
        lanes = []
        return Array(results.elements)
    }
}

/// So many values are worth several threads.
private let parallelValues = 1 << 16

/// What a column's values are while percentiles are looked for among them.
protocol PercentileValue: Comparable, BitwiseCopyable, Sendable {
    /// Calls `body` with the group and the value of each row that has one.
    static func forEachPresent(_ vector: Vector, _ rows: GroupedRows, _ body: (Int, Self) -> Void)
}

extension Double: PercentileValue {
    @inline(__always)
    static func forEachPresent(_ vector: Vector, _ rows: GroupedRows, _ body: (Int, Double) -> Void) {
        guard case .doubles(let numbers) = vector.column.payload else { preconditionFailure("doubles were expected") }
        vector.forEachPresent(rows) { group, row in body(group, numbers[row]) }
    }
}

extension Int64: PercentileValue {
    @inline(__always)
    static func forEachPresent(_ vector: Vector, _ rows: GroupedRows, _ body: (Int, Int64) -> Void) {
        guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
        packed.withReader { read in vector.forEachPresent(rows) { group, row in body(group, read(row)) } }
    }
}

extension UInt32: PercentileValue {
    /// Of integers of at most 32 bits what is stored.
    @inline(__always)
    static func forEachPresent(_ vector: Vector, _ rows: GroupedRows, _ body: (Int, UInt32) -> Void) {
        guard let packed = vector.column.packed, packed.width <= 4 else {
            preconditionFailure("narrow integers were expected")
        }
        packed.withStored { stored in
            vector.forEachPresent(rows) { group, row in body(group, UInt32(truncatingIfNeeded: stored(row))) }
        }
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
private final class ValuesByGroup<Value: PercentileValue>: @unchecked Sendable {
    let count: Int
    private let starts: [Int]
    private let memory: PlainResults<Value>

    init(_ lanes: [[GroupedValues<Value>]], groupCount: Int, _ cancellation: Cancellation) throws(ExecutionError) {
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
    func values(ofGroup group: Int) -> UnsafeMutableBufferPointer<Value> {
        UnsafeMutableBufferPointer(rebasing: memory.elements[starts[group]..<starts[group + 1]])
    }
}
