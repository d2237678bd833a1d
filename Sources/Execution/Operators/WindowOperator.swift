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
            let column = try WindowColumn(window, compiler).make(definition)
            vectors.append(Vector(column))
        }
        return Batch(count: rows.count, vectors: vectors)
    }
}

/// Rows with the group each belongs to and their order inside it.
struct Window {
    let rows: Materialized
    /// The group of each row.
    let groups: [Int32]
    let groupCount: Int
    /// All rows, group after group, each in the window's order.
    let order: Batch.Positions
    let cancellation: Cancellation
    private let keys: SortKeys?

    init(
        _ rows: Materialized, _ per: [BoundExpression], _ order: [LogicalPlan.OrderKey], _ compiler: ExpressionCompiler,
        _ context: ExecutionContext
    ) throws(ExecutionError) {
        self.rows = rows
        cancellation = context.cancellation
        let (numbers, count) = try rows.groups(per, compiler)
        (groups, groupCount) = (numbers, count)
        let keys = order.isEmpty ? nil : try SortKeys(rows, order, compiler, context, for: "add … per")
        self.keys = keys
        let positions =
            try keys?.sorted(rows.count, threads: context.options.threads) ?? Batch.allPositions(rows.count)
        // Sorting by group keeps the order inside each.
        self.order = try positions.sorted(groupCount: count, cancellation) { numbers[$0] }
    }

    /// Whether the rows have another order in the window than the one in which they come.
    var hasOrder: Bool { keys != nil }

    /// Whether two rows stand equal in the window's order; without one, all do.
    func isTied(_ a: Int32, _ b: Int32) -> Bool { keys?.isEqual(a, b) ?? true }
}

/// Computes one window function for every row.
private struct WindowColumn {
    let window: Window
    let compiler: ExpressionCompiler

    init(_ window: Window, _ compiler: ExpressionCompiler) { (self.window, self.compiler) = (window, compiler) }

    func make(_ definition: LogicalPlan.WindowDefinition) throws(ExecutionError) -> Column {
        switch definition.function {
        case .row: return try numbered(sharesRanks: false)
        case .rank: return try numbered(sharesRanks: true)
        case .previous(let value): return try neighbour(value, definition.type, offset: -1)
        case .next(let value): return try neighbour(value, definition.type, offset: 1)
        case .aggregate(let aggregate): return try whole(aggregate)
        case .running(let aggregate): return try running(aggregate, definition.type)
        case .share(let value): return try share(value)
        }
    }

    private func numbered(sharesRanks: Bool) throws(ExecutionError) -> Column {
        var values = [Int64](repeating: 0, count: window.rows.count)
        var number: Int64 = 0
        var rank: Int64 = 0
        try window.cancellation.forEachRun(window.rows.count) { places throws(ExecutionError) in
            for place in places {
                let position = window.order[place]
                let before = place > 0 ? window.order[place - 1] : nil
                let isFirst = before.map { window.groups[Int($0)] != window.groups[Int(position)] } ?? true
                number = isFirst ? 1 : number + 1
                if isFirst || !(sharesRanks && window.isTied(before!, position)) { rank = number }
                values[Int(position)] = rank
            }
        }
        return Column.integers(values, .integer)
    }

    private func neighbour(_ value: BoundExpression, _ type: ValueType, offset: Int) throws(ExecutionError) -> Column {
        let vector = try window.rows.evaluate(value, compiler, window.cancellation)
        var source = [Int32](repeating: -1, count: window.rows.count)
        try window.cancellation.forEachRun(window.rows.count) { places throws(ExecutionError) in
            for place in places {
                let (position, other) = (window.order[place], place + offset)
                guard window.order.indices.contains(other) else { continue }
                let neighbour = window.order[other]
                if window.groups[Int(neighbour)] == window.groups[Int(position)] { source[Int(position)] = neighbour }
            }
        }
        var appender = ColumnAppender(type)
        try window.cancellation.forEachRun(source.count) { places throws(ExecutionError) in
            for position in source[places] {
                appender.append(vector.column, row: position < 0 ? nil : vector.presentRow(Int(position)))
            }
        }
        return appender.finish()
    }

    private func whole(_ aggregate: Aggregate) throws(ExecutionError) -> Column {
        let gathering = Gathering(aggregate, compiler, threads: 1)
        let isOrdered = aggregate.dependsOnOrder && window.hasOrder
        var start = 0
        var cutter = BatchCutter(isOrdered ? window.rows.batch.gathering(window.order) : window.rows.batch)
        while let batch = cutter.next() {
            try window.cancellation.check()
            let places = start..<start + batch.count
            let groups = isOrdered ? window.order[places].map { window.groups[Int($0)] } : Array(window.groups[places])
            try gathering.add(batch, groups, groupCount: window.groupCount)
            start += batch.count
        }
        let perGroup = try gathering.finish(groupCount: window.groupCount)
        var appender = ColumnAppender(aggregate.type)
        try window.cancellation.forEachRun(window.rows.count) { places throws(ExecutionError) in
            for group in window.groups[places] { appender.append(perGroup, row: Int(group)) }
        }
        return appender.finish()
    }

    private func share(_ value: BoundExpression) throws(ExecutionError) -> Column {
        let vector = try window.rows.evaluate(value, compiler, window.cancellation)
        let reader = NumberReader(vector, vector.column.type)
        var sums = [CompensatedSum](repeating: CompensatedSum(), count: window.groupCount)
        try window.cancellation.forEachRun(window.rows.count) { positions throws(ExecutionError) in
            for position in positions {
                if let number = reader.double(position) { sums[Int(window.groups[position])].add(number) }
            }
        }
        var shares: [Double?] = []
        shares.reserveCapacity(window.rows.count)
        try window.cancellation.forEachRun(window.rows.count) { positions throws(ExecutionError) in
            for position in positions {
                let sum = sums[Int(window.groups[position])].value
                shares.append(sum == 0 ? nil : reader.double(position).map { $0 / sum * 100 })
            }
        }
        return Column.doubles(shares)
    }

    /// Feeds the rows of each group one by one to an accumulator of its own, reading it after every row.
    private func running(_ aggregate: Aggregate, _ type: ValueType) throws(ExecutionError) -> Column {
        let ordered = window.rows.batch.gathering(window.order)
        var state = RunningState(aggregate)
        var values = [Value](repeating: .missing, count: window.rows.count)
        var place = 0
        var group: Int32 = -1
        // Rows that the filter leaves out may fail to have a value.
        let argument = aggregate.argument.map(compiler.branch)
        let filter = aggregate.filter.map(compiler.predicate)
        var cutter = BatchCutter(ordered)
        while let batch = cutter.next() {
            try window.cancellation.check()
            var counted = Batch.allPositions(batch.count)
            try filter?.keep(&counted, of: batch)
            var counts = [Bool](repeating: false, count: batch.count)
            for position in counted { counts[Int(position)] = true }
            let vector = try argument?.evaluate(batch, at: counted)
            for position in 0..<batch.count {
                let row = window.order[place]
                if window.groups[Int(row)] != group {
                    group = window.groups[Int(row)]
                    state = RunningState(aggregate)
                }
                if counts[position] { try state.add(vector?.value(position)) }
                values[Int(row)] = state.value
                place += 1
            }
        }
        return RunningState.column(values, type)
    }
}
