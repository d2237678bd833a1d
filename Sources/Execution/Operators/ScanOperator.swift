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
    /// How many rows a batch has at most.
    private let batchRows: Int
    private let cancellation: Cancellation
    /// What is left of the run claimed last.
    private var rows = 0..<0
    /// What is left of the rows that were found together.
    private var output: BatchCutter?

    /// How many rows of a table are compared at once: in few calls, and what is found fills its batches.
    private static let comparedRows = 16 * Batch.standardCount

    init(
        _ source: ScanSource, _ scanned: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression],
        batchRows: Int = Batch.standardCount, _ context: ExecutionContext
    ) {
        (self.source, self.batchRows) = (source, batchRows)
        layout = Layout(scanned.map { ($0.id, $0.type) })
        columns = scanned.map { source.table.column(at: $0.position, rows: source.found) }
        cancellation = context.cancellation
        let compiler = context.compiler(layout)
        predicate = predicates.isEmpty ? nil : compiler.conjunction(predicates)
    }

    func next() throws(ExecutionError) -> Batch? {
        while true {
            if let batch = output?.next() { return batch }
            if rows.isEmpty {
                guard let claimed = source.claim() else { return nil }
                rows = claimed
            }
            if cancellation.isCancelled { throw .cancelled }
            if let predicate, source.found == nil {
                let run = batch(Self.comparedRows)
                if predicate.comparesRuns(of: run) {
                    output = try found(predicate, in: run).map { BatchCutter($0, length: batchRows) }
                    rows = rows.dropFirst(run.count)
                    continue
                }
            }
            let read = batch(batchRows)
            rows = rows.dropFirst(read.count)
            guard let predicate else { return read }
            if let found = try found(predicate, in: read) { return found }
        }
    }

    /// The next rows of the run claimed last, at most so many.
    private func batch(_ count: Int) -> Batch {
        let start = rows.lowerBound
        let selection: RowSelection = source.found.map { .list($0, start: start) } ?? .range(start: start)
        return Batch(count: min(count, rows.count), vectors: columns.map { Vector($0, selection) })
    }

    /// Those that satisfy the predicate; nil for none.
    private func found(_ predicate: any Predicate, in batch: Batch) throws(ExecutionError) -> Batch? {
        let positions = try predicate.positions(of: batch)
        if positions.count == batch.count { return batch }
        return positions.isEmpty ? nil : batch.gathering(positions)
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
