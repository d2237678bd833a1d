import Columns
import Values

/// Sample standard deviation; missing below two values.
final class DeviationAccumulator: MergeableAccumulator {
    private let divisor: Double
    private var moments = GroupedMoments<2>()

    init(_ type: ValueType) { divisor = type.unitsPerOne }

    func add(_ arguments: [Vector], _ rows: GroupedRows) { moments.add(arguments[0], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? DeviationAccumulator else { preconditionFailure("accumulators of one kind") }
        moments.absorb(other.moments, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        moments.flush()
        return Column.doubles(
            groups.map { group in
                Self.deviation(count: moments.count(ofGroup: Int(group)), spread: moments.spread(ofGroup: Int(group)))
                    .map { $0 / divisor }
            })
    }

    /// `spread`: `n·Σx² − (Σx)²`.
    static func deviation(count: Int64, spread: Double) -> Double? {
        guard count > 1 else { return nil }
        return (max(0, spread) / (Double(count) * Double(count - 1))).squareRoot()
    }
}

/// Pearson's correlation of two values; missing below two pairs or where one side does not vary.
final class CorrelationAccumulator: MergeableAccumulator {
    private var moments = GroupedMoments<5>()

    func add(_ arguments: [Vector], _ rows: GroupedRows) { moments.add(arguments[0], arguments[1], rows) }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? CorrelationAccumulator else { preconditionFailure("accumulators of one kind") }
        moments.absorb(other.moments, map)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        moments.flush()
        return Column.doubles(
            groups.map { group in
                let (x, y, product) = moments.spreads(ofGroup: Int(group))
                guard x > 0, y > 0 else { return nil }
                // One root is exact for a value with itself; the product of two large spreads may be infinite.
                let both = x * y
                return product / (both.isFinite ? both.squareRoot() : x.squareRoot() * y.squareRoot())
            })
    }
}
