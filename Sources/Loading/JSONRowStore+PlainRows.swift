import Glibc

/// Rows as nearly all are: one object a line, whose keys have been seen before, each at most once, with numbers that
/// are told at a glance and lists of single values.
///
/// Such rows are taken apart along their tokens alone; what is no JSON is never taken for it.
extension JSONRowStore {
    /// Objects inside each other.
    private static let maximumPlainDepth = 16

    /// Where reading stands.
    struct Cursor {
        let text: UnsafePointer<UInt8>
        /// The next token's offset, and those behind it.
        var token: UnsafePointer<UInt32>
        /// Where the line ends: tokens from there on are none of the row's.
        var limit = 0
        /// The column of the next key, where the objects' keys have the same order.
        var expected = 0
        /// The line has a backslash.
        var hasEscapes = false

        init(_ text: UnsafePointer<UInt8>, _ tokens: UnsafePointer<UInt32>) {
            self.text = text
            token = tokens
        }

        /// Where a token starts, so many behind the next.
        @inline(__always)
        func offset(_ ahead: Int) -> Int { Int(token[ahead]) }

        @inline(__always)
        func byte(_ ahead: Int) -> UInt8 { text[offset(ahead)] }

        /// Steps over what stands before a place in the text.
        mutating func skip(to place: Int) { while offset(0) < place { token += 1 } }

        /// Where the token ends: before the space that is in front of the one behind it.
        @inline(__always)
        var end: Int {
            var end = offset(1)
            while JSONByte.isSpace(text[end - 1]) { end -= 1 }
            return end
        }
    }

    /// Reads the row of a line, whose first token is the cursor's; false, with nothing read, where it needs a closer
    /// look.
    mutating func readPlainRow(_ line: UnsafeBufferPointer<UInt8>, number: Int, _ cursor: inout Cursor) -> Bool {
        let before = cursor
        let (cellCount, listCount, elementCount) = (cells.count, lists.count, elements.count)
        beginRow()
        cursor.limit = line.baseAddress! + line.count - cursor.text
        cursor.expected = 0
        cursor.hasEscapes = memchr(line.baseAddress!, Int32(JSONByte.backslash), line.count) != nil
        prefix.setCount(0)
        if cursor.byte(0) == JSONByte.objectStart, keys.arePlain, readMembers(&cursor, depth: 1),
            // The object ends on its line, and nothing else stands there.
            cursor.offset(-1) < cursor.limit, cursor.offset(0) >= cursor.limit
        {
            finishRow(line, number: number)
            return true
        }
        cells.setCount(cellCount)
        columns.setCount(cellCount)
        lists.setCount(listCount)
        elements.setCount(elementCount)
        cursor = before
        return false
    }

    /// The members of an object from the brace before them to that behind.
    private mutating func readMembers(_ cursor: inout Cursor, depth: Int) -> Bool {
        guard cursor.byte(1) != JSONByte.objectEnd else {
            cursor.token += 2
            return true
        }
        repeat {
            cursor.token += 1
            guard cursor.offset(0) < cursor.limit, cursor.byte(0) == JSONByte.quote,
                cursor.byte(1) == JSONByte.colon, cursor.offset(2) < cursor.limit
            else { return false }
            if cursor.byte(2) == JSONByte.objectStart {
                guard readObject(&cursor, depth: depth) else { return false }
                continue
            }
            guard let column = column(&cursor), lastRows[column] != rowNumber else { return false }
            lastRows[column] = rowNumber
            cursor.token += 2
            guard let cell = value(&cursor) else { return false }
            if cell.kind != .missing {
                cells.appendInRoom(cell)
                columns.appendInRoom(UInt32(truncatingIfNeeded: column))
            }
        } while cursor.byte(0) == JSONByte.comma
        cursor.token += 1
        return cursor.byte(-1) == JSONByte.objectEnd
    }

    /// An object inside another, from its key on.
    private mutating func readObject(_ cursor: inout Cursor, depth: Int) -> Bool {
        guard depth < Self.maximumPlainDepth, let name = key(cursor) else { return false }
        let before = prefix.count
        prefix.append(name)
        prefix.append(UInt8(ascii: "_"))
        cursor.token += 2
        defer { prefix.setCount(before) }
        return readMembers(&cursor, depth: depth + 1)
    }

    // MARK: Keys

