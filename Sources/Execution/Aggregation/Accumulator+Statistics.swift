import Columns
import Planning
import Values
import VietnameseText

/// The first or last present value in the order of rows.
final class EdgeAccumulator: Accumulator {
    private let type: ValueType
    private let isLast: Bool
    private var found: [(column: Column, row: Int)?] = []

    init(_ type: ValueType, isLast: Bool) {
        self.type = type
        self.isLast = isLast
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        found.extend(to: rows.groupCount, with: nil)
        let column = arguments[0].column
        arguments[0].forEachPresent(rows) { group, row in
            if isLast || found[group] == nil { found[group] = (column, row) }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        found.extend(to: groupCount, with: nil)
        var appender = ColumnAppender(type)
        for group in groups {
            if let place = found[Int(group)] {
                appender.append(place.column, row: place.row)
            } else {
                appender.appendMissing()
            }
        }
        return appender.finish()
    }
}

/// All present values, in the order of rows; missing where there are none.
final class ListAccumulator: Accumulator {
    private let elementType: ValueType
    private var values: ColumnAppender
    private var owners: [Int32] = []

    init(_ elementType: ValueType) {
        self.elementType = elementType
        values = ColumnAppender(elementType)
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        let column = arguments[0].column
        arguments[0].forEachPresent(rows) { group, row in
            values.append(column, row: row)
            owners.append(Int32(group))
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        let all = values.finish()
        values = ColumnAppender(elementType)
        var rows = [[Int]](repeating: [], count: groupCount)
        for (row, owner) in owners.enumerated() { rows[Int(owner)].append(row) }
        var elements = ColumnAppender(elementType)
        var lists = ListColumnBuilder()
        for group in groups {
            for row in rows[Int(group)] { elements.append(all, row: row) }
            if rows[Int(group)].isEmpty {
                lists.appendMissing()
            } else {
                lists.append(elementCountSoFar: elements.count)
            }
        }
        return lists.finish(elements: elements.finish())
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
