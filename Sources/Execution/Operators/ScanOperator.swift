import Columns
import Planning
import Storage
import Values

/// Rows of a collection that satisfy predicates, by index or by reading all.
final class ScanOperator: Operator {
    let layout: Layout
    private let source: ScanSource
    private let columns: [Column]
    private let predicate: (any Predicate)?
    private let cancellation: Cancellation
    /// What is left of the run claimed last.
    private var rows = 0..<0

    init(
        _ source: ScanSource, _ scanned: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression],
        _ context: ExecutionContext
    ) {
        self.source = source
        layout = Layout(scanned.map { ($0.id, $0.type) })
        columns = scanned.map { source.table.column(at: $0.position, rows: source.found) }
        cancellation = context.cancellation
        let compiler = context.compiler(layout)
        predicate = predicates.isEmpty ? nil : AndPredicate(predicates.map(compiler.predicate))
    }

    /// Remembers which indexes would have answered, so that the planner knows when one has paid for itself.
    static func note(_ predicates: [BoundExpression], _ table: Table, _ scanned: [LogicalPlan.ScanColumn]) {
        for predicate in predicates {
            for wanted in predicate.wantedIndexes(scanned, table) {
                table.noteScan(ofColumn: wanted.position, for: wanted.kind)
            }
        }
    }

    func next() throws(ExecutionError) -> Batch? {
        while true {
            if rows.isEmpty {
                guard let claimed = source.claim() else { return nil }
                rows = claimed
            }
            if cancellation.isCancelled { throw .cancelled }
            let count = min(Batch.standardCount, rows.count)
            let start = rows.lowerBound
            rows = start + count..<rows.upperBound
            let selection: RowSelection = source.found.map { .list($0, start: start) } ?? .range(start: start)
            let batch = Batch(count: count, vectors: columns.map { Vector($0, selection) })
            guard let predicate else { return batch }
            var positions = Batch.allPositions(count)
            try predicate.keep(&positions, of: batch)
            if positions.count == count { return batch }
            if !positions.isEmpty { return batch.gathering(positions) }
        }
    }
}

extension Table {
    /// A column by its position; -1 to -3 are the hidden `_file`, `_line` and `_sheet`, -4 the row itself.
    ///
    /// `rows`: those of it that will be read; nil for all.
    func column(at position: Int, rows: RowList? = nil) -> Column {
        if position == LogicalPlan.rowPosition { return rowColumn }
        if position < 0 { return hiddenColumn(-1 - position) }
        return rows.map { column(position, rows: $0) } ?? columns[position]
    }
}
