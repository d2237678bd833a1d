import Columns
import Planning
import Values

/// Gives batches until there are none; every operator looks at the cancel flag once a batch.
protocol Operator: AnyObject {
    /// The columns of its batches, in order.
    var layout: Layout { get }
    /// Makes what copies of the operator share; called once, before any of them runs on a thread of its own.
    func prepare() throws(ExecutionError)
    func next() throws(ExecutionError) -> Batch?
}

extension Operator {
    func prepare() throws(ExecutionError) {}
}

/// Which column stands where in an operator's batches.
struct Layout {
    let columns: [(id: ColumnID, type: ValueType)]
    private let positions: [ColumnID: Int]

    init(_ columns: [(id: ColumnID, type: ValueType)]) {
        self.columns = columns
        positions = Dictionary(columns.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func position(of id: ColumnID) -> Int {
        guard let position = positions[id] else { preconditionFailure("column \(id.number) is not in the batch") }
        return position
    }

    /// A column as an expression.
    func column(_ id: ColumnID) -> BoundExpression { .column(id, columns[position(of: id)].type) }

    var types: [ValueType] { columns.map(\.type) }
}

extension Operator {
    /// Everything that is left, as one; `operation` is who keeps it.
    func drain(for operation: String, _ context: ExecutionContext) throws(ExecutionError) -> Materialized {
        var batches: [Batch] = []
        var bytes = 0
        while let batch = try next() {
            try context.cancellation.check()
            let own = batch.ownBytes
            bytes += own
            try context.memory.charge(own, by: operation)
            batches.append(batch)
        }
        // They are put together beside themselves.
        try context.memory.require(bytes, by: operation)
        return try Materialized(batches, types: layout.types, context.cancellation)
    }
}

/// Gives the rows of one large batch in batches of one length.
struct BatchCutter {
    private let whole: Batch
    private let length: Int
    private var start = 0

    init(_ whole: Batch, length: Int = Batch.standardCount) { (self.whole, self.length) = (whole, length) }

    mutating func next() -> Batch? {
        guard start < whole.count else { return nil }
        let end = min(start + length, whole.count)
        defer { start = end }
        return whole.slice(start..<end)
    }
}
