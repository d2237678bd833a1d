import Columns
import Planning
import Values

/// An accumulator of a table that counts the rows of each group anyway: told of them at the end, it counts none itself.
///
/// Every row must count: no filter stands before it.
protocol RowCountReader: MergeableAccumulator {
    /// The rows of each group that `finish` is then asked for, in its order.
    func take(rowCounts: [Int64])
    /// Whether it looks at rows besides.
    var readsRows: Bool { get }
}

extension Accumulators {
    /// What takes the rows of each group from the table; nil where that is of no use.
    static func readingRowCounts(_ aggregate: Aggregate) -> (any RowCountReader)? {
        guard aggregate.filter == nil else { return nil }
        switch (aggregate.function, aggregate.argument) {
        case (.count, nil): return TableCountAccumulator()
        case (.average, let argument?) where argument.type != .double: return TableAverageAccumulator(argument.type)
        default: return nil
        }
    }
}

/// The rows of each group.
private final class TableCountAccumulator: RowCountReader {
    let readsRows = false
    private var rowCounts: [Int64] = []

    func add(_ arguments: [Vector], _ rows: GroupedRows) {}

    func absorb(_ other: any Accumulator, _ map: GroupMap) {}

    func take(rowCounts: [Int64]) { self.rowCounts = rowCounts }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        Column.integers(rowCounts, .integer)
    }
}

/// Averages of whole numbers and decimals: an exact sum, rounded once.
private final class TableAverageAccumulator: RowCountReader, ExactSummer {
    let readsRows = true
    private let divisor: Double
    var sums = ExactSums<PlainSum>()
    /// Rows whose value is missing; no group where there are none.
    private var absent: [Int64] = []
    private var rowCounts: [Int64] = []

    init(_ type: ValueType) { divisor = type.unitsPerOne }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        sums.add(arguments[0], rows)
        guard arguments[0].mayMiss(rows.count) else { return }
        absent.extend(to: rows.groupCount, with: 0)
        absent.withUnsafeMutableBufferPointer { absent in
            rows.forEachGroup { absent[$0] &+= 1 }
            arguments[0].forEachPresent(rows) { group, _ in absent[group] &-= 1 }
        }
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? TableAverageAccumulator else { preconditionFailure("accumulators of one kind") }
        sums.absorb(other.sums, map)
        guard !other.absent.isEmpty else { return }
        absent.extend(to: map.groupCount, with: 0)
        for (group, count) in other.absent.enumerated() { absent[map[group]] += count }
    }

    func take(rowCounts: [Int64]) { self.rowCounts = rowCounts }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        Column.doubles(
            zip(groups, rowCounts).map { group, rowCount in
                let count = rowCount - (Int(group) < absent.count ? absent[Int(group)] : 0)
                return count == 0 ? nil : Double(nearest: sums[Int(group)]) / (Double(count) * divisor)
            })
    }
}
