import Columns

/// A run of a file's rows, read by one thread: columns in guessed formats, and the evidence for them.
///
/// Used by one thread at a time, which is what makes it sendable.
final class TablePart: @unchecked Sendable {
    struct PartColumn {
        let plan: ColumnPlan
        /// What is known from the rows of this part.
        var settlement: ColumnPlan.Settlement
        /// The format guessed, the same in all parts.
        var writer: ColumnWriter
        /// A row has disproved the guess.
        var isWrong = false

        init(_ plan: ColumnPlan, _ settlement: ColumnPlan.Settlement, _ writer: ColumnWriter) {
            (self.plan, self.settlement, self.writer) = (plan, settlement, writer)
        }

        /// A column that rows so far lack.
        init(missing plan: ColumnPlan, count: Int, expected: Int) {
            self.init(plan, plan.settlement, ColumnWriter(.text, missingValues: plan.missingValues))
            guard plan.isAskedFor else { return }
            writer.expect(expected)
            writer.appendMissing(count: count)
        }

        /// While there was nothing but missing values, nothing was guessed.
        mutating func guessAgain() {
            guard case .inferred(let inference) = settlement, inference.present > 0, writer.isBlank else { return }
            writer.widen(to: settlement.format)
        }
    }

    private(set) var source: CellSource
    private(set) var columns: [PartColumn] = []
    private(set) var lines = LineNumbers()
    private(set) var sources: [UnsafeBufferPointer<UInt8>] = []
    /// No row or cell has been found that does not fit.
    private(set) var isSound = true
    private var block: CellBlock
    private var hasRows = false
    /// A little more than are likely to come.
    private var expectedRows = 0
    /// Room is made for so many at most before they come.
    private let mostExpectedRows: Int

    /// The first part: its first block makes the guesses.
    init(_ source: CellSource, _ columnCount: Int, _ plans: [ColumnPlan], mostExpectedRows: Int = .max) {
        self.source = source
        self.mostExpectedRows = mostExpectedRows
        block = CellBlock(columnCount: columnCount)
        columns = plans.map { PartColumn($0, $0.settlement, ColumnWriter(.text)) }
    }

    /// A later part, with the first one's guesses.
    init(following first: TablePart, _ source: CellSource) {
        self.source = source
        mostExpectedRows = first.mostExpectedRows
        block = CellBlock(columnCount: first.block.columnCount)
        columns = first.columns.map { column in
            var settlement = column.plan.settlement
            if case .inferred(let inference) = column.settlement { settlement = .inferred(inference.successor) }
            let writer = ColumnWriter(column.writer.format, missingValues: column.plan.missingValues)
            return PartColumn(column.plan, settlement, writer)
        }
    }

    /// Ends this part at the border of rows nearest to a place so many bytes before its end, and gives the rest; nil
    /// where there is no such border.
    func cut(beforeEnd distance: Int) -> TablePart? {
        switch source {
        case .delimited(var scanner):
            guard
                let border = scanner.rowBorder(
                    near: max(0, scanner.remaining - distance), columnCount: block.columnCount)
            else { return nil }
            let rest = scanner.cut(at: border)
            source = .delimited(scanner)
            return TablePart(following: self, .delimited(rest))
        case .lines(let lines):
            return lines.cut(beforeEnd: distance).map { TablePart(following: self, .lines($0)) }
        case .json: return nil
        }
    }

    /// Reads a block and guesses the formats from it.
    func readFirstBlock() {
        guard nextBlock() else { return }
        for index in columns.indices where columns[index].plan.isAskedFor {
            let plan = columns[index].plan
            if let source = plan.source { columns[index].settlement.add(block, column: source) }
            columns[index].writer = ColumnWriter(columns[index].settlement.format, missingValues: plan.missingValues)
        }
        hasRows = true
    }

    /// Reads to the end; stops where `goesOn` says so, asked once a block with what is done from 0 to 1, and with about
    /// how many bytes the block takes at once.
    func readAll(keepsSources: Bool, goesOn: (_ fraction: Double, _ growth: Int) -> Bool) {
        let before = source
        while isSound, hasRows || nextBlock() {
            let isGuessed = hasRows
            hasRows = false
            if lines.count == 0 { expectRows(before) }
            guard goesOn(source.progress, growth) else {
                isSound = false
                return
            }
            for index in columns.indices where columns[index].plan.isAskedFor {
                append(to: &columns[index], isSettled: isGuessed)
            }
            lines.append(block)
            if keepsSources { for row in 0..<block.rowCount { sources.append(block.places[row].source) } }
        }
    }

