import Columns
import Planning
import Values

/// An expression of columns that can store few values: computed once for each combination of these and looked up for
/// each row; row by row as long as that is less work.
final class TabulatedEvaluator: Evaluator {
    private let tables: TableMaker
    private let rowByRow: any Evaluator

    init(_ tables: TableMaker, rowByRow: any Evaluator) { (self.tables, self.rowByRow) = (tables, rowByRow) }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        guard let table = try tables.table(for: batch) else { return try rowByRow.evaluate(batch) }
        return table.vector(tables.vectors(of: batch), batch.count)
    }
}

/// Decides when an expression is worth a table, and keeps that.
final class TableMaker {
    /// Where the columns stand in the batches.
    private let positions: [Int]
    private let tabulation: Tabulation
    /// The columns that came last, held, so that no others can take their place in memory, and how many rows of them.
    private var columns: [Column] = []
    private var rowsSeen = 0
    private var state = State.undecided

    private enum State {
        case undecided
        /// What the columns hold.
        case known([ValueDomain])
        case made(Tabulation.Table)
        /// The columns can store too much, or the expression fails for something that need not occur.
        case unfit
    }

    /// `positions`: of all columns that the expression reads, in the order of the tabulation's layout.
    init(_ positions: [Int], _ tabulation: Tabulation) { (self.positions, self.tabulation) = (positions, tabulation) }

    /// What the expression reads.
    func vectors(of batch: Batch) -> [Vector] { positions.map { batch.vectors[$0] } }

    /// The table of the batch's columns where there is one already.
    func knownTable(for batch: Batch) -> Tabulation.Table? {
        guard case .made(let table) = state, isOfSameColumns(vectors(of: batch)) else { return nil }
        return table
    }

    private func isOfSameColumns(_ vectors: [Vector]) -> Bool {
        !columns.isEmpty && zip(columns, vectors).allSatisfy { $0.identity == $1.column.identity }
    }

    /// Nil where the batch's rows are to be computed one by one.
    func table(for batch: Batch) throws(ExecutionError) -> Tabulation.Table? {
        let vectors = vectors(of: batch)
        if !isOfSameColumns(vectors) { (columns, rowsSeen, state) = (vectors.map(\.column), 0, .undecided) }
        rowsSeen += batch.count
        switch state {
        case .made(let table): return table
        case .unfit: return nil
        case .known(let domains): return try table(domains, vectors)
        case .undecided: break
        }
        // Few rows are no reason to read whole columns.
        let isRead = columns.allSatisfy { $0.count / Self.readPart <= rowsSeen }
        guard let domains = tabulation.domains(columns, areRead: isRead) else {
            if isRead { state = .unfit }
            return nil
        }
        if isRead { state = .known(domains) }
        return try table(domains, vectors)
    }

    /// One row in so many must have been seen before what all rows hold is worth knowing.
    private static let readPart = 2048
    /// Going through all values costs about a quarter of reading those of as many rows, each somewhere in memory.
    private static let rowsToCome = 8

    /// Whether rows stand side by side and values come again often, so that many more rows may be expected.
    private func isFarFromDone(_ domains: [ValueDomain], _ vectors: [Vector]) -> Bool {
        domains.combinationCount <= columns[0].count / 4
            && vectors.allSatisfy { if case .range = $0.selection { true } else { false } }
    }

    /// Nil as long as a table does not pay.
    private func table(_ domains: [ValueDomain], _ vectors: [Vector]) throws(ExecutionError) -> Tabulation.Table? {
        let rows = isFarFromDone(domains, vectors) ? rowsSeen * Self.rowsToCome : rowsSeen
        guard Tabulation.pays(domains, rows: rows) else { return nil }
        let made = try tabulation.table(domains)
        state = made.map { .made($0) } ?? .unfit
        return made
    }
}

/// An expression and the columns that it depends on.
struct Tabulation {
    private let expression: BoundExpression
    private let compiler: ExpressionCompiler

    /// `compiler`: of batches of just the columns that the expression reads.
    init(_ expression: BoundExpression, _ compiler: ExpressionCompiler) {
        (self.expression, self.compiler) = (expression, compiler)
    }

    /// The expression of each combination.
    struct Table {
        /// One a combination.
        let values: Column
        /// Those of the columns.
        let domains: [ValueDomain]

        /// What it is of the first `count` rows.
        func vector(_ vectors: [Vector], _ count: Int) -> Vector {
            Vector(values, .list(RowList(combinations(vectors, count)), start: 0))
        }

        /// The combination of each of the first `count` rows, a row of `values`.
        func combinations(_ vectors: [Vector], _ count: Int) -> Buffer<UInt32> {
            Buffer(count: count) { rows in
                rows.withMemoryRebound(to: Int32.self) { rows in
                    var stride: Int32 = 1
                    for (vector, domain) in zip(vectors, domains).reversed() {
                        vector.addNumbers(
                            domain.numbers, missing: Int32(domain.count - 1), stride: stride, isFirst: stride == 1,
                            to: rows)
                        stride *= Int32(domain.count)
                    }
                }
            }
        }
    }

    /// A table of so many combinations pays for any number of rows.
    private static let fewCombinations = 256
    /// Combinations of several columns, of which many may not occur, at most.
    private static let mostCombinations = 1 << 16

