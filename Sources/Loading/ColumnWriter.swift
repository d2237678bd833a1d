import Columns
import Values

/// A value that a column cannot take.
struct CellFault {
    /// In the block.
    var row: Int
    /// Which of the planned columns.
    var plan: Int
    var cell: Cell
    /// Nil where a value is required and missing.
    var value: String?
}

/// Turns cells of a known format into a column; every row appends, a row that does not fit as missing.
struct ColumnWriter {
    let format: CellFormat
    /// Texts that stand for a missing value; the empty text only where it stands without quotes.
    private let missingValues: [[UInt8]]
    private var integers: [Int64] = []
    private var doubles: [Double] = []
    private var codes: [UInt32] = []
    private var dictionary = TextDictionaryBuilder()
    private var listEnds: [UInt32] = []
    private var count = 0
    private var presentBits: [UInt64] = []
    private var missingCount = 0
    /// The writer of a list's elements: one or none.
    private var elements: [ColumnWriter] = []
    private var listParser: JSONParser?

    init(_ format: CellFormat, missingValues: [[UInt8]] = [[]]) {
        self.format = format
        self.missingValues = missingValues.filter { !$0.isEmpty }
        switch format {
        case .array(let element), .separated(_, let element): elements = [ColumnWriter(element, missingValues: [])]
        default: break
        }
    }

    /// Appends one column of a block; `faults` gets the cells that do not fit.
    mutating func append(_ block: borrowing CellBlock, column: Int, planned: Int, faults: inout [CellFault]) {
        for row in 0..<block.rowCount {
            let cell = block.cell(row, column)
            if isMissing(cell) {
                appendMissing()
            } else if !append(present: cell, in: block) {
                faults.append(CellFault(row: row, plan: planned, cell: cell, value: Self.shown(cell, in: block)))
                appendMissing()
            }
        }
    }

    private static func shown(_ cell: Cell, in block: borrowing CellBlock) -> String {
        Excerpt.text(cell.kind == .list ? block.lists[Int(cell.length)].source : cell.bytes)
    }

    @inline(__always)
    private func isMissing(_ cell: Cell) -> Bool {
        if cell.kind == .missing { return true }
        if cell.length == 0, cell.kind == .quoted { return format != .text }
        if missingValues.isEmpty || cell.kind == .list { return false }
        let text = cell.bytes
        return missingValues.contains { $0.count == text.count && $0.elementsEqual(text) }
    }

    /// False where the cell does not fit.
    @inline(__always)
    private mutating func append(present cell: Cell, in block: borrowing CellBlock) -> Bool {
        switch format {
        case .text:
            let text = cell.kind == .list ? block.lists[Int(cell.length)].source : cell.bytes
            codes.append(dictionary.code(for: text.span))
        case .double(let number):
            guard cell.kind != .string, let value = NumberReading.double(cell.trimmed, number) else { return false }
            doubles.append(value)
        case .array, .separated:
            guard appendList(cell, in: block) else { return false }
        default:
            guard let value = format.integer(cell.trimmed) else { return false }
            integers.append(value)
        }
        appendPresence(true)
        return true
    }

    /// Rows that have no such cell.
    mutating func appendMissing(count: Int) { for _ in 0..<count { appendMissing() } }

    private mutating func appendMissing() {
        switch format {
        case .text: codes.append(UInt32.max)
        case .double: doubles.append(0)
        case .array, .separated: listEnds.append(UInt32(elements[0].count))
        default: integers.append(0)
        }
        appendPresence(false)
    }

    @inline(__always)
    private mutating func appendPresence(_ isPresent: Bool) {
        if count & 63 == 0 { presentBits.append(0) }
        if isPresent { presentBits[count &>> 6] |= 1 &<< UInt64(count & 63) } else { missingCount += 1 }
        count += 1
    }

    // MARK: Lists

    private mutating func appendList(_ cell: Cell, in block: borrowing CellBlock) -> Bool {
        if cell.kind == .list {
            return appendElements(block.lists[Int(cell.length)].elements.map { block.elements[$0] }, in: block)
        }
        guard cell.kind == .plain || cell.kind == .quoted || cell.kind == .string else { return false }
        if case .separated(let separator, _) = format {
            return appendElements(Self.parts(of: cell.bytes, separator), in: CellBlock(columnCount: 0))
        }
        if listParser == nil { listParser = JSONParser() }
        guard let list = listParser?.list(cell.trimmed) else { return false }
        return appendElements(list.elements, in: list)
    }

    /// The texts between separators, without spaces around them; empty ones stand for nothing.
    private static func parts(of text: UnsafeBufferPointer<UInt8>, _ separator: UInt8) -> [Cell] {
        text.split(separator: separator).compactMap { part in
            let whole = UnsafeBufferPointer(rebasing: part)
            let text = Cell(address: whole.baseAddress, length: UInt32(whole.count), kind: .plain).trimmed
            return text.isEmpty ? nil : Cell(address: text.baseAddress, length: UInt32(text.count), kind: .plain)
        }
    }

    /// All elements, or none where one does not fit.
    private mutating func appendElements(_ cells: [Cell], in block: borrowing CellBlock) -> Bool {
        let before = elements[0].count
        for cell in cells {
            if elements[0].isMissing(cell) {
                elements[0].appendMissing()
            } else if !elements[0].append(present: cell, in: block) {
                elements[0].truncate(to: before)
                return false
            }
        }
        listEnds.append(UInt32(elements[0].count))
        return true
    }

    private mutating func truncate(to newCount: Int) {
        while count > newCount {
            count -= 1
            switch format {
            case .text: codes.removeLast()
            case .double: doubles.removeLast()
            case .array, .separated: listEnds.removeLast()
            default: integers.removeLast()
            }
            let bit: UInt64 = 1 << UInt64(count & 63)
            if presentBits[count >> 6] & bit == 0 { missingCount -= 1 }
            presentBits[count >> 6] &= ~bit
            if count & 63 == 0 { presentBits.removeLast() }
        }
    }

    // MARK: The column

    consuming func finish() -> Column {
        let bits = presentBits
        let presence =
            missingCount == 0
            ? nil : Bitmap(count: count) { for index in $0.indices { $0[index] = bits[index] } }
        return Column(type: format.type, count: count, payload: payload(presence), presence: presence)
    }

    private func payload(_ presence: Bitmap?) -> Column.Payload {
        switch format {
        case .text:
            let finished = dictionary.finish()
            let limit = UInt32(finished.count)
            let numbers = missingCount == 0 ? codes : codes.map { min($0, limit) }
            return .codes(PackedIntegers(codes: numbers, limit: Int(limit)), finished)
        case .double: return .doubles(Buffer(doubles))
        case .array, .separated: return .lists(offsets: Buffer([0] + listEnds), elements: elements[0].finish())
        default: return .integers(PackedIntegers(integers, isPresent: presence))
        }
    }
}
