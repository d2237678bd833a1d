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
    /// Whether the rows come in the window's order.
    private let isInOrder: Bool

    init(
        _ rows: Materialized, _ per: [BoundExpression], _ order: [LogicalPlan.OrderKey], _ compiler: ExpressionCompiler,
        _ context: ExecutionContext
    ) throws(ExecutionError) {
        self.rows = rows
        (cancellation, threads) = (context.cancellation, context.options.threads)
        (groups, groupCount) = try rows.groups(per, compiler)
        // Rows of one group for `per` must stand equal in the order too.
        let keys =
            order.isEmpty
            ? nil : try SortKeys(rows, order, compiler, context, for: "add … per", mergesTexts: true)
        isInOrder = try keys?.areSorted(rows.count) ?? true
        self.keys = keys
    }

    /// All rows in the window's order, whatever their groups; nil where they come in it. Sorted when first asked for.
    func order() throws(ExecutionError) -> Batch.Positions? {
        guard !isInOrder, let keys else { return nil }
        if let ordered { return ordered }
        let made = try keys.sorted(rows.count, threads: threads)
        ordered = made
        return made
    }

    /// What tells whether rows stand equal in the window's order, where that is one number a row.
    var singleKey: [Int64]? { keys?.single }

    /// Whether two rows stand equal in the window's order; without one, all do.
    func isTied(_ a: Int32, _ b: Int32) -> Bool { keys?.isEqual(a, b) ?? true }

    /// Calls `body` with each row and its group, in the window's order: what a group's rows have in common so far is
    /// kept by group, so that rows need not be put under their groups.
    @inline(__always)
    func forEachInOrder(
        _ body: (_ position: Int, _ group: Int) throws(ExecutionError) -> Void
    ) throws(ExecutionError) {
        let groups = groups
        guard let order = try order() else {
            return try cancellation.forEachRun(groups.count) { positions throws(ExecutionError) in
                for position in positions { try body(position, Int(groups[position])) }
            }
        }
        try cancellation.forEachRun(order.count) { places throws(ExecutionError) in
            for place in places {
                let position = Int(order[place])
                try body(position, Int(groups[position]))
            }
        }
    }
}
