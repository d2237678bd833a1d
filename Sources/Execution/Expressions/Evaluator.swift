import Columns
import Planning
import Storage
import Values

/// Computes an expression for every row of a batch.
protocol Evaluator: AnyObject {
    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector
    /// The column that all its vectors show, where that is known before; their rows may not be.
    var shownColumn: Column? { get }
    /// The column and the rows of it that stand side by side in a batch, where they do and nothing is computed.
    func run(of batch: Batch) -> (column: Column, rows: Range<Int>)?
    /// Whether its vectors are whole columns of a batch's length, made for every row at once.
    var computesRuns: Bool { get }
    /// Between what the integers of all rows lie, the columns that are read being stored ones; as far as is known from
    /// the batches evaluated so far, and nil where that is nothing.
    var bounds: ClosedRange<Int64>? { get }
}

extension Evaluator {
    var computesRuns: Bool { false }

    var bounds: ClosedRange<Int64>? { nil }

    var shownColumn: Column? { nil }

    func run(of batch: Batch) -> (column: Column, rows: Range<Int>)? { nil }
}

/// Asks a predicate of some rows of a batch.
protocol Predicate: AnyObject {
    /// Keeps the positions for which the predicate holds, in their order.
    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError)
    /// All rows for which it holds.
    func mask(of batch: Batch) throws(ExecutionError) -> RowMask
    /// Whether `mask` compares many rows at once, so that it may as well be asked of all; also of a batch longer than the
    /// standard one, where it says so of that.
    func comparesRuns(of batch: Batch) -> Bool
    /// Whether asking it may end the query, so that no row may be asked that is settled otherwise.
    var canFail: Bool { get }
}

extension Predicate {
    func mask(of batch: Batch) throws(ExecutionError) -> RowMask { try maskByPositions(batch) }

    func comparesRuns(of batch: Batch) -> Bool { false }

    var canFail: Bool { false }

    func maskByPositions(_ batch: Batch) throws(ExecutionError) -> RowMask {
        var positions = Batch.allPositions(batch.count)
        try keep(&positions, of: batch)
        return RowMask(count: batch.count, positions: positions)
    }

    /// The positions of all rows for which it holds, ascending.
    func positions(of batch: Batch) throws(ExecutionError) -> Batch.Positions { try mask(of: batch).positions }
}

/// Makes evaluators and predicates for one layout of batches.
struct ExpressionCompiler {
    let layout: Layout
    let catalog: Catalog
    let cancellation: Cancellation
    /// Shared by the threads of a query.
    var patterns = PatternTables()
    /// The column that `.element` stands for, inside `anyElement`.
    var elementPosition: Int?
    /// Whether what depends on few values is computed once for each of them.
    var tabulates = true

    func evaluator(_ expression: BoundExpression) -> any Evaluator { tabulated(expression) ?? rowByRow(expression) }

    /// As `evaluator`, for an expression that is not tabulated itself, whatever its parts are.
    func rowByRow(_ expression: BoundExpression) -> any Evaluator {
        switch expression {
        case .column(let id, _): ColumnEvaluator(layout.position(of: id))
        case .element: ColumnEvaluator(elementPosition!)
        case .literal(let value, let type): ConstantEvaluator(value, type)
        case .follow(let base, let name, let position, _):
            FollowEvaluator(evaluator(base), column(name, position))
        case .arithmetic(let operation, let a, let b, let type):
            points(expression) ?? ArithmeticEvaluator(operation, evaluator(a), evaluator(b), type)
        case .conditional(let condition, let a, let b, let type):
            ConditionalEvaluator(predicate(condition), branch(a), branch(b), type)
        case .call(let function, let arguments, let type): call(function, arguments, type)
        case .compare, .inIntegers, .inDoubles, .matchesText, .isMissing, .anyElement, .not, .and, .or:
            TruthEvaluator(predicate(expression))
        }
    }

    /// Predicates that can fail are asked of no row that an earlier condition has settled.
    func predicate(_ expression: BoundExpression) -> any Predicate {
        switch expression {
        case .not, .and, .or, .call(.truth, _, _): return plainPredicate(expression)
        default:
            let plain = tabulatedPredicate(expression) ?? plainPredicate(expression)
            return expression.canFail ? GuardedPredicate(plain) : plain
        }
    }

