import Columns
import Values

/// Whole numbers and decimals, exactly; a sum that ends outside 64 bits is an error.
final class IntegerSumAccumulator: Accumulator {
    private let type: ValueType
    private var sums: [Int128] = []

    init(_ type: ValueType) { self.type = type }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) throws(ExecutionError)
    {
        sums.extend(to: groupCount, with: 0)
        guard let packed = values.column.packed else { preconditionFailure("integers were expected") }
        // 2^63 rows of the widest values fit in 128 bits.
        sums.withUnsafeMutableBufferPointer { sums in
            packed.withReader { read in
                values.forEachPresent(positions) { position, row in sums[Int(groups[position])] &+= Int128(read(row)) }
            }
        }
    }

    func finish(groupCount: Int) throws(ExecutionError) -> Column {
        sums.extend(to: groupCount, with: 0)
        var values: [Int64] = []
        for sum in sums {
            guard let value = Int64(exactly: sum) else { throw .overflow("a sum") }
            values.append(value)
        }
        return Column.integers(values, type)
    }
}

/// Averages of whole numbers and decimals: an exact sum, rounded once.
final class IntegerAverageAccumulator: Accumulator {
    private let divisor: Double
    private var sums: [Int128] = []
    private var counts: [Int] = []

    init(_ type: ValueType) {
        if case .decimal(let scale) = type {
            divisor = Double(ExactDecimal.powerOfTen(scale))
        } else {
            divisor = 1
        }
    }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        guard let packed = values.column.packed else { preconditionFailure("integers were expected") }
        sums.withUnsafeMutableBufferPointer { sums in
            counts.withUnsafeMutableBufferPointer { counts in
                packed.withReader { read in
                    values.forEachPresent(positions) { position, row in
                        let group = Int(groups[position])
                        sums[group] &+= Int128(read(row))
                        counts[group] += 1
                    }
                }
            }
        }
    }

    private func extend(_ groupCount: Int) {
        sums.extend(to: groupCount, with: 0)
        counts.extend(to: groupCount, with: 0)
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.doubles(zip(sums, counts).map { $1 == 0 ? nil : Double($0) / (Double($1) * divisor) })
    }
}

/// Sums of doubles, compensated after Neumaier (1974), so that the order of rows hardly matters; with their count for
/// averages.
struct CompensatedSum {
    private(set) var count = 0
    private var sum = 0.0
    private var compensation = 0.0

    mutating func add(_ value: Double) {
        let next = sum + value
        compensation += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
        count += 1
    }

    var value: Double { sum + compensation }
    var mean: Double? { count == 0 ? nil : value / Double(count) }
}

/// Sums of doubles, their averages, or each group's part of the whole.
final class DoubleSumAccumulator: Accumulator {
    enum Result {
        case sum
        case average
        /// In per cent; missing where the whole is 0.
        case share
    }

    private let result: Result
    private var sums: [CompensatedSum] = []

    init(_ result: Result) { self.result = result }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        sums.extend(to: groupCount, with: CompensatedSum())
        sums.withUnsafeMutableBufferPointer { sums in
            if case .doubles(let numbers) = values.column.payload {
                values.forEachPresent(positions) { position, row in sums[Int(groups[position])].add(numbers[row]) }
                return
            }
            let reader = NumberReader(values, values.column.type)
            for position in positions {
                if let value = reader.double(Int(position)) { sums[Int(groups[Int(position)])].add(value) }
            }
        }
    }

    func finish(groupCount: Int) -> Column {
        sums.extend(to: groupCount, with: CompensatedSum())
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