    /// Those of the columns; nil where they can hold too much.
    /// `areRead`: they may be read whole.
    fileprivate func domains(_ columns: [Column], areRead: Bool) -> [ValueDomain]? {
        var domains: [ValueDomain] = []
        var product = 1
        for column in columns {
            guard let domain = ValueDomain(column, compiler.catalog, isRead: areRead) else { return nil }
            domains.append(domain)
            let (next, overflow) = product.multipliedReportingOverflow(by: domain.count)
            guard !overflow, next <= Int32.max else { return nil }
            product = next
        }
        return columns.count > 1 && product > Self.mostCombinations ? nil : domains
    }

    fileprivate static func pays(_ domains: [ValueDomain], rows: Int) -> Bool {
        domains.combinationCount <= max(fewCombinations, rows / 2)
    }

    /// Nil where the expression fails.
    fileprivate func table(_ domains: [ValueDomain]) throws(ExecutionError) -> Table? {
        let total = domains.combinationCount
        var vectors: [Vector] = []
        var stride = total
        for domain in domains {
            stride /= domain.count
            let rows = Buffer<UInt32>(count: total) { rows in
                for index in rows.indices { rows[index] = UInt32(index / stride % domain.count) }
            }
            vectors.append(Vector(domain.values, .list(RowList(rows), start: 0)))
        }
        do {
            return Table(
                values: try compiler.column(expression, Batch(count: total, vectors: vectors)), domains: domains)
        } catch {
            try compiler.cancellation.check()
            return nil
        }
    }
}

extension ExpressionCompiler {
    /// Columns that are tabulated together, at most.
    private static let mostColumns = 3

    /// An evaluator that computes an expression once for each combination of values, where it depends on few columns
    /// and is worth a table; nil for others.
    func tabulated(_ expression: BoundExpression) -> TabulatedEvaluator? {
        guard let (tables, positions) = tableMaker(expression) else { return nil }
        // Parts of what depends on one column depend on no other.
        let rowByRow = (positions.count > 1 ? self : untabulated).rowByRow(expression)
        return TabulatedEvaluator(tables, rowByRow: rowByRow)
    }

    /// A predicate that is asked once of each combination of values that it depends on, where it depends on few columns
    /// and is worth a table; nil for others.
    func tabulatedPredicate(_ expression: BoundExpression) -> TabulatedPredicate? {
        guard elementPosition == nil, let (tables, positions) = tableMaker(expression) else { return nil }
        // Parts of what depends on one column depend on no other.
        let rowByRow = (positions.count > 1 ? self : untabulated).plainPredicate(expression)
        return TabulatedPredicate(tables, rowByRow: rowByRow)
    }

    /// What makes tables of an expression, and where the columns stand on which it depends.
    private func tableMaker(_ expression: BoundExpression) -> (TableMaker, positions: [Int])? {
        guard tabulates, expression.isWorthTabulating else { return nil }
        let read = expression.columns
        let positions = layout.columns.indices.filter {
            read.contains(layout.columns[$0].id) || $0 == elementPosition && expression.readsElement
        }
        guard (1...Self.mostColumns).contains(positions.count),
            positions.allSatisfy({ layout.columns[$0].type.storesNumbers })
        else { return nil }
        var alone = ExpressionCompiler(
            layout: Layout(positions.map { layout.columns[$0] }), catalog: catalog, cancellation: cancellation,
            patterns: patterns)
        alone.elementPosition = elementPosition.flatMap { positions.firstIndex(of: $0) }
        return (TableMaker(positions, Tabulation(expression, alone.untabulated)), positions)
    }

    /// The same that computes everything row by row.
    var untabulated: ExpressionCompiler {
        var compiler = self
        compiler.tabulates = false
        return compiler
    }

    /// An expression of all rows of a batch, which may be longer than others.
    func column(_ expression: BoundExpression, _ rows: Batch) throws(ExecutionError) -> Column {
        let evaluator = evaluator(expression)
        var made: [(vector: Vector, count: Int)] = []
        var cutter = BatchCutter(rows, length: Self.longBatch)
        while let batch = cutter.next() {
            try cancellation.check()
            made.append((try evaluator.evaluate(batch), batch.count))
        }
        return try Column.concatenating(made, expression.type, cancellation)
    }

    /// Texts that are made together have one dictionary.
    private static let longBatch = 16 * Batch.standardCount
}

extension ValueType {
    /// Whether a column holds integers or codes.
    fileprivate var storesNumbers: Bool {
        switch self {
        case .double, .list: false
        default: true
        }
    }
}

extension BoundExpression {
    /// Whether a row takes much longer than a look into a table.
    fileprivate var isWorthTabulating: Bool {
        switch self {
        case .call(.truth, let inner, _): inner[0].isWorthTabulating
        case .compare(_, let a, let b): a.type == .text || a.isComputed || b.isComputed
        case .call, .arithmetic(.divide, _, _, _), .conditional(_, _, _, .text): true
        default: children.contains(where: \.isWorthTabulating)
        }
    }

    /// Whether numbers are worked out, or more than that.
    private var isComputed: Bool {
        if case .arithmetic = self { return true }
        return isWorthTabulating
    }

    fileprivate var readsElement: Bool {
        if case .element = self { return true }
        return children.contains(where: \.readsElement)
    }
}