    func branch(_ expression: BoundExpression) -> BranchEvaluator {
        BranchEvaluator(evaluator(expression), canFail: expression.canFail, expression.type)
    }

    /// As `predicate`, for a condition that is not tabulated itself, whatever its parts are.
    func plainPredicate(_ expression: BoundExpression) -> any Predicate {
        switch expression {
        case .inIntegers(let subject, let set, _): IntegerSetPredicate(evaluator(subject), set)
        case .inDoubles(let subject, let intervals, _): DoubleIntervalPredicate(evaluator(subject), intervals)
        case .matchesText(let subject, let pattern):
            TextPredicate(evaluator(subject), pattern, patterns, cancellation)
        case .isMissing(let subject): MissingPredicate(evaluator(subject))
        case .compare(let comparison, let a, let b): comparisonPredicate(comparison, a, b)
        case .anyElement(let list, let inner): elementPredicate(list, inner)
        case .not(let inner): NotPredicate(predicate(inner))
        case .and(let parts): conjunction(parts)
        case .or(let parts): OrPredicate(parts.map(predicate))
        case .call(.truth, let inner, _): predicate(inner[0])
        default: IntegerSetPredicate(evaluator(expression), IntegerSet(values: [1]))
        }
    }

    /// A sum of points for texts that match; nil for other expressions.
    private func points(_ expression: BoundExpression) -> (any Evaluator)? {
        guard let points = TextQuestion.points(expression), let questions = TextQuestions(points.map(\.question), self)
        else { return nil }
        return TextPointsEvaluator(questions, points.map { ($0.yes, $0.no) })
    }

    /// Rows for which all of some conditions hold; questions about the same texts are asked together, where the first of
    /// them stands.
    func conjunction(_ parts: [BoundExpression]) -> AndPredicate {
        // What asks one place is as quick alone.
        let questions = parts.map { part in TextQuestion(part).flatMap { $0.asked.count > 1 ? $0 : nil } }
        let asked = questions.compactMap { $0 }
        guard let together = TextQuestions(asked, self) else { return AndPredicate(parts.map(predicate)) }
        var made: [any Predicate] = []
        for (index, part) in parts.enumerated() {
            if questions[index] == nil {
                made.append(predicate(part))
            } else if questions[..<index].allSatisfy({ $0 == nil }) {
                made.append(TextQuestionsPredicate(together, count: asked.count))
            }
        }
        return AndPredicate(made)
    }

    /// A column of a collection.
    func column(_ name: String, _ position: Int) -> Column {
        guard let table = catalog[name] else { preconditionFailure("a bound plan names loaded collections") }
        return table.column(at: position)
    }

    private func comparisonPredicate(_ comparison: Comparison, _ a: BoundExpression, _ b: BoundExpression)
        -> any Predicate
    {
        if a.type == .text { return TextComparisonPredicate(comparison, evaluator(a), evaluator(b), cancellation) }
        return NumberComparisonPredicate(comparison, evaluator(a), a.type, evaluator(b), b.type)
    }

    private func elementPredicate(_ list: BoundExpression, _ inner: BoundExpression) -> any Predicate {
        guard case .list(let element) = list.type else { preconditionFailure("anyElement is over a list") }
        let read = inner.columns
        let beside = layout.columns.filter { read.contains($0.id) }
        var compiler = ExpressionCompiler(
            layout: Layout([(ColumnID(-1), element)] + beside), catalog: catalog, cancellation: cancellation,
            patterns: patterns)
        (compiler.elementPosition, compiler.tabulates) = (0, tabulates)
        let test = compiler.predicate(inner)
        if beside.isEmpty { return ElementPredicate(evaluator(list), test) }
        return RowElementPredicate(evaluator(list), test, columns: beside.map { layout.position(of: $0.id) })
    }

    private func call(_ function: ScalarFunction, _ arguments: [BoundExpression], _ type: ValueType) -> any Evaluator {
        let inputs = arguments.map(evaluator)
        let types = arguments.map(\.type)
        switch function {
        case .coalesce: return CoalesceEvaluator(inputs[0], branch(arguments[1]), type)
        case .truth: return TruthEvaluator(predicate(arguments[0]))
        case .text where types[0].isReferenceList: return displayList(arguments[0], inputs[0])
        default: return FunctionEvaluator(function, inputs, type, cancellation)
        }
    }