    /// The column of the key at the cursor; nil for a new one.
    @inline(__always)
    private mutating func column(_ cursor: inout Cursor) -> Int? {
        if !isExpected(cursor) {
            guard let found = findColumn(cursor) else { return nil }
            cursor.expected = found
        }
        defer { cursor.expected += 1 }
        return cursor.expected
    }

    /// Whether the key is the expected one, which has no character that would be an escape.
    @inline(__always)
    private func isExpected(_ cursor: Cursor) -> Bool {
        guard cursor.expected < keys.count else { return false }
        let key = keys.texts[cursor.expected]
        let count = key.count - prefix.count
        let start = cursor.offset(0) + 1
        guard count >= 0, start + count < cursor.offset(1), cursor.text[start + count] == JSONByte.quote else {
            return false
        }
        let wanted = key.baseAddress!
        return JSONByte.areEqual(cursor.text + start, wanted + prefix.count, count)
            && (prefix.count == 0 || memcmp(prefix.base, wanted, prefix.count) == 0)
    }

    /// The key at the cursor; nil where it has escapes.
    private func key(_ cursor: Cursor) -> UnsafeBufferPointer<UInt8>? {
        guard let name = string(cursor) else { return nil }
        return cursor.hasEscapes && name.contains(JSONByte.backslash) ? nil : name
    }

    @inline(never)
    private mutating func findColumn(_ cursor: Cursor) -> Int? {
        guard let name = key(cursor) else { return nil }
        if prefix.count == 0 { return keys.find(name) }
        let before = prefix.count
        prefix.append(name)
        defer { prefix.setCount(before) }
        return keys.find(prefix.elements)
    }

    // MARK: Values

    /// The value at the cursor, which then stands behind it; missing for null, nil for what needs a closer look.
    @inline(__always)
    private mutating func value(_ cursor: inout Cursor) -> Cell? {
        if cursor.byte(0) == JSONByte.listStart { return list(&cursor) }
        defer { cursor.token += 1 }
        return scalar(cursor)
    }

    @inline(__always)
    private func scalar(_ cursor: Cursor) -> Cell? {
        let first = cursor.byte(0)
        if first == JSONByte.quote {
            guard var text = string(cursor) else { return nil }
            if cursor.hasEscapes, text.contains(JSONByte.backslash) {
                guard let unescaped = tokens.unescaped(text, arena) else { return nil }
                text = unescaped
            }
            return Cell(address: text.baseAddress, length: UInt32(truncatingIfNeeded: text.count), kind: .string)
        }
        let (start, count) = (cursor.text + cursor.offset(0), cursor.end - cursor.offset(0))
        if first == UInt8(ascii: "n") { return JSONByte.isWord("null", start, count) ? .missing : nil }
        let kind: Cell.Kind
        if first == UInt8(ascii: "t") || first == UInt8(ascii: "f") {
            guard JSONByte.isWord("true", start, count) || JSONByte.isWord("false", start, count) else { return nil }
            kind = .boolean
        } else {
            guard JSONByte.isPlainNumber(start, count) else { return nil }
            kind = .number
        }
        return Cell(address: start, length: UInt32(truncatingIfNeeded: count), kind: kind)
    }

    /// What stands between the quotes of the string at the cursor; nil where there is something behind it.
    @inline(__always)
    private func string(_ cursor: Cursor) -> UnsafeBufferPointer<UInt8>? {
        let (start, end) = (cursor.offset(0) + 1, cursor.end - 1)
        guard cursor.text[end] == JSONByte.quote, end >= start else { return nil }
        return UnsafeBufferPointer(start: cursor.text + start, count: end - start)
    }

    /// A list of single values.
    private mutating func list(_ cursor: inout Cursor) -> Cell? {
        let opening = cursor.text + cursor.offset(0)
        let first = elements.count
        if cursor.byte(1) == JSONByte.listEnd {
            cursor.token += 1
        } else {
            repeat {
                cursor.token += 1
                guard cursor.offset(0) < cursor.limit, let cell = scalar(cursor) else { return nil }
                elements.append(cell)
                cursor.token += 1
            } while cursor.byte(0) == JSONByte.comma
            guard cursor.byte(0) == JSONByte.listEnd else { return nil }
        }
        let closing = cursor.text + cursor.offset(0)
        cursor.token += 1
        let source = UnsafeBufferPointer(start: opening, count: closing - opening + 1)
        lists.append(ListCell(elements: first..<elements.count, source: source))
        return Cell(address: opening, length: UInt32(truncatingIfNeeded: lists.count - 1), kind: .list)
    }
}
