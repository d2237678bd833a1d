import Columns
import Planning

/// Rows that several operators read and one makes, once, when the first of them asks.
final class SharedRows {
    private let maker: any Operator
    private let context: ExecutionContext
    private var made: Batch?

    init(_ maker: any Operator, _ context: ExecutionContext) { (self.maker, self.context) = (maker, context) }

    func all() throws(ExecutionError) -> Batch {
        if let made { return made }
        let batch = try maker.drain(for: "a part that is used twice", context).batch
        made = batch
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