    /// A list of references as the list of the texts that display them.
    private func displayList(_ list: BoundExpression, _ input: any Evaluator) -> any Evaluator {
        guard case .list(of: .reference(let target)) = list.type, let table = catalog[target],
            let position = table.displayPosition
        else { preconditionFailure("a list of references to a loaded collection") }
        return DisplayListEvaluator(input, table.columns[position])
    }
}

extension ValueType {
    var isReferenceList: Bool {
        if case .list(of: .reference) = self { return true }
        return false
    }
}

final class ColumnEvaluator: Evaluator {
    private let position: Int

    init(_ position: Int) { self.position = position }

    func evaluate(_ batch: Batch) -> Vector { batch.vectors[position] }

    func run(of batch: Batch) -> (column: Column, rows: Range<Int>)? {
        let vector = batch.vectors[position]
        guard case .range(let start) = vector.selection else { return nil }
        return (vector.column, start..<start + batch.count)
    }
}

final class ConstantEvaluator: Evaluator {
    private let column: Column
    private let vector: Vector

    init(_ value: Value, _ type: ValueType) {
        var appender = ColumnAppender(type)
        appender.append(value)
        column = appender.finishFitting()
        vector = .constant(column, count: Batch.standardCount)
    }

    func evaluate(_ batch: Batch) -> Vector {
        batch.count <= Batch.standardCount ? vector : .constant(column, count: batch.count)
    }
}

/// A field of the rows that references lead to: the references become a row list of the target.
final class FollowEvaluator: Evaluator {
    private let base: any Evaluator
    private let target: Column

    init(_ base: any Evaluator, _ target: Column) {
        self.base = base
        self.target = target
    }

    var shownColumn: Column? { target }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let references = try base.evaluate(batch)
        return Vector(target, .list(references.targetRows(batch.count), start: 0))
    }
}

extension Vector {
    /// The rows that references lead to, or codes to in a column of all a dictionary's texts; `none` where they are
    /// missing.
    func targetRows(_ count: Int) -> RowList {
        guard let packed = column.packed else { preconditionFailure("references are row numbers") }
        return RowList(
            Buffer(count: count) { rows in
                rows.update(repeating: RowList.none)
                packed.withReader { read in
                    forEachPresent(count: count) { rows[$0] = UInt32(truncatingIfNeeded: read($1)) }
                }
            })
    }
}

final class TruthEvaluator: Evaluator {
    private let predicate: any Predicate

    init(_ predicate: any Predicate) { self.predicate = predicate }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let positions = try predicate.positions(of: batch)
        var values = [Int64](repeating: 0, count: batch.count)
        for position in positions { values[Int(position)] = 1 }
        return Vector(
            Column(type: .boolean, count: batch.count, payload: .integers(PackedIntegers(values)), presence: nil))
    }
}

/// Builds the list column of display texts once a list column.
final class DisplayListEvaluator: Evaluator {
    private let input: any Evaluator
    private let display: Column
    /// The source is held, so that no other column can take its place in memory.
    private var made: (source: Column, column: Column)?

    init(_ input: any Evaluator, _ display: Column) {
        self.input = input
        self.display = display
    }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        let vector = try input.evaluate(batch)
        guard case .lists(let offsets, let elements) = vector.column.payload else {
            preconditionFailure("a list column")
        }
        if let made, made.source.identity == vector.column.identity { return Vector(made.column, vector.selection) }
        let rows = Vector(elements).targetRows(elements.count)
        var appender = ColumnAppender(display.type)
        let shown = Vector(display, .list(rows, start: 0))
        for index in 0..<elements.count { appender.append(display, row: shown.presentRow(index)) }
        let column = Column(
            type: .list(of: display.type), count: vector.column.count,
            payload: .lists(offsets: offsets, elements: try appender.finish()), presence: vector.column.presence)
        made = (vector.column, column)
        return Vector(column, vector.selection)
    }
}
