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
    private var values = GatheredValues<Value>()

    init(_ percent: Double, threads: Int, _ cancellation: Cancellation) {
        share = PercentileShare(percent)
        (self.threads, self.cancellation) = (threads, cancellation)
    }

    mutating func add(_ arguments: [Vector], _ rows: GroupedRows) { values.add(arguments[0], rows) }

    mutating func absorb(_ other: GatheredPercentile, _ map: GroupMap) { values.absorb(other.values, map) }

    /// The values between which the percentile of each group stands. What was gathered is used up.
    mutating func neighbours(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> [Neighbours<Value>?] {
        if values.areBestBucketed {
            defer { values = GatheredValues() }
            return try values.bucketedNeighbours(groups, share, threads: threads, cancellation)
        }
        let sorted = try ValuesByGroup(values, groupCount: groupCount, cancellation)
        values = GatheredValues()
        return try sorted.neighbours(groups, share, threads: threads, cancellation)
    }
}
/// What a column's values are while percentiles are looked for among them.
protocol PercentileValue: Comparable, BitwiseCopyable, Sendable {
    /// Calls `body` with the group and the value of each row that has one.
    static func forEachPresent(_ vector: Vector, _ rows: GroupedRows, _ body: (Int, Self) -> Void)

    /// More than any bucket.
    static var bucketCount: Int { get }
    /// A number that does not fall as the value grows.
    var bucket: Int { get }
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