    /// Texts that are many move as a whole when they need room.
    private var growth: Int {
        var byteCount = 0
        for row in 0..<block.rowCount { byteCount += block.places[row].source.count }
        var growth = 0
        for column in columns where column.plan.isAskedFor {
            growth += column.writer.growth(for: block, byteCount: byteCount)
        }
        return growth
    }

    /// Makes room for the rows that come of a source, as long as those of the block.
    private func expectRows(_ source: CellSource) {
        let expected: Int
        switch source {
        case .json(let rows): expected = rows.remaining
        case .delimited, .lines:
            let first = block.places[0].source.baseAddress!
            let last = block.places[block.rowCount - 1].source
            let rowBytes = max(1, (last.baseAddress! + last.count + 1 - first) / block.rowCount)
            expected = source.byteCount / rowBytes
        }
        expectedRows = min(expected + expected / 32 + block.rowCount, mostExpectedRows)
        for index in columns.indices where columns[index].plan.isAskedFor {
            columns[index].writer.expect(expectedRows)
        }
    }

    private func nextBlock() -> Bool {
        do {
            let hasRows = try source.next(into: &block)
            if !block.faults.isEmpty { isSound = false }
            if let lines = source.growing { addColumns(lines) }
            return hasRows && isSound
        } catch {
            // The exact way tells what is wrong.
            isSound = false
            return false
        }
    }

    /// Columns of keys that no row before the block has; what their rows hold is guessed as it comes.
    private func addColumns(_ source: JSONLines) {
        let count = source.columnNames.count
        guard count > columns.count else { return }
        guard lines.count * count <= DataFile.maximumCells else {
            // The exact way says so.
            isSound = false
            return
        }
        for index in columns.count..<count {
            let plan = source.plan(ofColumn: index)
            columns.append(PartColumn(missing: plan, count: lines.count, expected: expectedRows))
        }
    }

    /// Brings the columns into the order of plans that have all of them; those that no row has are missing.
    func arrange(_ plans: [ColumnPlan]) {
        let own = takeColumns()
        var keys = JSONKeys()
        for column in own { _ = keys.number(column.plan.field.name.utf8) }
        columns = plans.map { plan in
            if let index = keys.number(plan.field.name.utf8), index < own.count { return own[index] }
            return PartColumn(missing: plan, count: lines.count, expected: lines.count)
        }
    }

    /// Hands the columns over, but for those that were passed over.
    func takeAskedColumns() -> [PartColumn] { takeColumns().filter(\.plan.isAskedFor) }

    private func takeColumns() -> [PartColumn] {
        var taken: [PartColumn] = []
        swap(&taken, &columns)
        return taken
    }

    /// One column of the block; `isSettled` where its evidence has been taken already.
    private func append(to column: inout PartColumn, isSettled: Bool) {
        guard let source = column.plan.source else { return column.writer.appendMissing(count: block.rowCount) }
        var faults: [CellFault] = []
        if column.plan.isRequired { column.plan.addMissing(block, 0, to: &faults) }
        let rowsBefore = column.writer.count
        var fits = true
        if case .inferred(var inference) = column.settlement, !isSettled, !column.isWrong,
            let number = PlainNumberFormat(column.writer.format), inference.isSettledNumber(number)
        {
            column.settlement = .declared(.text)
            fits = column.writer.append(block, column: source, number: number, inference: &inference)
            column.settlement = .inferred(inference)
        } else {
            if !isSettled {
                column.settlement.add(block, column: source)
                column.guessAgain()
            }
            if !column.isWrong { column.writer.append(block, column: source, planned: 0, faults: &faults) }
        }
        if column.writer.isFull { column.isWrong = true }
        if fits && faults.isEmpty { return }
        // A cell that a schema's type cannot be is a fault of the row; otherwise the guess was wrong.
        guard column.settlement.isOpen, !column.plan.isRequired else {
            isSound = false
            return
        }
        if !column.isWrong { column.isWrong = !appendAgain(&column, source, rowsBefore) }
    }

    /// Takes the block's values back, and appends them in the format that the evidence now tells; false where what is
    /// there already cannot be had in it.
    private func appendAgain(_ column: inout PartColumn, _ source: Int, _ rowsBefore: Int) -> Bool {
        let format = column.settlement.format
        guard column.writer.canWiden(to: format) else { return false }
        column.writer.truncate(to: rowsBefore)
        column.writer.widen(to: format)
        var faults: [CellFault] = []
        column.writer.append(block, column: source, planned: 0, faults: &faults)
        return faults.isEmpty
    }
}
