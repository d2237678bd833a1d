import Columns
import Planning

/// Rows that several operators read and one makes, once, when the first of them asks.
final class SharedRows {
    private let maker: any Operator
    private let context: ExecutionContext
    /// Where later statements find them.
    private let kept: (rows: KeptRows, number: Int)?
    private var made: Batch?

    init(_ maker: any Operator, _ context: ExecutionContext, keptIn kept: (rows: KeptRows, number: Int)? = nil) {
        (self.maker, self.context, self.kept) = (maker, context, kept)
    }

    func all() throws(ExecutionError) -> Batch {
        if let made { return made }
        // The maker read everything first: it holds these rows, and they are charged for.
        var batches: [Batch] = []
        while let batch = try maker.next() { batches.append(batch) }
        let batch = try Materialized(batches, types: maker.layout.types, context.cancellation).batch
        made = batch
        if let kept { kept.rows.keep(batch, number: kept.number, context.memory) }
        return batch
    }
}

/// One reader of shared rows.
final class SharedOperator: Operator {
    let layout: Layout
    private let rows: SharedRows
    private var output: BatchCutter?

    init(_ rows: SharedRows, _ columns: [PhysicalPlan.SharedColumn]) {
        self.rows = rows
        layout = Layout(columns.map { ($0.id, $0.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil { output = BatchCutter(try rows.all()) }
        return output!.next()
    }
}

/// Gives rows that are there.
final class MadeRowsOperator: Operator {
    let layout: Layout
    private var output: BatchCutter

    init(_ rows: Batch, _ layout: Layout) { (output, self.layout) = (BatchCutter(rows), layout) }

    func next() throws(ExecutionError) -> Batch? { output.next() }
}
