import CKernels

/// Rows as nearly all are: as many cells as there are columns, no quote inside quotes, no line end inside a cell.
extension CSVScanner {
    /// Appends such rows until the block is full or a row needs a closer look, before which it stops.
    ///
    /// Delimiters and line ends are found 64 bytes at a time; a quote means something only where a cell begins, so
    /// that it is looked for nowhere else.
    mutating func scanPlainRows(into block: inout CellBlock) {
        guard !dialect.skipsInitialSpace, dialect.quote == nil || dialect.quote == dialect.escape else { return }
        let columnCount = block.columnCount
        // A row has at least a byte a column, and a block at least a row.
        let possible = (end - position) / columnCount
        let rowLimit = min(possible, (CellBlock.cellTarget - block.cells.count - 1) / columnCount + 1)
        guard rowLimit > 0 else { return }
        block.cells.reserve(block.cells.count + rowLimit * columnCount)
        block.places.reserve(block.places.count + rowLimit)
        var rows = PlainRowCursor(self)
        let firstCell = block.cells.base + block.cells.count
        let firstPlace = block.places.base + block.places.count
        var count = 0
        while count < rowLimit, let length = rows.readRow(columnCount, firstCell + count * columnCount) {
            firstPlace[count] = RowPlace(
                line: line + count, source: UnsafeBufferPointer(start: position, count: length))
            position = rows.rowStart
            count += 1
        }
        line += count
        block.cells.setCount(block.cells.count + count * columnCount)
        block.places.setCount(block.places.count + count)
        block.rowCount += count
    }
}

/// Walks the delimiters and line ends of plain rows.
private struct PlainRowCursor {
    private let end: UnsafePointer<UInt8>
    private let delimiter: UInt8
    /// Above a byte where quotes mean nothing.
    private let quote: UInt16
    private let comment: UInt16
    private(set) var rowStart: UnsafePointer<UInt8>
    /// The 64 bytes from `window` on; a set bit is a delimiter or line end not yet passed.
    private var window: UnsafePointer<UInt8>
    private var marks: UInt64

    private static let none: UInt16 = 256

    @inline(__always)
    init(_ scanner: borrowing CSVScanner) {
        end = scanner.end
        delimiter = scanner.dialect.delimiter
        quote = scanner.dialect.quote.map { UInt16($0) } ?? Self.none
        comment = scanner.dialect.comment.map { UInt16($0) } ?? Self.none
        rowStart = scanner.position
        window = rowStart
        marks = tdq_match3(window, delimiter, CSVScanner.lineFeed, CSVScanner.carriageReturn)
    }

    /// The next mark; nil where there is none before the end.
    @inline(__always)
    private mutating func nextMark() -> UnsafePointer<UInt8>? {
        while marks == 0 {
            window += 64
            guard window < end else { return nil }
            marks = tdq_match3(window, delimiter, CSVScanner.lineFeed, CSVScanner.carriageReturn)
        }
        let mark = window + marks.trailingZeroBitCount
        marks &= marks &- 1
        return mark < end ? mark : nil
    }

    /// One row's cells, and the row's length without its line end; nil where the row is not plain.
    @inline(__always)
    mutating func readRow(_ columnCount: Int, _ cells: UnsafeMutablePointer<Cell>) -> Int? {
        var start = rowStart
        guard start < end, UInt16(start.pointee) != comment else { return nil }
        var column = 0
        while true {
            let isQuoted = UInt16(start.pointee) == quote
            if isQuoted {
                guard let closing = closingQuote(of: start) else { return nil }
                // The line end or delimiter behind it is the first mark of the new window.
                window = closing + 1
                marks = tdq_match3(window, delimiter, CSVScanner.lineFeed, CSVScanner.carriageReturn)
                guard marks & 1 != 0 else { return nil }
                start += 1
                guard closing - start <= CSVScanner.maximumCellBytes else { return nil }
                cells[column] = Cell(
                    address: start, length: UInt32(truncatingIfNeeded: closing - start), kind: .quoted)
            }
            guard let mark = nextMark() else { return nil }
            if !isQuoted {
                let length = mark - start
                guard length <= CSVScanner.maximumCellBytes else { return nil }
                cells[column] = Cell(
                    address: length == 0 ? nil : start, length: UInt32(truncatingIfNeeded: length),
                    kind: length == 0 ? .missing : .plain)
            }
            column += 1
            if mark.pointee != delimiter { return column == columnCount ? finishRow(mark) : nil }
            // A cell behind the last column, or behind the end of the text.
            guard column < columnCount, mark + 1 < end else { return nil }
            start = mark + 1
        }
    }

    @inline(__always)
    private mutating func finishRow(_ mark: UnsafePointer<UInt8>) -> Int? {
        let length = mark - rowStart
        // A blank line means nothing, but in a file of one column: the caller looks closer.
        var next = mark + 1
        if mark.pointee == CSVScanner.carriageReturn, next < end, next.pointee == CSVScanner.lineFeed {
            guard nextMark() != nil else { return nil }
            next += 1
        }
        rowStart = next
        return length
    }

    /// The quote that ends a cell without a quote or line end inside.
    @inline(__always)
    private func closingQuote(of opening: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        let sign = UInt8(truncatingIfNeeded: quote)
        var cursor = opening + 1
        while cursor < end {
            let found = tdq_match3(cursor, sign, CSVScanner.lineFeed, CSVScanner.carriageReturn)
            if found == 0 {
                cursor += 64
                continue
            }
            let place = cursor + found.trailingZeroBitCount
            return place + 1 < end && place.pointee == sign ? place : nil
        }
        return nil
    }
}
