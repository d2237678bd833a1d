import Columns
import Planning
import Storage
import Values

/// One row: how many rows an access finds.
final class CountOperator: Operator {
    let layout: Layout
    private let table: Table
    private let access: PhysicalPlan.Access
    private let context: ExecutionContext
    private var isDone = false

    init(_ table: Table, _ access: PhysicalPlan.Access, _ ids: [ColumnID], _ context: ExecutionContext) {
        (self.table, self.access, self.context) = (table, access, context)
        layout = Layout(ids.map { ($0, .integer) })
    }

    func next() -> Batch? {
        guard !isDone else { return nil }
        isDone = true
        let found = IndexAccess(table, context.catalog, context.cancellation).count(access)
        let count = Column.integers([Int64(found)], .integer)
        return Batch(count: 1, vectors: layout.columns.map { _ in Vector(count) })
    }
}

/// The groups of one stored column with their numbers of rows, from its statistics, in the order in which they are first
/// seen.
final class CodeCountOperator: Operator {
    let layout: Layout
    private var output: BatchCutter

    init(_ table: Table, _ position: Int, _ key: ColumnID, _ type: ValueType, _ counts: [ColumnID]) {
        let statistics = table.statistics(ofColumn: position)
        let column = table.columns[position]
        guard let known = statistics.codeCounts, let rows = statistics.firstRows, let packed = column.packed else {
            preconditionFailure("planned for a column whose codes are counted")
        }
        let numbers = (0..<rows.count).map { place in
            let row = Int(rows[place])
            return column.isPresent(row)
                ? Int64(known[Int(packed[row] - packed.base)]) : Int64(statistics.missingCount)
        }
        let values = Vector(Column.integers(numbers, .integer))
        layout = Layout([(key, type)] + counts.map { ($0, .integer) })
        output = BatchCutter(
            Batch(
                count: rows.count,
                vectors: [Vector(column, .list(RowList(rows), start: 0))] + counts.map { _ in values }))
    }

    func next() -> Batch? { output.next() }
}
