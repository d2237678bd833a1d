import Columns
import Planning
import Values

final class FilterOperator: Operator {
    private let input: any Operator
    private let predicate: any Predicate
    private let cancellation: Cancellation

    init(_ input: any Operator, _ predicates: [BoundExpression], _ context: ExecutionContext) {
        self.input = input
        let compiler = context.compiler(input.layout)
        predicate = compiler.conjunction(predicates)
        cancellation = context.cancellation
    }

    var layout: Layout { input.layout }

    func prepare() throws(ExecutionError) { try input.prepare() }

    func next() throws(ExecutionError) -> Batch? {
        while let batch = try input.next() {
            if cancellation.isCancelled { throw .cancelled }
            let positions = try predicate.positions(of: batch)
            if positions.count == batch.count { return batch }
            if !positions.isEmpty { return batch.gathering(positions) }
        }
        return nil
    }
}

/// Extends (keeps the input's columns) or projects (exactly the definitions).
final class ProjectOperator: Operator {
    let layout: Layout
    private let input: any Operator
    private let evaluators: [any Evaluator]
    private let keepsInput: Bool

    init(
        _ input: any Operator, _ definitions: [LogicalPlan.Definition], keepsInput: Bool, _ context: ExecutionContext
    ) {
        self.input = input
        self.keepsInput = keepsInput
        let compiler = context.compiler(input.layout)
        evaluators = definitions.map { compiler.evaluator($0.expression) }
        let made = definitions.map { ($0.id, $0.expression.type) }
        layout = Layout(keepsInput ? input.layout.columns + made : made)
    }

    func prepare() throws(ExecutionError) { try input.prepare() }

    func next() throws(ExecutionError) -> Batch? {
        guard let batch = try input.next() else { return nil }
        var vectors = keepsInput ? batch.vectors : []
        for evaluator in evaluators { vectors.append(try evaluator.evaluate(batch)) }
        return Batch(count: batch.count, vectors: vectors)
    }
}

final class LimitOperator: Operator {
    private let input: any Operator
    private var toSkip: Int
    private var toTake: Int

    init(_ input: any Operator, skip: Int, take: Int?) {
        self.input = input
        toSkip = skip
        toTake = take ?? .max
    }

    var layout: Layout { input.layout }

    func next() throws(ExecutionError) -> Batch? {
        while toTake > 0, let batch = try input.next() {
            let start = min(toSkip, batch.count)
            toSkip -= start
            let end = min(batch.count, start + min(toTake, batch.count - start))
            if start == end { continue }
            toTake -= end - start
            return batch.slice(start..<end)
        }
        return nil
    }
}

/// Rows of the left input, then rows of the right one.
final class UnionOperator: Operator {
    let layout: Layout
    private let sides: [any Operator]
    private let columns: [LogicalPlan.UnionColumn]
    private var side = 0

    init(_ left: any Operator, _ right: any Operator, _ columns: [LogicalPlan.UnionColumn]) {
        sides = [left, right]
        self.columns = columns
        layout = Layout(columns.map { ($0.id, $0.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        while side < 2 {
            if let batch = try sides[side].next() { return try mapped(batch) }
            side += 1
        }
        return nil
    }

    private func mapped(_ batch: Batch) throws(ExecutionError) -> Batch {
        var vectors: [Vector] = []
        for column in columns {
            if let id = side == 0 ? column.left : column.right {
                let vector = batch.vectors[sides[side].layout.position(of: id)]
                vectors.append(try vector.converted(to: column.type, batch.count))
            } else {
                vectors.append(.constant(Column.missing(column.type, count: 1), count: Batch.standardCount))
            }
        }
        return Batch(count: batch.count, vectors: vectors)
    }
}

/// A row for each element of a list; rows without elements vanish.
final class UnnestOperator: Operator {
    let layout: Layout
    private let input: any Operator
    private let list: Int
    private let cancellation: Cancellation
    private var pending: BatchCutter?

    init(_ input: any Operator, list: ColumnID, element: ColumnID, _ type: ValueType, _ context: ExecutionContext) {
        self.input = input
        cancellation = context.cancellation
        self.list = input.layout.position(of: list)
        layout = Layout(input.layout.columns + [(element, type)])
    }

    func prepare() throws(ExecutionError) { try input.prepare() }

    func next() throws(ExecutionError) -> Batch? {
        while true {
            if let batch = pending?.next() { return batch }
            guard let batch = try input.next() else { return nil }
            if cancellation.isCancelled { throw .cancelled }
            pending = unnested(batch).map { BatchCutter($0) }
        }
    }

    private func unnested(_ batch: Batch) -> Batch? {
        let vector = batch.vectors[list]
        guard case .lists(let offsets, let elements) = vector.column.payload else {
            preconditionFailure("a list column")
        }
        var count = 0
        offsets.withUnsafeElements { offsets in
            vector.forEachPresent(count: batch.count) { _, row in count += Int(offsets[row + 1] - offsets[row]) }
        }
        if count == 0 { return nil }
        var positions: Batch.Positions = []
        let rows = Buffer<UInt32>(count: count) { rows in
            positions = Batch.Positions(unsafeUninitializedCapacity: count) { positions, made in
                var place = 0
                offsets.withUnsafeElements { offsets in
                    vector.forEachPresent(count: batch.count) { position, row in
                        var element = offsets[row]
                        let end = offsets[row + 1]
                        while element < end {
                            positions[place] = Int32(truncatingIfNeeded: position)
                            rows[place] = element
                            element &+= 1
                            place &+= 1
                        }
                    }
                }
                made = place
            }
        }
        let gathered = batch.gathering(positions)
        return Batch(count: count, vectors: gathered.vectors + [Vector(elements, .list(RowList(rows), start: 0))])
    }
}
