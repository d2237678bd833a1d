import Columns
import Values

/// Sums of whole numbers and decimals, each taken several times, exactly; one that ends outside 64 bits is an error.
final class WeightedSumAccumulator: MergeableAccumulator {
    private let type: ValueType
    private var sums: [Int128] = []

    init(_ type: ValueType) { self.type = type }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        sums.extend(to: rows.groupCount, with: 0)
        guard let values = arguments[0].column.packed, let weights = arguments[1].column.packed else {
            preconditionFailure("integers were expected")
        }
        rows.forEachPosition { position, group in
            guard let value = arguments[0].presentRow(position), let weight = arguments[1].presentRow(position) else {
                return
            }
            sums[group] += Int128(values[value]) * Int128(weights[weight])
        }
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? WeightedSumAccumulator else { preconditionFailure("accumulators of one kind") }
        sums.extend(to: map.groupCount, with: 0)
        for (group, sum) in other.sums.enumerated() { sums[map[group]] += sum }
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        sums.extend(to: groupCount, with: 0)
        return try Column.sums(groups.map { sums[Int($0)] }, type)
    }
}

/// Sums of doubles, each taken several times, in about 106 bits.
final class WeightedDoubleSumAccumulator: MergeableAccumulator {
    private var sums: [DoubleDouble] = []

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        sums.extend(to: rows.groupCount, with: DoubleDouble())
        guard case .doubles(let values) = arguments[0].column.payload, let weights = arguments[1].column.packed else {
            preconditionFailure("doubles and their weights were expected")
        }
        rows.forEachPosition { position, group in
            guard let value = arguments[0].presentRow(position), let weight = arguments[1].presentRow(position) else {
                return
            }
            sums[group].addProduct(values[value], Double(weights[weight]))
        }
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? WeightedDoubleSumAccumulator else {
            preconditionFailure("accumulators of one kind")
        }
        sums.extend(to: map.groupCount, with: DoubleDouble())
        for (group, sum) in other.sums.enumerated() { sums[map[group]].add(sum) }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        sums.extend(to: groupCount, with: DoubleDouble())
        return Column.doubles(groups.map { sums[Int($0)].value })
    }
}
