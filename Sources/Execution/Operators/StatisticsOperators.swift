import Columns
import Planning
import Storage
import Values

/// The first row of each different stored value of a column.
final class FirstRowsOperator: Operator {
    let layout: Layout
    private var output: BatchCutter

    init(_ table: Table, _ scanned: [LogicalPlan.ScanColumn], _ position: Int) {
        guard let rows = table.statistics(ofColumn: position).firstRows else {
            preconditionFailure("planned for a column whose codes are counted")
        }
        let list = RowList(rows)
        layout = Layout(scanned.map { ($0.id, $0.type) })
        output = BatchCutter(
            Batch(
                count: rows.count,
                vectors: scanned.map { Vector(table.column(at: $0.position), .list(list, start: 0)) }))
    }

    func next() -> Batch? { output.next() }
}

/// One row of aggregates that the statistics of stored columns answer: counts by themselves, the rest over one row
/// of each value, or over the rows that hold the least and the greatest.
final class StatisticsAggregateOperator: Operator {
    let layout: Layout
    private let table: Table
    private let positions: [ColumnID: Int]
    private let aggregates: [Aggregate]
    private let context: ExecutionContext
    private var isDone = false

    init(
        _ table: Table, _ columns: [LogicalPlan.ScanColumn], _ aggregates: [LogicalPlan.AggregateDefinition],
        _ context: ExecutionContext
    ) {
        self.table = table
        self.context = context
        positions = Dictionary(uniqueKeysWithValues: columns.map { ($0.id, $0.position) })
        self.aggregates = aggregates.map(\.aggregate)
        layout = Layout(aggregates.map { ($0.id, $0.aggregate.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        guard !isDone else { return nil }
        isDone = true
        var vectors: [Vector] = []
        for aggregate in aggregates { vectors.append(Vector(try value(aggregate))) }
        return Batch(count: 1, vectors: vectors)
    }

    private func value(_ aggregate: Aggregate) throws(ExecutionError) -> Column {
        guard case .column(let id, _)? = aggregate.argument, let position = positions[id] else {
            return Column.integers([Int64(table.rowCount)], .integer)
        }
        let statistics = table.statistics(ofColumn: position)
        if aggregate.function == .count {
            return Column.integers([Int64(statistics.rowCount - statistics.missingCount)], .integer)
        }
        let rows = RowList(statistics.firstRows ?? Buffer(statistics.extremeRows ?? []))
        let accumulator = Accumulators.make(aggregate, context.catalog, threads: 1, context.cancellation)
        var cutter = BatchCutter(
            Batch(count: rows.count, vectors: [Vector(table.columns[position], .list(rows, start: 0))]))
        while let batch = cutter.next() {
            if context.cancellation.isCancelled { throw .cancelled }
            let groups = [Int32](repeating: 0, count: batch.count)
            try accumulator.add(batch.vectors, GroupedRows(groups: groups, positions: nil, groupCount: 1))
        }
        return try accumulator.finish([0], groupCount: 1)
    }
}
