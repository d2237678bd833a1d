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

/// The groups of one stored column with their numbers of rows, from its statistics.
final class CodeCountOperator: Operator {
    let layout: Layout
    private let table: Table
    private let position: Int
    private var output: BatchCutter?

    init(_ table: Table, _ position: Int, _ key: ColumnID, _ type: ValueType, _ counts: [ColumnID]) {
        self.table = table
        self.position = position
        layout = Layout([(key, type)] + counts.map { ($0, .integer) })
    }

    func next() -> Batch? {
        if output == nil { output = BatchCutter(groups()) }
        return output!.next()
    }

    private func groups() -> Batch {
        let statistics = table.statistics(ofColumn: position)
        let column = table.columns[position]
        var keys = ColumnAppender(column.type)
        var counts: [Int64] = []
        if let known = statistics.codeCounts, let packed = column.packed {
            for code in 0..<known.count where known[code] > 0 {
                if let dictionary = column.dictionary {
                    keys.append(dictionary[code])
                } else {
                    keys.append(packed.base + Int64(code))
                }
                counts.append(Int64(known[code]))
            }
        }
        if statistics.missingCount > 0 {
            keys.appendMissing()
            counts.append(Int64(statistics.missingCount))
        }
        let values = Vector(Column.integers(counts, .integer))
        return Batch(
            count: counts.count,
            vectors: [Vector(keys.finishFitting())] + layout.columns.dropFirst().map { _ in values })
    }
}
