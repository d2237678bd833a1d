import Columns
import Planning
import Values
import VietnameseText

/// The first or last present value in the order of rows.
final class EdgeAccumulator: Accumulator {
    private let type: ValueType
    private let isLast: Bool
    /// By group: a column's number above 32 bits of a row; `none` where no value is present.
    private var places: [UInt64] = []
    /// The columns that were shown, one after another.
    private var columns: [Column] = []

    private static let none = UInt64.max

    init(_ type: ValueType, isLast: Bool) {
        self.type = type
        self.isLast = isLast
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        places.extend(to: rows.groupCount, with: Self.none)
        let (column, isLast) = (arguments[0].column, isLast)
        if columns.last?.identity != column.identity { columns.append(column) }
        let number = UInt64(columns.count - 1) << 32
        places.withUnsafeMutableBufferPointer { places in
            arguments[0].forEachPresent(rows) { group, row in
                if isLast || places[group] == Self.none { places[group] = number | UInt64(row) }
            }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        places.extend(to: groupCount, with: Self.none)
        var appender = ColumnAppender(type)
        for group in groups {
            let place = places[Int(group)]
            if place == Self.none {
                appender.appendMissing()
            } else {
                appender.append(columns[Int(place >> 32)], row: Int(place & 0xFFFF_FFFF))
            }
        }
        return try appender.finish()
    }
}

/// All present values, in the order of rows; missing where there are none. What is kept is which rows, not what they
/// hold.
final class ListAccumulator: Accumulator {
    private let elementType: ValueType
    private let cancellation: Cancellation
    /// The columns that were shown, one after another, with the number of values from each.
    private var columns: [(column: Column, count: Int)] = []
    private var rows: [UInt32] = []
    private var owners: [Int32] = []

    init(_ elementType: ValueType, _ cancellation: Cancellation) {
        (self.elementType, self.cancellation) = (elementType, cancellation)
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        let (column, before) = (arguments[0].column, self.rows.count)
        var (found, groups): ([UInt32], [Int32]) = ([], [])
        arguments[0].forEachPresent(rows) { group, row in
            found.append(UInt32(truncatingIfNeeded: row))
            groups.append(Int32(truncatingIfNeeded: group))
        }
        self.rows += found
        owners += groups
        if columns.last?.column.identity != column.identity { columns.append((column, 0)) }
        columns[columns.count - 1].count += self.rows.count - before
    }

    func finish(_ groups: [Int32], groupCount: Int) throws(ExecutionError) -> Column {
        let all = try joined()
        try cancellation.check()
        let (borders, members) = byOwner(groupCount)
        try cancellation.check()
        var order: [UInt32] = []
        order.reserveCapacity(members.count)
        var lists = ListColumnBuilder()
        for group in groups {
            let own = borders[Int(group)]..<borders[Int(group) + 1]
            for place in own { order.append(all.rows[Int(members[place])]) }
            if own.isEmpty {
                lists.appendMissing()
            } else {
                lists.append(elementCountSoFar: order.count)
            }
        }
        (rows, owners, columns) = ([], [], [])
        return lists.finish(elements: try all.column.gathered(RowList(order), cancellation))
    }

    /// One column that holds all values, and the row of each.
    private func joined() throws(ExecutionError) -> (column: Column, rows: [UInt32]) {
        guard columns.count != 1 else { return (columns[0].column, rows) }
        var parts: [(vector: Vector, count: Int)] = []
        var start = 0
        let list = RowList(rows)
        for (column, count) in columns {
            parts.append((Vector(column, .list(list, start: start)), count))
            start += count
        }
        let column = try Column.concatenating(parts, elementType, cancellation)
        return (column, Array(0..<UInt32(rows.count)))
    }

    /// The values of each group, in their order, by counting.
    private func byOwner(_ groupCount: Int) -> (borders: [Int], members: [Int32]) {
        var borders = [Int](repeating: 0, count: groupCount + 1)
        for owner in owners { borders[Int(owner) + 1] += 1 }
        for group in 0..<groupCount { borders[group + 1] += borders[group] }
        var next = borders
        var members = [Int32](repeating: 0, count: owners.count)
        for (value, owner) in owners.enumerated() {
            members[next[Int(owner)]] = Int32(value)
            next[Int(owner)] += 1
        }
        return (borders, members)
    }
}

extension TextSlice {
    /// The key whose bytes sort alphabetically.
    var sortKey: [UInt8] {
        var key: [UInt8] = []
        withSpan { CollationKey.append($0, to: &key) }
        return key
    }
}
