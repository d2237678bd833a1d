import Columns
import Glibc

/// The rows of a JSON file, as blocks of cells, from one store or from several that follow each other.
struct JSONRows {
    /// The rows of some lines, whose columns are numbered in a way of their own.
    private struct Part {
        let store: JSONRowStore
        /// Lines before those that the store counts.
        let lineOffset: Int
        /// From the store's columns to those of all.
        let columns: [UInt32]
    }

    private var parts: [Part] = []
    /// In the order in which keys are first seen.
    private(set) var columnNames: [String] = []
    private(set) var rowCount = 0
    private var nextPart = 0
    /// In the part.
    private var nextRow = 0
    private var done = 0

    init(_ stores: [JSONRowStore]) {
        // By their bytes: what is canonically equal may still be two keys.
        var numbers: [[UInt8]: UInt32] = [:]
        var line = 0
        for store in stores {
            var columns: [UInt32] = []
            for name in store.columnNames {
                let key = Array(name.utf8)
                let number = numbers[key] ?? UInt32(columnNames.count)
                if Int(number) == columnNames.count {
                    numbers[key] = number
                    columnNames.append(name)
                }
                columns.append(number)
            }
            parts.append(Part(store: store, lineOffset: line, columns: columns))
            line += store.lineCount
            rowCount += store.rowCount
        }
    }

    /// One of each part's rows alone.
    func split() -> [JSONRows] {
        parts.map { part in
            var rows = self
            rows.parts = [part]
            rows.rowCount = part.store.rowCount
            return rows
        }
    }

    var progress: Double { rowCount == 0 ? 1 : Double(done) / Double(rowCount) }
    /// Rows, and bytes of all, that come.
    var remaining: Int { rowCount - done }
    var byteCount: Int { parts.reduce(0) { $0 + $1.store.byteCount } }

    mutating func next(into block: inout CellBlock) -> Bool {
        block.removeRows()
        while nextPart < parts.count, nextRow == parts[nextPart].store.rowCount {
            (nextPart, nextRow) = (nextPart + 1, 0)
        }
        guard nextPart < parts.count else { return false }
        let part = parts[nextPart]
        let store = part.store
        // A block's lists are those of one part.
        (block.lists, block.elements) = (store.lists, store.elements)
        while nextRow < store.rowCount, !block.isFull {
            let start = block.cells.count
            block.cells.append(repeating: .missing, count: block.columnCount)
            if let fault = store.faults[nextRow] {
                block.faults.append(
                    RowFault(row: block.rowCount, column: fault.column, message: fault.message, hint: fault.hint))
            } else {
                for entry in store.rowStarts[nextRow]..<store.rowStarts[nextRow + 1] {
                    block.cells[start + Int(part.columns[Int(store.columns[entry])])] = store.cells[entry]
                }
            }
            block.places.append(
                RowPlace(line: part.lineOffset + store.lines[nextRow], source: store.sources[nextRow]))
            block.rowCount += 1
            nextRow += 1
            done += 1
        }
        return true
    }
}

/// Lines of JSON, on several threads.
extension JSONRows {
    /// One object a line; the same rows and problems whatever the number of threads.
    init(
        lines bytes: FileBytes, from start: Int, file: String, monitor: LoadMonitor
    ) throws(LoadError) {
        let report = MainThreadMonitor(monitor: monitor, file: file, step: "parsing")
        let borders = Self.borders(bytes, from: start, monitor)
        let parts = (1..<borders.count).map { LinesPart(bytes, borders[$0 - 1]..<borders[$0], file: file) }
        Workers.run(parts.count) { parts[$0].read($0 == 0 ? report.check : report.checkCancelled) }
        if let cancelled = parts.compactMap(\.error).first(where: \.isCancellation) { throw cancelled }
        let rows = JSONRows(parts.map(\.store))
        if parts.allSatisfy({ $0.error == nil }), rows.columnNames.count <= Header.maximumColumns {
            self = rows
            return
        }
        // What is wrong with all of it is told line by line, as it comes.
        var store = JSONRowStore(bytes, file: file)
        try store.readLines(start..<bytes.count, check: report.check)
        self = JSONRows([store])
    }

