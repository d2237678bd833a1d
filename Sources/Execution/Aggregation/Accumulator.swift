import Columns
import Planning
import Storage
import Values

/// Gathers one aggregate for every group.
protocol Accumulator: AnyObject {
    /// Takes the argument's values at `positions`; `groups[position]` is below `groupCount`.
    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) throws(ExecutionError)
    /// One value a group.
    func finish(groupCount: Int) throws(ExecutionError) -> Column
}

enum Accumulators {
    static func make(_ aggregate: Aggregate, _ catalog: Catalog) -> any Accumulator {
        let argument = aggregate.argument?.type ?? .integer
        switch aggregate.function {
        case .count: return CountAccumulator()
        case .sum:
            return argument == .double ? DoubleSumAccumulator(divided: false) : IntegerSumAccumulator(aggregate.type)
        case .average:
            return argument == .double ? DoubleSumAccumulator(divided: true) : IntegerAverageAccumulator(argument)
        case .share: return ShareAccumulator()
        case .minimum, .maximum:
            let isMaximum = aggregate.function == .maximum
            switch argument {
            case .text: return TextExtremeAccumulator(isMaximum: isMaximum)
            case .double: return DoubleExtremeAccumulator(isMaximum: isMaximum)
            default: return IntegerExtremeAccumulator(aggregate.type, isMaximum: isMaximum)
            }
        case .deviation: return DeviationAccumulator()
        case .percentile(let percent): return PercentileAccumulator(percent)
        case .distinct:
            return DistinctAccumulator(
                KeyCoder(argument, isExact: aggregate.argument?.hasExactIdentity(catalog) ?? false))
        case .first: return EdgeAccumulator(aggregate.type, isLast: false)
        case .last: return EdgeAccumulator(aggregate.type, isLast: true)
        case .list: return ListAccumulator(argument)
        case .correlation: preconditionFailure("correlation takes two values")
        }
    }
}

extension Array {
    /// Makes room for `count` groups.
    fileprivate mutating func extend(to count: Int, with value: Element) {
        if self.count < count { append(contentsOf: repeatElement(value, count: count - self.count)) }
    }
}

/// Rows, or rows where the argument is present.
final class CountAccumulator: Accumulator {
    private var counts: [Int64] = []

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        counts.extend(to: groupCount, with: 0)
        for position in positions where values.presentRow(Int(position)) != nil {
            counts[Int(groups[Int(position)])] += 1
        }
    }

    /// Every row, whatever it holds.
    func addRows(_ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        counts.extend(to: groupCount, with: 0)
        for position in positions { counts[Int(groups[Int(position)])] += 1 }
    }

    func finish(groupCount: Int) -> Column {
        counts.extend(to: groupCount, with: 0)
        return Column.integers(counts, .integer)
    }
}

extension Column {
    static func integers(_ values: [Int64], _ type: ValueType, presence: [Bool]? = nil) -> Column {
        let bitmap = presence.flatMap { $0.allSatisfy { $0 } ? nil : Bitmap($0) }
        return Column(
            type: type, count: values.count, payload: .integers(PackedIntegers(values, isPresent: bitmap)),
            presence: bitmap)
    }

    static func doubles(_ values: [Double?]) -> Column {
        var builder = DoubleColumnBuilder()
        for value in values {
            if let value, value.isFinite { builder.append(value) } else { builder.appendMissing() }
        }
        return builder.finish()
    }
}

/// Whole numbers and decimals, exactly; a sum that ends outside 64 bits is an error.
final class IntegerSumAccumulator: Accumulator {
    private let type: ValueType
    private var sums: [Int128] = []

