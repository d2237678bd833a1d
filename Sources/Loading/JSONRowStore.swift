import Columns
import Glibc

/// The objects of a JSON or JSON lines file, or of some of its lines, taken apart: the values of each row that has
/// them, by column.
///
/// Columns are the keys in the order in which they are first seen; an object inside an object becomes fields named
/// `outer_inner`; an array is a list, and an object inside an array stays its own text.
struct JSONRowStore: ~Copyable {
    /// Lines that were read.
    private(set) var lineCount = 0
    /// Row by row.
    var cells = PlainBuffer<Cell>()
    /// Those of the cells.
    var columns = PlainBuffer<UInt32>()
    /// Behind each row's cells.
    private var rowEnds = PlainBuffer<Int>()
    private var places = PlainBuffer<RowPlace>()
    private var faults: [Int: RowFault] = [:]
    var lists = PlainBuffer<ListCell>()
    var elements = PlainBuffer<Cell>()
    private(set) var keys: JSONKeys
    /// The last row in which each column had a value, to see a key that stands twice.
    var lastRows = PlainBuffer<Int>()
    /// Counted from 1, those too that were removed or are read again.
    private(set) var rowNumber = 0
    /// Which key is likely to come next in an object.
    private var expectedColumn = 0
    /// The keys around the members of a plain row, each with the line below behind it.
    var prefix = PlainBuffer<UInt8>()
    let arena = CellArena()
    let tokens = JSONTokens()
    private let file: String
    private let parser = JSONParser()

    /// With keys that are known already, by their columns.
    init(file: String, keys: [String] = []) {
        self.file = file
        self.keys = JSONKeys(keys)
    }

    var rowCount: Int { rowEnds.count }
    var columnNames: [String] { keys.names }

    /// All but the keys and the count of lines.
    mutating func removeRows() {
        cells.setCount(0)
        columns.setCount(0)
        rowEnds.setCount(0)
        places.setCount(0)
        lists.setCount(0)
        elements.setCount(0)
        faults = [:]
        arena.reset()
    }

    // MARK: Files

    /// Rows between two looks at whether to go on.
    private static let checkedRows = 1 << 10

    /// An array of objects. `check` is told how much is done, from 0 to 1.
    mutating func readDocument(
        _ bytes: FileBytes, from start: Int, check: (_ fraction: Double) throws(LoadError) -> Void
    ) throws(LoadError) {
        let text = UnsafeBufferPointer(rebasing: bytes.bytes[start...])
        let document: JSONDocument
        do { document = try parser.parse(text) } catch { throw problem(error, text, line: nil) }
        var cursor = document.cursor
        let opening = cursor.next()
        guard opening.kind == .arrayStart else {
            let place = bytes.place(of: start + opening.offset)
            throw LoadError(
                LoadProblem(
                    file: file, line: place.line, column: place.column,
                    message: "a JSON file holds an array of objects, and this one does not begin with one",
                    hint: "write [ ] around the object, or one object a line in a .jsonl file"))
        }
        var line = 1
        var seen = 0
        while true {
            let token = cursor.next()
            if token.kind == .arrayEnd { return }
            if rowCount % Self.checkedRows == 0 { try check(Double(token.offset) / Double(text.count)) }
            // Counting goes on from the row before, so that it is linear.
            line += text[seen..<token.offset].count { $0 == 0x0A }
            seen = token.offset
            var walk = cursor
            try readRow(&cursor, token, line: line)
            let source = token.kind == .objectStart ? walk.skip(token) : walk.elementCell(token).bytes
            finishRow(source, number: line)
        }
    }

    /// Bytes of lines whose tokens are found at a time.
    private static let pieceBytes = 1 << 17

