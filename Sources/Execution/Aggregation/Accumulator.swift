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
            return argument == .double ? DoubleSumAccumulator(.sum) : IntegerSumAccumulator(aggregate.type)
        case .average:
            return argument == .double ? DoubleSumAccumulator(.average) : IntegerAverageAccumulator(argument)
        case .share: return DoubleSumAccumulator(.share)
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
    mutating func extend(to count: Int, with value: Element) {
        if self.count < count { append(contentsOf: repeatElement(value, count: count - self.count)) }
    }
}

/// Rows, or rows where the argument is present.
final class CountAccumulator: Accumulator {
    private var counts: [Int64] = []

    func add(_ values: Vector, _ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        counts.extend(to: groupCount, with: 0)
        counts.withUnsafeMutableBufferPointer { counts in
            values.forEachPresent(positions) { position, _ in counts[Int(groups[position])] += 1 }
        }
    }

    /// Every row, whatever it holds.
    func addRows(_ positions: Batch.Positions, _ groups: [Int32], groupCount: Int) {
        counts.extend(to: groupCount, with: 0)
        counts.withUnsafeMutableBufferPointer { counts in
            for position in positions { counts[Int(groups[Int(position)])] += 1 }
        }
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