    /// Places behind line ends that divide the lines among threads, and both ends.
    private static func borders(_ bytes: FileBytes, from start: Int, _ monitor: LoadMonitor) -> [Int] {
        let size = bytes.count - start
        let count = max(1, min(monitor.threads, size / monitor.options.partBytes))
        var borders = [start]
        for part in 1..<count {
            let wanted = max(start + size / count * part, borders[part - 1])
            let lineEnd = memchr(bytes.base + wanted, 0x0A, bytes.count - wanted)
            borders.append(lineEnd.map { UnsafeRawPointer($0) - UnsafeRawPointer(bytes.base) + 1 } ?? bytes.count)
        }
        return borders + [bytes.count]
    }

    /// Used by one thread at a time.
    private final class LinesPart: @unchecked Sendable {
        private(set) var store: JSONRowStore
        private(set) var error: LoadError?
        private let range: Range<Int>

        init(_ bytes: FileBytes, _ range: Range<Int>, file: String) {
            self.range = range
            store = JSONRowStore(bytes, file: file)
        }

        func read(_ check: (Double) throws(LoadError) -> Void) {
            do throws(LoadError) { try store.readLines(range, check: check) } catch { self.error = error }
        }
    }
}

/// The objects of a JSON or JSON lines file, taken apart: the values of each row that has them, by column.
///
/// Columns are the keys in the order in which they are first seen; an object inside an object becomes fields named
/// `outer_inner`; an array is a list, and an object inside an array stays its own text.
struct JSONRowStore {
    private(set) var rowCount = 0
    /// Lines and bytes that were read.
    private(set) var lineCount = 0
    private(set) var byteCount = 0
    /// `rowCount + 1` borders in `columns` and `cells`.
    private(set) var rowStarts = [0]
    private(set) var columns: [UInt32] = []
    private(set) var cells: [Cell] = []
    private(set) var lines: [Int] = []
    private(set) var sources: [UnsafeBufferPointer<UInt8>] = []
    private(set) var faults: [Int: RowFault] = [:]
    private(set) var lists: [ListCell] = []
    private(set) var elements: [Cell] = []
    private var keys = TextDictionaryBuilder()
    /// The texts of the columns' keys, in the arena.
    private var keyTexts: [UnsafeBufferPointer<UInt8>] = []
    /// Which key is likely to come next in an object.
    private var expectedColumn = 0
    private(set) var columnNames: [String] = []
    /// The last row in which each column had a value, to see a key that stands twice.
    private var lastRow: [Int] = []
    private let arena = CellArena()
    private let bytes: FileBytes
    private let file: String
    private let parser = JSONParser()

    init(_ bytes: FileBytes, file: String) {
        self.bytes = bytes
        self.file = file
    }

    // MARK: Files

