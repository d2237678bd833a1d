/// Finds the borders of rows and fields in delimited text (RFC 4180), a block at a time.
///
/// Cells point into the text; only those with escaped quotes are copied, into the arena, until the next block. The
/// text is all there, or comes through a window, and then only the next block keeps it.
struct CSVScanner {
    private var start: UnsafePointer<UInt8>
    var end: UnsafePointer<UInt8>
    let window: TextWindow?
    /// Where `start` stands in the window's file.
    private var startOffset = 0
    let dialect: Dialect
    let file: String
    private let arena = CellArena()
    var position: UnsafePointer<UInt8>
    var line = 1

    /// Cells longer than this are an error.
    static let maximumCellBytes = 1 << 30

    init(_ text: UnsafeBufferPointer<UInt8>, base: UnsafePointer<UInt8>, dialect: Dialect, file: String) {
        // An empty text has no address of its own.
        start = text.baseAddress ?? base
        end = start + text.count
        position = start
        window = nil
        self.dialect = dialect
        self.file = file
    }

    /// What a window shows and will show, from its beginning.
    init(_ window: TextWindow, dialect: Dialect, file: String) {
        start = window.text.baseAddress!
        end = start + window.text.count
        position = start
        startOffset = window.first
        self.window = window
        self.dialect = dialect
        self.file = file
    }

    /// A part of another scanner's text.
    init(
        _ whole: CSVScanner, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
    ) {
        self.start = start
        self.end = end
        position = start
        window = nil
        dialect = whole.dialect
        file = whole.file
    }

    var progress: Double {
        let (done, all) =
            window.map { (offset - $0.first, $0.limit - $0.first) } ?? (position - start, end - start)
        return all == 0 ? 1 : Double(done) / Double(all)
    }
    /// Where the position stands in the window's file.
    var offset: Int { startOffset + (position - start) }
    var isAtEnd: Bool { position == end }

    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// The first row, of however many cells; nil where there is none.
    mutating func header(limit: Int) throws(LoadError) -> (cells: [Cell], line: Int, found: Int)? {
        var block = CellBlock(columnCount: 0)
        guard try scanRow(into: &block, limit: limit, expected: nil) else { return nil }
        if let fault = block.faults.first {
            throw LoadError(
                LoadProblem(
                    file: file, line: block.line(0), column: fault.column, message: fault.message, hint: fault.hint))
        }
        return (Array(block.cells.elements), block.line(0), lastRowCellCount)
    }

    private var lastRowCellCount = 0

    /// Clears the block and fills it with the next rows; false at the end of the text.
    mutating func next(into block: inout CellBlock) throws(LoadError) -> Bool {
        while true {
            block.removeRows()
            arena.reset()
            try fill(&block)
            if block.rowCount > 0 { return true }
            guard try readOn() else { return false }
        }
    }

    /// Rows of the text that is there.
    private mutating func fill(_ block: inout CellBlock) throws(LoadError) {
        while !block.isFull {
            scanPlainRows(into: &block)
            guard !block.isFull else { return }
            let (rowStart, rowLine) = (position, line)
            do throws(LoadError) {
                guard try scanRow(into: &block, limit: block.columnCount, expected: block.columnCount) else { return }
            } catch {
                guard window?.isExhausted == false else { throw error }
                // It may go on behind the window: it is read again with more of the text.
                (position, line) = (rowStart, rowLine)
                block.removePartOfRow()
                return
            }
        }
    }

    /// Brings more of the text into memory; false where there is no more.
    private mutating func readOn() throws(LoadError) -> Bool {
        guard let window, !window.isExhausted else { return false }
        let place = offset
        guard window.advance(past: position) else {
            throw LoadError(LoadProblem(file: file, message: "cannot be read in windows"))
        }
        start = window.text.baseAddress!
        end = start + window.text.count
        position = start
        startOffset = place
        return true
    }

    /// Appends one row; false at the end of the text.
    mutating func scanRow(into block: inout CellBlock, limit: Int, expected: Int?) throws(LoadError) -> Bool {
        skipBlankLines(isOneColumn: expected == 1)
        guard position < end else { return false }
        let rowStart = position
        let rowLine = line
        let row = block.rowCount
        var found = 0
        var isLast = false
        while !isLast {
            let cellStart = position
            let cellLine = line
            var fault: String?
            let cell = try scanCell(isLast: &isLast, fault: &fault)
            if found < limit { block.cells.append(cell) }
            found += 1
            if let fault, block.faults.last?.row != row {
                let column = Self.characters(from: rowStart, to: cellStart) + 1
                block.faults.append(
                    RowFault(
                        row: row, column: rowLine == cellLine ? column : nil, message: fault,
                        hint: "a quote inside a quoted field is written twice"))
            }
        }
        lastRowCellCount = found
        block.places.append(
            RowPlace(line: rowLine, source: UnsafeBufferPointer(start: rowStart, count: rowEnd - rowStart)))
        block.rowCount += 1
        if let expected, found != expected || block.faults.last?.row == row {
            block.cells.setCount(block.cells.count - min(found, limit))
            block.cells.append(repeating: .missing, count: expected)
            if block.faults.last?.row != row {
                block.faults.append(
                    RowFault(
                        row: row,
                        message: "expected \(expected) field\(expected == 1 ? "" : "s"), found \(found)",
                        hint: found > expected
                            ? "a field that contains \(Dialect.name(dialect.delimiter)) must stand in quotes" : nil))
            }
        }
        return true
    }