    /// One object a line, of lines behind those read before. `check` is told how much is done, from 0 to 1.
    mutating func readLines(
        _ text: UnsafeBufferPointer<UInt8>, check: (_ fraction: Double) throws(LoadError) -> Void
    ) throws(LoadError) {
        var position = 0
        while position < text.count {
            try check(Double(position) / Double(text.count))
            let start = text.baseAddress! + position
            let rest = text.count - position
            let wanted = min(Self.pieceBytes, rest)
            // The piece ends behind a line end.
            let lineEnd = memchr(start + (wanted - 1), Int32(0x0A), rest - (wanted - 1))
            let count = lineEnd.map { UnsafeRawPointer($0) - UnsafeRawPointer(start) + 1 } ?? rest
            try readPiece(UnsafeBufferPointer(start: start, count: count))
            position += count
        }
    }

    /// Whole lines.
    private mutating func readPiece(_ text: UnsafeBufferPointer<UInt8>) throws(LoadError) {
        let base = text.baseAddress!
        let end = base + text.count
        var cursor = tokens.find(in: text).map { Cursor(base, $0) }
        var start = base
        while start < end {
            lineCount += 1
            let lineEnd = memchr(start, 0x0A, end - start).map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(end)
            let line = UnsafeBufferPointer(start: start, count: lineEnd - UnsafeRawPointer(start))
            start += line.count + 1
            if cursor != nil {
                // Nothing but spaces on the line.
                if cursor!.offset(0) >= line.baseAddress! - base + line.count { continue }
                if readPlainRow(line, number: lineCount, &cursor!) { continue }
            }
            try readLine(line)
            if cursor != nil { cursor!.skip(to: min(start, end) - base) }
        }
    }

    /// A line of whatever kind.
    private mutating func readLine(_ line: UnsafeBufferPointer<UInt8>) throws(LoadError) {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        do {
            var cursor = try parser.parse(line).cursor
            try readRow(&cursor, cursor.next(), line: lineCount)
        } catch let failure as JSONParser.Failure {
            let told = problem(failure, line, line: lineCount).problems[0]
            addFault(RowFault(row: rowCount, column: told.column, message: told.message, hint: told.hint))
        } catch let error as LoadError {
            throw error
        } catch {
            preconditionFailure("only parsing and reading throw here")
        }
        finishRow(line, number: lineCount)
    }

    private func problem(
        _ failure: JSONParser.Failure, _ text: UnsafeBufferPointer<UInt8>, line: Int?
    ) -> LoadError {
        JSONSyntax.error(failure, text, file: file, line: line)
    }

    // MARK: Rows

    private mutating func readRow(_ cursor: inout JSONCursor, _ token: JSONCursor.Token, line: Int) throws(LoadError) {
        beginRow()
        expectedColumn = 0
        if token.kind == .objectStart {
            try readObject(&cursor, prefix: [], line: line)
        } else {
            let text = token.kind == .arrayStart ? "an array" : "a single value"
            _ = cursor.elementCell(token)
            addFault(
                RowFault(
                    row: rowCount, message: "expected an object, found \(text)",
                    hint: "each row is an object: {\"name\": \"…\", …}"))
        }
    }

    private mutating func addFault(_ fault: RowFault) { if faults[fault.row] == nil { faults[fault.row] = fault } }

    /// Room for the cells of a row, which begins.
    mutating func beginRow() {
        rowNumber += 1
        if lastRows.count < keys.count { lastRows.append(repeating: 0, count: keys.count - lastRows.count) }
        cells.reserve(cells.count + keys.count)
        columns.reserve(columns.count + keys.count)
    }

    mutating func finishRow(_ source: UnsafeBufferPointer<UInt8>, number line: Int) {
        rowEnds.append(cells.count)
        places.append(RowPlace(line: line, source: source))
    }

