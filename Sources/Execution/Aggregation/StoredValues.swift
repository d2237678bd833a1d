import Columns
import Values

/// The integers of a stored column by group, as they are stored, in half the memory: gathered once for all aggregates
/// that look at each of them.
final class StoredValues {
    private var gathered = GatheredValues<UInt32>()
    private var sorted: ValuesByGroup<UInt32>?
    /// Whether somebody looks at all values of each group, who needs them put together.
    var areReadWhole = false

    func add(_ vector: Vector, _ rows: GroupedRows) { gathered.add(vector, rows) }

    func absorb(_ other: StoredValues, _ map: GroupMap) { gathered.absorb(other.gathered, map) }

    /// The values between which a percentile of each group stands.
    func neighbours(
        _ groups: [Int32], groupCount: Int, _ share: PercentileShare, threads: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> [Neighbours<UInt32>?] {
        if !areReadWhole, gathered.areBestBucketed {
            return try gathered.bucketedNeighbours(groups, share, threads: threads, cancellation)
        }
        return try byGroup(groupCount, cancellation).neighbours(groups, share, threads: threads, cancellation)
    }

    /// All values put together by group; no more can be added.
    func byGroup(_ groupCount: Int, _ cancellation: Cancellation) throws(ExecutionError) -> ValuesByGroup<UInt32> {
        if let sorted { return sorted }
        let made = try ValuesByGroup(gathered, groupCount: groupCount, cancellation)
        gathered = GatheredValues()
        sorted = made
        return made
    }
}

/// How an accumulator comes to the values of a stored column: it gathers them, or another one of the same table does.
struct StoredValuesReader {
    /// What every row that is gathered adds to memory.
    static let bytesPerRow = 8

    let stored: NarrowIntegers
    let threads: Int
    let cancellation: Cancellation
    private(set) var values = StoredValues()
    private var gathers = true

    init(_ stored: NarrowIntegers, threads: Int, _ cancellation: Cancellation) {
        (self.stored, self.threads, self.cancellation) = (stored, threads, cancellation)
    }

    /// From now on reads what another accumulator gathers of the same rows.
    mutating func share(_ other: StoredValues) { (values, gathers) = (other, false) }

    func add(_ vector: Vector, _ rows: GroupedRows) { if gathers { values.add(vector, rows) } }

    func absorb(_ other: StoredValuesReader, _ map: GroupMap) { if gathers { values.absorb(other.values, map) } }

    func byGroup(_ groupCount: Int) throws(ExecutionError) -> ValuesByGroup<UInt32> {
        try values.byGroup(groupCount, cancellation)
    }

    func neighbours(
        _ groups: [Int32], _ share: PercentileShare, _ groupCount: Int
    ) throws(ExecutionError) -> [Neighbours<UInt32>?] {
        try values.neighbours(groups, groupCount: groupCount, share, threads: threads, cancellation)
    }
}

/// An aggregate that looks at each of a stored column's values.
protocol StoredValuesAccumulator: MergeableAccumulator {
    var reader: StoredValuesReader { get set }
    /// Whether it is all values of each group.
    static var readsWholeGroups: Bool { get }
}

extension StoredValuesAccumulator {
    func add(_ arguments: [Vector], _ rows: GroupedRows) { reader.add(arguments[0], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? Self else { preconditionFailure("accumulators of one kind") }
        reader.absorb(other.reader, map)
    }
}

final class StoredPercentileAccumulator: StoredValuesAccumulator {
    static let readsWholeGroups = false
    var reader: StoredValuesReader
    private let share: PercentileShare

    init(_ percent: Double, _ reader: StoredValuesReader) {
        share = PercentileShare(percent)
        self.reader = reader
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        let found = try reader.neighbours(groups, share, groupCount)
        let base = reader.stored.base
        let numbers = found.map { found in
            found.map { Neighbours(low: base &+ Int64($0.low), high: base &+ Int64($0.high), steps: $0.steps) }
        }
        return .percentiles(numbers, share, reader.stored.type)
    }
}

/// The deviation of values that are gathered for a percentile anyway.
final class StoredDeviationAccumulator: StoredValuesAccumulator {
    static let readsWholeGroups = true
    var reader: StoredValuesReader

    init(_ reader: StoredValuesReader) { self.reader = reader }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        let sorted = try reader.byGroup(groupCount)
        let deviations = PlainResults<Double?>(count: groups.count, initial: nil)
        let (divisor, threads, cancellation) = (reader.stored.type.unitsPerOne, reader.threads, reader.cancellation)
        Workers.run(threads) { worker in
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