    /// Where the row just scanned ends, before its line end.
    private var rowEnd: UnsafePointer<UInt8> {
        var last = position
        if last > start, last[-1] == Self.lineFeed { last -= 1 }
        if last > start, last[-1] == Self.carriageReturn { last -= 1 }
        return last
    }

    private static func characters(from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) -> Int {
        UnsafeBufferPointer(start: start, count: end - start).count { $0 & 0xC0 != 0x80 }
    }

    /// Blank lines mean nothing, but in a file of one column each is a missing value; comments never mean anything.
    private mutating func skipBlankLines(isOneColumn: Bool) {
        while position < end {
            if let comment = dialect.comment, position.pointee == comment {
                while position < end, !isLineEnd(position.pointee) { position += 1 }
                skipLineEnd()
            } else if !isOneColumn, isLineEnd(position.pointee) {
                skipLineEnd()
            } else {
                return
            }
        }
    }

    @inline(__always)
    private func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.lineFeed || byte == Self.carriageReturn }

    @inline(__always)
    private mutating func skipLineEnd() {
        guard position < end else { return }
        if position.pointee == Self.carriageReturn, position + 1 < end, position[1] == Self.lineFeed { position += 1 }
        position += 1
        line += 1
    }

    /// One cell, and the delimiter or line end behind it.
    @inline(__always)
    private mutating func scanCell(isLast: inout Bool, fault: inout String?) throws(LoadError) -> Cell {
        if dialect.skipsInitialSpace { while position < end, position.pointee == 0x20 { position += 1 } }
        if let quote = dialect.quote, position < end, position.pointee == quote {
            return try scanQuoted(quote, isLast: &isLast, fault: &fault)
        }
        let cellStart = position
        var cursor = position
        let delimiter = dialect.delimiter
        while cursor < end {
            let byte = cursor.pointee
            if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            cursor += 1
        }
        position = cursor
        let length = cursor - cellStart
        guard length <= Self.maximumCellBytes else { throw tooLong(line) }
        isLast = finishCell()
        return length == 0
            ? Cell.missing : Cell(address: cellStart, length: UInt32(truncatingIfNeeded: length), kind: .plain)
    }

    /// Steps over what ends a cell; true at the end of the row.
    @inline(__always)
    private mutating func finishCell() -> Bool {
        guard position < end else { return true }
        if position.pointee == dialect.delimiter {
            position += 1
            return false
        }
        skipLineEnd()
        return true
    }

    private mutating func scanQuoted(
        _ quote: UInt8, isLast: inout Bool, fault: inout String?
    ) throws(LoadError) -> Cell {
        let opening = position
        let openingLine = line
        position += 1
        let cellStart = position
        var escapes = 0
        var isClosed = false
        while position < end {
            let byte = position.pointee
            if byte == dialect.escape, position + 1 < end, position[1] == quote || byte != quote {
                escapes += 1
                position += 2
            } else if byte == quote {
                isClosed = true
                break
            } else if isLineEnd(byte) {
                skipLineEnd()
            } else {
                position += 1
            }
        }
        guard isClosed else { throw unclosed(opening, line: openingLine) }
        let length = position - cellStart
        guard length <= Self.maximumCellBytes else { throw tooLong(openingLine) }
        position += 1
        if position < end, position.pointee != dialect.delimiter, !isLineEnd(position.pointee) {
            fault = "text stands behind the closing quote of a field"
            while position < end, position.pointee != dialect.delimiter, !isLineEnd(position.pointee) { position += 1 }
        }
        isLast = finishCell()
        guard escapes > 0 else {
            return Cell(address: cellStart, length: UInt32(truncatingIfNeeded: length), kind: .quoted)
        }
        return unescaped(cellStart, length: length)
    }

    private func unescaped(_ source: UnsafePointer<UInt8>, length: Int) -> Cell {
        let target = arena.reserve(length)
        var written = 0
        var index = 0
        while index < length {
            if source[index] == dialect.escape, index + 1 < length { index += 1 }
            target[written] = source[index]
            written += 1
            index += 1
        }
        arena.shrinkLast(by: length - written)
        return Cell(address: UnsafePointer(target), length: UInt32(truncatingIfNeeded: written), kind: .quoted)
    }

    private func unclosed(_ opening: UnsafePointer<UInt8>, line: Int) -> LoadError {
        var lineStart = opening
        while lineStart > start, !isLineEnd(lineStart[-1]) { lineStart -= 1 }
        return LoadError(
            LoadProblem(
                file: file, line: line, column: Self.characters(from: lineStart, to: opening) + 1,
                message: "the quote that opens here is never closed",
                hint: "close it, or write a quote inside a quoted field twice"))
    }

    private func tooLong(_ line: Int) -> LoadError {
        LoadError(LoadProblem(file: file, line: line, message: "a field of more than 1 GiB"))
    }
}
