import Columns
import Values

/// An accumulator that is the exact sums of its argument, one a group.
protocol SumAccumulator: MergeableAccumulator {
    associatedtype State: SumState
    var sums: ExactSums<State> { get set }
}

extension SumAccumulator {
    func add(_ arguments: [Vector], _ rows: GroupedRows) { sums.add(arguments[0], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? Self else { preconditionFailure("accumulators of one kind") }
        sums.absorb(other.sums, map)
    }
}

/// Whole numbers and decimals, exactly; a sum that ends outside 64 bits is an error.
final class IntegerSumAccumulator: SumAccumulator, ExactSummer {
    private let type: ValueType
    var sums = ExactSums<PlainSum>()

    init(_ type: ValueType) { self.type = type }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        if let narrow = sums.narrow(groups) { return Column.integers(narrow, type) }
        return try Column.sums(groups.map { sums[Int($0)] }, type)
    }
}

extension Column {
    /// Sums as a column; an error where one is outside 64 bits.
    static func sums(_ sums: [Int128], _ type: ValueType) throws(ExecutionError) -> Column {
        var values: [Int64] = []
        values.reserveCapacity(sums.count)
        for sum in sums {
            guard let value = Int64(exactly: sum) else { throw .overflow("a sum") }
            values.append(value)
        }
        return Column.integers(values, type)
    }
}

/// Averages of whole numbers and decimals: an exact sum, rounded once.
final class IntegerAverageAccumulator: SumAccumulator {
    private let divisor: Double
    var sums = ExactSums<CountedSum>()

    init(_ type: ValueType) { divisor = type.unitsPerOne }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        Column.doubles(
            groups.map { group in
                let count = sums.state(ofGroup: Int(group)).count
                return count == 0 ? nil : Double(nearest: sums[Int(group)]) / (Double(count) * divisor)
            })
    }
}

/// Sums of whole numbers and decimals as doubles, in units of the integers that they are kept as: an exact sum, rounded
/// once.
final class IntegerTotalAccumulator: SumAccumulator {
    var sums = ExactSums<PlainSum>()

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        Column.doubles(groups.map { Double(nearest: sums[Int($0)]) })
    }
}

/// Each group's part of the whole, in per cent, of whole numbers and decimals; missing where the whole is 0.
final class IntegerShareAccumulator: SumAccumulator {
    var sums = ExactSums<PlainSum>()

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        let whole = groups.reduce(Int128(0)) { $0 + sums[Int($1)] }
        let divisor = Double(nearest: whole)
        return Column.doubles(groups.map { whole == 0 ? nil : Double(nearest: sums[Int($0)]).percent(of: divisor) })
    }
}

extension ValueType {
    /// The integer that stands for 1: a power of ten for decimals.
    var unitsPerOne: Double {
        if case .decimal(let scale) = self { return ExactDecimal.doublePowerOfTen(scale) }
        return 1
    }
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
        if rows.isOneGroup { return values.withPresentDoubles(rows) { states[0].add($0) } }
        states.withUnsafeMutableBufferPointer { sums in
            if case .doubles(let numbers) = values.column.payload {
                numbers.withUnsafeElements { numbers in
                    values.forEachPresent(rows) { group, row in sums[group].add(numbers[row]) }
                }
            } else if let packed = values.column.packed {
                let divisor = values.column.type.unitsPerOne
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
            for sum in sums { whole.merge(sum) }
            return Column.doubles(sums.map { whole.value == 0 ? nil : $0.value.percent(of: whole.value) })
        }
    }
}
