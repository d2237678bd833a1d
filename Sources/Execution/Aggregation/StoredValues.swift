import Columns
import Values

/// The integers of a stored column by group, as they are stored, in half the memory: gathered once for all aggregates
/// that look at each of them.
final class StoredValues {
    private var gathered = GatheredValues<UInt32>()
    private var sorted: ValuesByGroup<UInt32>?

    func add(_ vector: Vector, _ rows: GroupedRows) { gathered.add(vector, rows) }

    func absorb(_ other: StoredValues, _ map: GroupMap) { gathered.absorb(other.gathered, map) }

    /// All values put together by group; no more can be added.
    func byGroup(_ groupCount: Int, _ cancellation: Cancellation) throws(ExecutionError) -> ValuesByGroup<UInt32> {
        if let sorted { return sorted }
        let made = try ValuesByGroup(gathered, groupCount: groupCount, cancellation)
        gathered = GatheredValues()
        sorted = made
        return made
    }
}

/// An aggregate of a stored column's values, which may be gathered by another accumulator of the same table.
class StoredValuesAccumulator: MergeableAccumulator {
    let stored: NarrowIntegers
    fileprivate let threads: Int
    fileprivate let cancellation: Cancellation
    private(set) var values = StoredValues()
    private var gathers = true

    fileprivate init(_ stored: NarrowIntegers, threads: Int, _ cancellation: Cancellation) {
        (self.stored, self.threads, self.cancellation) = (stored, threads, cancellation)
    }

    /// From now on reads what another accumulator gathers of the same rows.
    func share(_ other: StoredValues) { (values, gathers) = (other, false) }

    func add(_ arguments: [Vector], _ rows: GroupedRows) { if gathers { values.add(arguments[0], rows) } }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? StoredValuesAccumulator else { preconditionFailure("accumulators of one kind") }
        if gathers { values.absorb(other.values, map) }
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        preconditionFailure("each kind of aggregate finishes by itself")
    }
}

final class StoredPercentileAccumulator: StoredValuesAccumulator {
    private let share: PercentileShare

    init(_ percent: Double, _ stored: NarrowIntegers, threads: Int, _ cancellation: Cancellation) {
        share = PercentileShare(percent)
        super.init(stored, threads: threads, cancellation)
    }

    override func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        let found = try values.byGroup(groupCount, cancellation)
            .neighbours(groups, share, threads: threads, cancellation)
        let base = stored.base
        let numbers = found.map { found in
            found.map { Neighbours(low: base &+ Int64($0.low), high: base &+ Int64($0.high), steps: $0.steps) }
        }
        return .percentiles(numbers, share, stored.type)
    }
}

/// The deviation of values that are gathered for a percentile anyway.
final class StoredDeviationAccumulator: StoredValuesAccumulator {
    override init(_ stored: NarrowIntegers, threads: Int, _ cancellation: Cancellation) {
        super.init(stored, threads: threads, cancellation)
    }

    override func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        let sorted = try values.byGroup(groupCount, cancellation)
        let deviations = PlainResults<Double?>(count: groups.count, initial: nil)
        let divisor = stored.type.unitsPerOne
        Workers.run(threads) { [threads, cancellation] worker in
            for index in stride(from: worker, to: groups.count, by: threads) where !cancellation.isCancelled {
                // What is added to all of them changes nothing: the stored integers do.
                let moments = Moments(of: sorted.values(ofGroup: Int(groups[index])))
                deviations[index] = moments.deviation.map { $0 / divisor }
            }
        }
        try cancellation.check()
        return .doubles(Array(deviations.elements))
    }
}