    /// The parser bounds the depth, and so this recursion.
    private mutating func readObject(_ cursor: inout JSONCursor, prefix: [UInt8], line: Int) throws(LoadError) {
        while true {
            let key = cursor.next()
            if key.kind == .objectEnd { return }
            let value = cursor.next()
            let name = cursor.string(key)
            if value.kind == .objectStart {
                try readObject(&cursor, prefix: prefix + name + [UInt8(ascii: "_")], line: line)
                continue
            }
            let column = try column(prefix: prefix, name, line: line)
            if lastRows[column] == rowNumber {
                addFault(
                    RowFault(
                        row: rowCount, message: "the field \(Excerpt.quoted(columnNames[column])) stands twice",
                        hint: "an object inside an object becomes fields named outer_inner"))
            }
            lastRows[column] = rowNumber
            let cell = value.kind == .arrayStart ? list(&cursor, value) : scalar(&cursor, value)
            if cell.kind == .missing { continue }
            columns.append(UInt32(column))
            cells.append(cell)
        }
    }

    private mutating func column(
        prefix: [UInt8], _ name: UnsafeBufferPointer<UInt8>, line: Int
    ) throws(LoadError) -> Int {
        if prefix.isEmpty, keys.isKey(expectedColumn, name) {
            expectedColumn += 1
            return expectedColumn - 1
        }
        guard let column = keys.number(prefix + name) else {
            throw LoadError(LoadProblem(file: file, message: "more than 4 GiB of names of fields"))
        }
        guard column < Header.maximumColumns else {
            throw LoadError(
                LoadProblem(
                    file: file, line: line, message: "more than \(Header.maximumColumns) fields",
                    hint: "keys that are data belong into a field of their own"))
        }
        if column == lastRows.count { lastRows.append(0) }
        if prefix.isEmpty { expectedColumn = column + 1 }
        return column
    }

    private mutating func list(_ cursor: inout JSONCursor, _ opening: JSONCursor.Token) -> Cell {
        let first = elements.count
        var last = opening
        while true {
            let token = cursor.next()
            if token.kind == .arrayEnd {
                last = token
                break
            }
            elements.append(scalar(&cursor, token))
        }
        let source = cursor.text(from: opening, to: last)
        lists.append(ListCell(elements: first..<elements.count, source: source))
        return Cell(address: source.baseAddress, length: UInt32(lists.count - 1), kind: .list)
    }

    /// Strings with escapes are copied: the parser's own memory lasts only until its next document.
    private func scalar(_ cursor: inout JSONCursor, _ token: JSONCursor.Token) -> Cell {
        guard token.kind == .string else { return cursor.elementCell(token) }
        let text = cursor.literal(token) ?? arena.copy(cursor.string(token))
        return Cell(address: text.baseAddress, length: UInt32(text.count), kind: .string)
    }
    // MARK: Blocks

    /// Appends rows to a block until it is full, from `next` on, which is then the row behind them. `map` leads from
    /// the columns here to those of the block, where they are not the same; lines are counted `lineOffset` further.
    func append(_ next: inout Int, to block: inout CellBlock, map: [UInt32]?, lineOffset: Int) {
        while next < rowCount, !block.isFull {
            let start = block.cells.count
            block.cells.append(repeating: .missing, count: block.columnCount)
            if let fault = faults.isEmpty ? nil : faults[next] {
                block.faults.append(
                    RowFault(row: block.rowCount, column: fault.column, message: fault.message, hint: fault.hint))
            } else {
                for entry in (next == 0 ? 0 : rowEnds[next - 1])..<rowEnds[next] {
                    let column = Int(columns[entry])
                    var cell = cells[entry]
                    if cell.kind == .list { cell.length = append(lists[Int(cell.length)], to: &block) }
                    block.cells[start + (map.map { Int($0[column]) } ?? column)] = cell
                }
            }
            var place = places[next]
            place.line += lineOffset
            block.places.append(place)
            block.rowCount += 1
            next += 1
        }
    }

    /// The list's number in the block.
    private func append(_ list: ListCell, to block: inout CellBlock) -> UInt32 {
        let first = block.elements.count
        block.elements.append(UnsafeBufferPointer(rebasing: elements.elements[list.elements]))
        block.lists.append(ListCell(elements: first..<block.elements.count, source: list.source))
        return UInt32(block.lists.count - 1)
    }
}