    /// An array of objects.
    mutating func readDocument(from start: Int) throws(LoadError) {
        let text = UnsafeBufferPointer(rebasing: bytes.bytes[start...])
        byteCount = text.count
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
            // Counting goes on from the row before, so that it is linear.
            line += text[seen..<token.offset].count { $0 == 0x0A }
            seen = token.offset
            var walk = cursor
            try readRow(&cursor, token, line: line)
            sources.append(token.kind == .objectStart ? walk.skip(token) : walk.elementCell(token).bytes)
        }
    }

    /// One object a line, of the lines in a range, counted from 1.
    mutating func readLines(
        _ range: Range<Int>, check: (_ fraction: Double) throws(LoadError) -> Void
    ) throws(LoadError) {
        byteCount = range.count
        var position = range.lowerBound
        let end = range.upperBound
        while position < end {
            lineCount += 1
            let line = lineCount
            let found = memchr(bytes.base + position, 0x0A, end - position)
            let lineEnd = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(bytes.base) } ?? end
            let text = UnsafeBufferPointer(rebasing: bytes.bytes[position..<lineEnd])
            position = lineEnd + 1
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            if rowCount % 4096 == 0 { try check(Double(position - range.lowerBound) / Double(range.count)) }
            sources.append(text)
            do {
                var cursor = try parser.parse(text).cursor
                try readRow(&cursor, cursor.next(), line: line)
            } catch let failure as JSONParser.Failure {
                let told = problem(failure, text, line: line).problems[0]
                addFault(RowFault(row: rowCount, column: told.column, message: told.message, hint: told.hint))
                finishRow(line)
            } catch let error as LoadError {
                throw error
            } catch {
                preconditionFailure("only parsing and reading throw here")
            }
        }
    }

    private func problem(
        _ failure: JSONParser.Failure, _ text: UnsafeBufferPointer<UInt8>, line: Int?
    ) -> LoadError {
        JSONSyntax.error(failure, text, file: file, line: line)
    }

    // MARK: Rows

    private mutating func readRow(_ cursor: inout JSONCursor, _ token: JSONCursor.Token, line: Int) throws(LoadError) {
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
        finishRow(line)
    }

    private mutating func addFault(_ fault: RowFault) { if faults[fault.row] == nil { faults[fault.row] = fault } }

    private mutating func finishRow(_ line: Int) {
        rowCount += 1
        rowStarts.append(cells.count)
        lines.append(line)
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
            let column = try code(prefix: prefix, name)
            try addColumn(column, prefix: prefix, name, line: line)
            if lastRow[Int(column)] == rowCount {
                addFault(
                    RowFault(
                        row: rowCount, message: "the field \(Excerpt.quoted(columnNames[Int(column)])) stands twice",
                        hint: "an object inside an object becomes fields named outer_inner"))
            }
            lastRow[Int(column)] = rowCount
            let cell = value.kind == .arrayStart ? list(&cursor, value) : scalar(&cursor, value)
            if cell.kind == .missing { continue }
            columns.append(column)
            cells.append(cell)
        }
    }

    private mutating func code(
        prefix: [UInt8], _ name: UnsafeBufferPointer<UInt8>
    ) throws(LoadError) -> UInt32 {
        if prefix.isEmpty {
            let code = isExpected(name) ? UInt32(expectedColumn) : try code(name.span)
            expectedColumn = Int(code) + 1
            return code
        }
        let whole = prefix + name
        return try code(whole.span)
    }

    private mutating func code(_ name: Span<UInt8>) throws(LoadError) -> UInt32 {
        guard let code = keys.codeIfRoom(for: name) else {
            throw LoadError(LoadProblem(file: file, message: "more than 4 GiB of names of fields"))
        }
        return code
    }

    /// Objects have their keys in the same order, as a rule.
    private func isExpected(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard expectedColumn < keyTexts.count else { return false }
        let key = keyTexts[expectedColumn]
        return key.count == name.count && (name.isEmpty || memcmp(key.baseAddress!, name.baseAddress!, name.count) == 0)
    }

    private mutating func addColumn(
        _ column: UInt32, prefix: [UInt8], _ name: UnsafeBufferPointer<UInt8>, line: Int
    ) throws(LoadError) {
        guard Int(column) == columnNames.count else { return }
        guard columnNames.count < Header.maximumColumns else {
            throw LoadError(
                LoadProblem(
                    file: file, line: line, message: "more than \(Header.maximumColumns) fields",
                    hint: "keys that are data belong into a field of their own"))
        }
        let whole = prefix + name
        columnNames.append(String(decoding: whole, as: UTF8.self))
        keyTexts.append(arena.copy(whole))
        lastRow.append(-1)
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
}
