/// The text of one value, wherever it stands: in the file's bytes or, unescaped, in a `CellArena`.
struct Cell {
    enum Kind: UInt8 {
        /// Nothing stands there: an empty cell without quotes, a JSON null, a key that a row lacks.
        case missing
        case plain
        case quoted
        /// JSON: a string.
        case string
        /// JSON: the text of a number, `true` or `false`.
        case number
        case boolean
        /// JSON: an array; `length` is its index in the block's lists.
        case list
        /// JSON: an object inside a list, as its own text.
        case raw

        /// Whether a plain number (see `PlainNumber`) may stand there.
        @inline(__always)
        var mayBePlainNumber: Bool { self == .plain || self == .number }
    }

    var address: UnsafePointer<UInt8>?
    var length: UInt32
    var kind: Kind

    static var missing: Cell { Cell(address: nil, length: 0, kind: .missing) }

    /// The text; empty for missing cells and lists.
    @inline(__always)
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: address, count: kind == .list ? 0 : Int(length))
    }

    /// The text without spaces around it, as every type but text reads it.
    @inline(__always)
    var trimmed: UnsafeBufferPointer<UInt8> {
        var text = bytes
        while let last = text.last, last == 0x20 || last == 0x09 {
            text = UnsafeBufferPointer(rebasing: text.dropLast())
        }
        while let first = text.first, first == 0x20 || first == 0x09 {
            text = UnsafeBufferPointer(rebasing: text.dropFirst())
        }
        return text
    }
}

/// A JSON array as a cell: its elements, and its own text for columns that turn out to be text.
struct ListCell {
    private let first: Int
    private let end: Int
    let source: UnsafeBufferPointer<UInt8>

    init(elements: Range<Int>, source: UnsafeBufferPointer<UInt8>) {
        (first, end) = (elements.lowerBound, elements.upperBound)
        self.source = source
    }

    var elements: Range<Int> { Range(uncheckedBounds: (first, end)) }
}

/// A row that the scanner could not take apart into the columns.
struct RowFault {
    var row: Int
    var column: Int?
    var message: String
    var hint: String?
}

/// Where a row stands.
struct RowPlace {
    /// The 1-based line on which it starts.
    var line: Int
    /// Its text, for `_rejected`.
    var source: UnsafeBufferPointer<UInt8>
}

/// Some rows on their way from a file into columns: row-major cells, all rows of `columnCount`.
struct CellBlock: ~Copyable {
    let columnCount: Int
    var rowCount = 0
    /// `rowCount * columnCount`.
    var cells = PlainBuffer<Cell>()
    /// `rowCount`.
    var places = PlainBuffer<RowPlace>()
    /// Rows whose cells mean nothing (they are there, as missing, so that counts agree).
    var faults: [RowFault] = []
    var lists = PlainBuffer<ListCell>()
    var elements = PlainBuffer<Cell>()

    init(columnCount: Int) { self.columnCount = columnCount }

    /// Cells gathered before a block is handed on; keeps it inside the second-level cache.
    static let cellTarget = 1 << 13

    var isFull: Bool { cells.count >= Self.cellTarget }

    mutating func removeRows() {
        rowCount = 0
        cells.setCount(0)
        places.setCount(0)
        lists.setCount(0)
        elements.setCount(0)
        if !faults.isEmpty { faults.removeAll(keepingCapacity: true) }
    }

    /// The cells and the fault of a row that was not read to its end.
    mutating func removePartOfRow() {
        cells.setCount(rowCount * columnCount)
        places.setCount(rowCount)
        faults.removeAll { $0.row == rowCount }
    }

    @inline(__always)
    func cell(_ row: Int, _ column: Int) -> Cell { cells[row * columnCount + column] }

    @inline(__always)
    func line(_ row: Int) -> Int { places[row].line }
}

/// Memory for unescaped text; what it hands out stays where it is until `reset`.
final class CellArena {
    private var chunks: [UnsafeMutableBufferPointer<UInt8>] = []
    private var used = 0

    /// Chunks double, so that small files stay small.
    private static let firstChunk = 1 << 12
    private static let largestChunk = 1 << 20

    deinit { for chunk in chunks { chunk.deallocate() } }

    /// Room for `count` bytes, with readable padding behind.
    func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if let last = chunks.last, used + count <= last.count - FileBytes.padding {
            defer { used += count }
            return last.baseAddress! + used
        }
        let doubled = min(Self.largestChunk, chunks.last.map { $0.count * 2 } ?? Self.firstChunk)
        let size = max(doubled, count + FileBytes.padding)
        let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
        // Readable for whoever looks too far, whatever it holds.
        chunks.append(chunk)
        used = count
        return chunk.baseAddress!
    }

    /// A copy that stays.
    func copy(_ text: some Collection<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let target = reserve(text.count)
        _ = UnsafeMutableBufferPointer(start: target, count: text.count).update(fromContentsOf: text)
        return UnsafeBufferPointer(start: target, count: text.count)
    }

    /// Gives back the unused end of the last reservation.
    func shrinkLast(by count: Int) { used -= count }

    /// Everything handed out so far is gone; the last chunk, the largest but for huge cells, is kept.
    func reset() {
        while chunks.count > 1 { chunks.removeFirst().deallocate() }
        used = 0
    }
}