    init(_ type: ValueType) { self.type = type }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) throws(ExecutionError) {
        sums.extend(to: groupCount, with: 0)
        guard let packed = values.column.packed else { preconditionFailure("integers were expected") }
        for position in positions {
            guard let row = values.presentRow(Int(position)) else { continue }
            // 2^63 rows of the widest values would fit in 128 bits.
            sums[Int(groups[Int(position)])] += Int128(packed[row])
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
        for position in positions {
            guard let row = values.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            sums[group] += Int128(packed[row])
            counts[group] += 1
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

final class DoubleSumAccumulator: Accumulator {
    private let isAverage: Bool
    private var sums: [CompensatedSum] = []

    init(divided isAverage: Bool) { self.isAverage = isAverage }

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        sums.extend(to: groupCount, with: CompensatedSum())
        let reader = NumberReader(values, values.column.type)
        for position in positions {
            if let value = reader.double(Int(position)) { sums[Int(groups[Int(position)])].add(value) }
        }
    }

    func finish(groupCount: Int) -> Column {
        sums.extend(to: groupCount, with: CompensatedSum())
        return Column.doubles(sums.map { isAverage ? $0.mean : $0.value })
    }
}

/// Each group's part of the whole sum, in per cent; missing where the whole is 0.
final class ShareAccumulator: Accumulator {
    private var sums: [CompensatedSum] = []

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        sums.extend(to: groupCount, with: CompensatedSum())
        let reader = NumberReader(values, values.column.type)
        for position in positions {
            if let value = reader.double(Int(position)) { sums[Int(groups[Int(position)])].add(value) }
        }
    }

    func finish(groupCount: Int) -> Column {
        sums.extend(to: groupCount, with: CompensatedSum())
        var whole = CompensatedSum()
        for sum in sums { whole.add(sum.value) }
        return Column.doubles(sums.map { whole.value == 0 ? nil : $0.value / whole.value * 100 })
    }
}

/// Least or greatest of whole numbers, decimals, dates and truths.
final class IntegerExtremeAccumulator: Accumulator {
    private let type: ValueType
    private let isMaximum: Bool
    private var values: [Int64] = []
    private var isPresent: [Bool] = []

    init(_ type: ValueType, isMaximum: Bool) {
        self.type = type
        self.isMaximum = isMaximum
    }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        extend(groupCount)
        guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            let value = packed[row]
            if !isPresent[group] || (isMaximum ? value > values[group] : value < values[group]) {
                values[group] = value
                isPresent[group] = true
            }
        }
    }

    private func extend(_ groupCount: Int) {
        values.extend(to: groupCount, with: 0)
        isPresent.extend(to: groupCount, with: false)
    }

    func finish(groupCount: Int) -> Column {
        extend(groupCount)
        return Column.integers(values, type, presence: isPresent)
    }
}

final class DoubleExtremeAccumulator: Accumulator {
    private let isMaximum: Bool
    private var values: [Double?] = []

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        values.extend(to: groupCount, with: nil)
        guard case .doubles(let buffer) = vector.column.payload else { preconditionFailure("doubles were expected") }
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            guard let known = values[group] else {
                values[group] = buffer[row]
                continue
            }
            values[group] = isMaximum ? max(known, buffer[row]) : min(known, buffer[row])
        }
    }

    func finish(groupCount: Int) -> Column {
        values.extend(to: groupCount, with: nil)
        return Column.doubles(values)
    }
}

/// First or last text in alphabetical order; a dictionary's ranks decide within it, the sort keys across.
final class TextExtremeAccumulator: Accumulator {
    private let isMaximum: Bool
    private var texts: [TextSlice?] = []
    private var keys: [[UInt8]] = []

    init(isMaximum: Bool) { self.isMaximum = isMaximum }

    func add(_ vector: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        texts.extend(to: groupCount, with: nil)
        keys.extend(to: groupCount, with: [])
        guard case .codes(let codes, let dictionary) = vector.column.payload else { preconditionFailure("text was expected") }
        var best: [Int: Int] = [:]
        let ranks = dictionary.ranks(.alphabetical)
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            let group = Int(groups[Int(position)])
            let code = Int(codes[row])
            if let known = best[group], isMaximum ? ranks[code] <= ranks[known] : ranks[code] >= ranks[known] { continue }
            best[group] = code
        }
        for (group, code) in best { offer(dictionary[code], to: group) }
    }

    private func offer(_ text: TextSlice, to group: Int) {
        if let known = texts[group], known.buffer === text.buffer, known.range == text.range { return }
        let key = text.sortKey
        if texts[group] != nil {
            let isBetter = isMaximum ? keys[group].lexicographicallyPrecedes(key) : key.lexicographicallyPrecedes(keys[group])
            guard isBetter else { return }
        }
        texts[group] = text
        keys[group] = key
    }

    func finish(groupCount: Int) -> Column {
        texts.extend(to: groupCount, with: nil)
        var builder = ColumnAppender(.text)
        for text in texts {
            if let text { builder.append(text) } else { builder.appendMissing() }
        }
        return builder.finish()
    }
}
