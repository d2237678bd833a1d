import Columns
import Values

/// Exact sums, one a group: in 64 bits while the sizes of the values promise that they suffice, then in 128.
struct ExactSums {
    private var narrow: [Int64] = []
    /// What `narrow` held whenever it might have overflowed; empty until then.
    private var wide: [Int128] = []
    /// By how much any narrow sum may still grow.
    private var headroom = Int64.max

    mutating func add(_ values: Vector, _ rows: GroupedRows) {
        guard let packed = values.column.packed else { preconditionFailure("integers were expected") }
        narrow.extend(to: rows.groupCount, with: 0)
        guard reserve(packed.magnitude, Int64(rows.groups.count)) else { return addWide(values, packed, rows) }
        narrow.withUnsafeMutableBufferPointer { sums in
            packed.withReader { read in
                values.forEachPresent(rows) { group, row in sums[group] &+= read(row) }
            }
        }
    }

    /// Whether `count` more values of a size fit in 64 bits, after spilling if need be.
    private mutating func reserve(_ magnitude: Int64?, _ count: Int64) -> Bool {
        guard let magnitude else { return false }
        let (growth, overflow) = magnitude.multipliedReportingOverflow(by: count)
        guard !overflow else { return false }
        if growth > headroom { spill() }
        headroom -= growth
        return true
    }

    private mutating func spill() {
        wide.extend(to: narrow.count, with: 0)
        for group in narrow.indices {
            wide[group] += Int128(narrow[group])
            narrow[group] = 0
        }
        headroom = .max
    }

    /// 2^63 rows of the widest values fit in 128 bits.
    private mutating func addWide(_ values: Vector, _ packed: PackedIntegers, _ rows: GroupedRows) {
        wide.extend(to: rows.groupCount, with: 0)
        wide.withUnsafeMutableBufferPointer { sums in
            packed.withReader { read in
                values.forEachPresent(rows) { group, row in sums[group] &+= Int128(read(row)) }
            }
        }
    }

    mutating func absorb(_ other: ExactSums, _ map: GroupMap) {
        spill()
        wide.extend(to: map.groupCount, with: 0)
        narrow.extend(to: map.groupCount, with: 0)
        for group in 0..<max(other.narrow.count, other.wide.count) { wide[map[group]] += other[group] }
    }

    subscript(group: Int) -> Int128 {
        (group < narrow.count ? Int128(narrow[group]) : 0) + (group < wide.count ? wide[group] : 0)
    }
}

/// Whole numbers and decimals, exactly; a sum that ends outside 64 bits is an error.
final class IntegerSumAccumulator: MergeableAccumulator {
    private let type: ValueType
    private var sums = ExactSums()

    init(_ type: ValueType) { self.type = type }

    func add(_ arguments: [Vector], _ rows: GroupedRows) { sums.add(arguments[0], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? IntegerSumAccumulator else { preconditionFailure("accumulators of one kind") }
        sums.absorb(other.sums, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        var values: [Int64] = []
        values.reserveCapacity(groups.count)
        for group in groups {
            guard let value = Int64(exactly: sums[Int(group)]) else { throw .overflow("a sum") }
            values.append(value)
        }
        return Column.integers(values, type)
    }
}

/// Averages of whole numbers and decimals: an exact sum, rounded once.
final class IntegerAverageAccumulator: MergeableAccumulator {
    private let divisor: Double
    private var sums = ExactSums()
    private let counts = CountAccumulator()

    init(_ type: ValueType) { divisor = Double(type.unitsPerOne) }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        sums.add(arguments[0], rows)
        counts.add(arguments, rows)
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? IntegerAverageAccumulator else { preconditionFailure("accumulators of one kind") }
        sums.absorb(other.sums, map)
        counts.absorb(other.counts, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        counts.states.extend(to: groupCount, with: 0)
        return Column.doubles(
            groups.map { group in
                let count = counts.states[Int(group)]
                return count == 0 ? nil : Double(sums[Int(group)]) / (Double(count) * divisor)
            })
    }
}

extension ValueType {
    /// The integer that stands for 1: a power of ten for decimals.
    var unitsPerOne: Int128 {
        if case .decimal(let scale) = self { return ExactDecimal.powerOfTen(scale) }
        return 1
    }
}

/// Sums of doubles with what rounding has lost (Knuth's two-sum, which asks no question), so that the order of rows
/// hardly matters; with their count for averages.
struct CompensatedSum: GroupState {
    private(set) var count = 0
    private var sum = 0.0
    private var compensation = 0.0

    mutating func add(_ value: Double) {
        addPart(value)
        count += 1
    }

    private mutating func addPart(_ value: Double) {
        let next = sum + value
        let part = next - sum
        compensation += (sum - (next - part)) + (value - part)
        sum = next
    }

    mutating func merge(_ other: CompensatedSum) {
        addPart(other.sum)
        compensation += other.compensation
        count += other.count
    }

    var value: Double { sum + compensation }
    var mean: Double? { count == 0 ? nil : value / Double(count) }
}

/// Sums of doubles, their averages, or each group's part of the whole.
final class DoubleSumAccumulator: StateAccumulator {
    enum Result {
        case sum
        case average
        /// In per cent; missing where the whole is 0.
        case share
    }

    private let result: Result
    var states: [CompensatedSum] = []

    init(_ result: Result) { self.result = result }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        let values = arguments[0]
        states.extend(to: rows.groupCount, with: CompensatedSum())
        states.withUnsafeMutableBufferPointer { sums in
            if case .doubles(let numbers) = values.column.payload {
                numbers.withUnsafeElements { numbers in
                    values.forEachPresent(rows) { group, row in sums[group].add(numbers[row]) }
                }
            } else if let packed = values.column.packed {
                let divisor = Double(values.column.type.unitsPerOne)
                packed.withReader { read in
                    values.forEachPresent(rows) { group, row in sums[group].add(Double(read(row)) / divisor) }
                }
            }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        states.extend(to: groupCount, with: CompensatedSum())
        let sums = groups.map { states[Int($0)] }
        switch result {
        case .sum: return Column.doubles(sums.map(\.value))
        case .average: return Column.doubles(sums.map(\.mean))
        case .share:
            var whole = CompensatedSum()
            for sum in sums { whole.add(sum.value) }
            return Column.doubles(sums.map { whole.value == 0 ? nil : $0.value / whole.value * 100 })
        }
    }
}
