import Columns
import Planning
import Values

/// Adds columns computed over each row's group: ranks, running aggregates, neighbours, shares, whole aggregates.
/// Rows keep the order in which they come; the window's own order counts inside a group only.
final class WindowOperator: Operator {
    let layout: Layout
    private let input: any Operator
    private let definitions: [LogicalPlan.WindowDefinition]
    private let groups: [BoundExpression]
    private let order: [LogicalPlan.OrderKey]
    private let context: ExecutionContext
    private var output: BatchCutter?

    init(
        _ input: any Operator, _ definitions: [LogicalPlan.WindowDefinition], per groups: [BoundExpression],
        order: [LogicalPlan.OrderKey], _ context: ExecutionContext
    ) {
        (self.input, self.definitions, self.groups, self.order, self.context) =
            (input, definitions, groups, order, context)
        layout = Layout(input.layout.columns + definitions.map { ($0.id, $0.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil {
            let rows = try input.drain(for: "add … per", context)
            // The group of each row, and the rows in order.
            try context.memory.require(rows.count * 8, by: "add … per")
            output = BatchCutter(try computed(rows))
        }
        return output!.next()
    }

    private func computed(_ rows: Materialized) throws(ExecutionError) -> Batch {
        let compiler = context.compiler(input.layout)
        let window = try Window(rows, groups, order, compiler, context)
        var vectors = rows.vectors
        for definition in definitions {
            // Values by row, and the column made of them.
            try context.memory.require(rows.count * 16, by: "add … per")
            vectors.append(try WindowColumn(window, compiler).make(definition))
        }
        return Batch(count: rows.count, vectors: vectors)
    }
}

/// Rows with the group each belongs to and their order inside it.
final class Window {
    let rows: Materialized
    /// The group of each row.
    let groups: [Int32]
    let groupCount: Int
    let cancellation: Cancellation
    private let keys: SortKeys?
    private let threads: Int
    private var ordered: Batch.Positions?

    init(
        _ rows: Materialized, _ per: [BoundExpression], _ order: [LogicalPlan.OrderKey], _ compiler: ExpressionCompiler,
        _ context: ExecutionContext
    ) throws(ExecutionError) {
        self.rows = rows
        (cancellation, threads) = (context.cancellation, context.options.threads)
        (groups, groupCount) = try rows.groups(per, compiler)
        keys = order.isEmpty ? nil : try SortKeys(rows, order, compiler, context, for: "add … per")
    }

    /// All rows, group after group, each in the window's order; sorted when first asked for.
    func order() throws(ExecutionError) -> Batch.Positions {
        if let ordered { return ordered }
        let positions = try keys?.sorted(rows.count, threads: threads) ?? Batch.allPositions(rows.count)
        // Sorting by group keeps the order inside each.
        let groups = groups
        let made =
            groupCount == 1 ? positions : try positions.sorted(groupCount: groupCount, cancellation) { groups[$0] }
        ordered = made
        return made
    }

    /// Whether the rows have another order in the window than the one in which they come.
    var hasOrder: Bool { keys != nil }

    /// Whether two rows stand equal in the window's order; without one, all do.
    func isTied(_ a: Int32, _ b: Int32) -> Bool { keys?.isEqual(a, b) ?? true }

    /// Calls `body` with each row, group after group in the window's order, the one before it, and whether it is the
    /// first of its group.
    @inline(__always)
    func forEachInOrder(
        _ body: (_ position: Int, _ before: Int, _ isFirst: Bool) throws(ExecutionError) -> Void
    ) throws(ExecutionError) {
        let (order, groups) = (try order(), groups)
        var (before, group) = (-1, Int32(-1))
        try cancellation.forEachRun(order.count) { places throws(ExecutionError) in
            for place in places {
                let position = Int(order[place])
                let isFirst = groups[position] != group
                group = groups[position]
                try body(position, before, isFirst)
                before = position
            }
        }
    }
}
