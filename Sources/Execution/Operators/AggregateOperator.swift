import Columns
import Indexes
import Planning
import Storage
import Values

/// Groups rows by keys and gathers the aggregates of each group; groups come out in the order they are first seen.
final class AggregateOperator: Operator {
    let layout: Layout
    private let input: any Operator
    private let keys: [any Evaluator]
    private var coders: [KeyCoder]
    private var keyColumns: [KeyColumn]
    private var aggregates: [Gathering]
    private var index: GroupIndex
    private let cancellation: Cancellation
    private let memory: MemoryAccount
    private var output: BatchCutter?

    init(
        _ input: any Operator, _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition],
        _ context: ExecutionContext
    ) {
        self.input = input
        let compiler = ExpressionCompiler(layout: input.layout, catalog: context.catalog)
        self.keys = keys.map { compiler.evaluator($0.expression) }
        coders = keys.map { KeyCoder($0.expression, context.catalog) }
        keyColumns = keys.map {
            KeyColumn($0.expression.type, isExact: $0.expression.hasExactIdentity(context.catalog))
        }
        self.aggregates = aggregates.map { Gathering($0.aggregate, compiler) }
        index = GroupIndex(width: keys.count)
        cancellation = context.cancellation
        memory = context.memory
        layout = Layout(
            keys.map { ($0.id, $0.expression.type) } + aggregates.map { ($0.id, $0.aggregate.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil {
            while let batch = try input.next() {
                if cancellation.isCancelled { throw .cancelled }
                try add(batch)
            }
            output = BatchCutter(try finished())
        }
        return output!.next()
    }

    private func add(_ batch: Batch) throws(ExecutionError) {
        var codes: [[Int64]] = []
        var vectors: [Vector] = []
        for (key, evaluator) in keys.enumerated() {
            let vector = try evaluator.evaluate(batch)
            codes.append(coders[key].codes(vector, batch.count))
            vectors.append(vector)
        }
        let before = index.count
        let groups = index.groups(codes, count: batch.count)
        let made = index.count - before
        // Slots, key codes, a shown key and an accumulator's state for each group, and what percentiles and lists keep.
        try memory.charge(made * (16 + 24 * keys.count + 24 * aggregates.count), by: "the aggregation")
        let kept = aggregates.reduce(0) { $0 + $1.bytesPerRow }
        if kept > 0 { try memory.charge(batch.count * kept, by: "the aggregation") }
        for key in keys.indices { keyColumns[key].add(vectors[key], groups) }
        for aggregate in aggregates { try aggregate.add(batch, groups, groupCount: index.count) }
    }

    private func finished() throws(ExecutionError) -> Batch {
        // Without keys there is one group, also over no rows.
        let count = keys.isEmpty ? 1 : index.count
        var vectors = keyColumns.map { Vector($0.finish()) }
        for aggregate in aggregates { vectors.append(Vector(try aggregate.finish(groupCount: count))) }
        return Batch(count: count, vectors: vectors)
    }
}

/// One aggregate while rows go by: its filter, its argument, its accumulator.
final class Gathering {
    private enum Kind {
        case rows(CountAccumulator)
        case values(any Evaluator, any Accumulator)
        case pairs(any Evaluator, any Evaluator, CorrelationAccumulator)
    }

    private let kind: Kind
    private let filter: (any Predicate)?
    /// What every row adds to memory: percentiles and lists keep all values.
    let bytesPerRow: Int

    init(_ aggregate: Aggregate, _ compiler: ExpressionCompiler) {
        filter = aggregate.filter.map(compiler.predicate)
        bytesPerRow = aggregate.function.keepsValues ? 12 : 0
        if let first = aggregate.argument, let second = aggregate.second {
            kind = .pairs(compiler.evaluator(first), compiler.evaluator(second), CorrelationAccumulator())
        } else if let argument = aggregate.argument {
            kind = .values(compiler.evaluator(argument), Accumulators.make(aggregate, compiler.catalog))
        } else {
            kind = .rows(CountAccumulator())
        }
    }

    func add(_ batch: Batch, _ groups: [Int32], groupCount: Int) throws(ExecutionError) {
        var positions = Batch.allPositions(batch.count)
        try filter?.keep(&positions, of: batch)
        switch kind {
        case .rows(let counter): counter.addRows(positions, groups, groupCount: groupCount)
        case .values(let argument, let accumulator):
            try accumulator.add(try argument.evaluate(batch), positions, groups, groupCount: groupCount)
        case .pairs(let first, let second, let accumulator):
            accumulator.add(
                try first.evaluate(batch), try second.evaluate(batch), positions, groups, groupCount: groupCount)
        }
    }

    func finish(groupCount: Int) throws(ExecutionError) -> Column {
        switch kind {
        case .rows(let counter): counter.finish(groupCount: groupCount)
        case .values(_, let accumulator): try accumulator.finish(groupCount: groupCount)
        case .pairs(_, _, let accumulator): accumulator.finish(groupCount: groupCount)
        }
    }
}

/// One row: how many rows an access finds.
final class CountOperator: Operator {
    let layout: Layout
    private let table: Table
    private let access: PhysicalPlan.Access
    private var isDone = false

    init(_ table: Table, _ access: PhysicalPlan.Access, _ ids: [ColumnID]) {
        self.table = table
        self.access = access
        layout = Layout(ids.map { ($0, .integer) })
    }

    func next() -> Batch? {
        guard !isDone else { return nil }
        isDone = true
        let count = Column.integers([Int64(IndexAccess.count(table, access))], .integer)
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
            count: counts.count, vectors: [Vector(keys.finish())] + layout.columns.dropFirst().map { _ in values })
    }
}

extension Aggregate.Function {
    /// Whether every value is kept until the end.
    fileprivate var keepsValues: Bool {
        switch self {
        case .percentile, .list: true
        default: false
        }
    }
}
