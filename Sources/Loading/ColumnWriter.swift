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
    var format: CellFormat
    /// Texts that stand for a missing value; the empty text only where it stands without quotes.
    let missingValues: [[UInt8]]
    /// Integers, or a text's codes; those since the last `flush`, the others being packed.
    var integers: [Int64] = []
    var packed = PackedIntegersBuilder()
    var doubles: [Double] = []
    private var dictionary = TextDictionaryBuilder()
    var listEnds: [UInt32] = []
    var presence = PresenceBuilder()
    /// The writer of a list's elements: one or none.
    private var elements: [ColumnWriter] = []
    /// The texts are more than a dictionary holds; the column is then useless.
    private(set) var isFull = false
    private var listParser: JSONParser?
    private(set) var expectedCount = 0
    /// A number that is not plain (see `PlainNumber`) has come.
    var hasUnusualNumbers = false

    init(_ format: CellFormat, missingValues: [[UInt8]] = [[]]) {
        self.format = format
        self.missingValues = missingValues.filter { !$0.isEmpty }
        switch format {
        case .array(let element), .separated(_, let element): elements = [ColumnWriter(element, missingValues: [])]
        default: break
        }
    }

    var count: Int { presence.count }

    /// So many rows are likely to come.
    mutating func expect(_ rowCount: Int) {
        expectedCount = rowCount
        if case .double = format { doubles.reserveCapacity(rowCount) } else { packed.expectedCount = rowCount }
        dictionary.expectedCount = rowCount
    }

    /// About how many bytes a block, of so many bytes, takes at once, beside its own values.
    func growth(for block: borrowing CellBlock, byteCount: Int) -> Int {
        elements.reduce(
            packed.growth(for: block.rowCount) + dictionary.growth(for: block.rowCount, byteCount: byteCount)
        ) { $0 + $1.growth(for: block, byteCount: byteCount) }
    }

    /// Appends one column of a block; `faults` gets the cells that do not fit.
    mutating func append(_ block: borrowing CellBlock, column: Int, planned: Int, faults: inout [CellFault]) {
        if missingValues.isEmpty {
            if format == .text { return appendTexts(block, column) }
            if let number = PlainNumberFormat(format) {
                appendNumbers(block, column, planned, number, &faults, evidence: nil)
                return
            }
            if appendTextLists(block, column) { return }
        }
        for row in 0..<block.rowCount {
            let cell = block.cell(row, column)
            if isMissing(cell) {
                appendMissing()
            } else if !append(present: cell, in: block) {
                faults.append(CellFault(row: row, plan: planned, cell: cell, value: Self.shown(cell, in: block)))
                appendMissing()
            } else {
                // Not looked at closely.
                hasUnusualNumbers = true
            }
        }
        flush()
    }

    static func shown(_ cell: Cell, in block: borrowing CellBlock) -> String {
        Excerpt.text(cell.kind == .list ? block.lists[Int(cell.length)].source : cell.bytes)
    }

    @inline(__always)
    func isMissing(_ cell: Cell) -> Bool {
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
            if let code = dictionary.codeIfRoom(for: text.span) { integers.append(Int64(code)) } else { isFull = true }
        case .double(let number):
            guard cell.kind != .string, let value = NumberReading.double(cell.trimmed, number) else { return false }
            doubles.append(value)
        case .array, .separated:
            guard appendList(cell, in: block) else { return false }
        default:
            guard format.accepts(cell.kind), let value = format.integer(cell.trimmed) else { return false }
            integers.append(value)
        }
        presence.append(true)
        return true
    }

    /// Rows that have no such cell.
    mutating func appendMissing(count: Int) {
        // Integers take eight bytes until they are packed.
        let step = 1 << 14
        for first in stride(from: 0, to: count, by: step) {
            for _ in first..<min(first + step, count) { appendMissing() }
            flush()
        }
    }

    private mutating func appendMissing() {
        switch format {
        case .double: doubles.append(0)
        case .array, .separated: listEnds.append(UInt32(elements[0].count))
        default: integers.append(0)
        }
        presence.append(false)
    }

    /// Packs what has come since the last time.
    private mutating func flush() {
        for index in elements.indices { elements[index].flush() }
        guard !integers.isEmpty else { return }
        var (least, greatest) = (Int64.max, Int64.min)
        for index in integers.indices where presence.isPresent(packed.count + index) {
            least = min(least, integers[index])
            greatest = max(greatest, integers[index])
        }
        integers.withUnsafeBufferPointer { packed.append($0, least: least, greatest: greatest) }
        integers.removeAll(keepingCapacity: true)
    }
}

/// Whole blocks of texts, and of lists of them.
extension ColumnWriter {
    private mutating func appendTexts(_ block: borrowing CellBlock, _ column: Int) {
        let rowCount = block.rowCount
        let cells = block.cells.base + column
        let columnCount = block.columnCount
        withUnsafeTemporaryAllocation(of: UnsafeBufferPointer<UInt8>.self, capacity: rowCount) { texts in
            for row in 0..<rowCount { texts[row] = Self.text(of: cells[row &* columnCount], in: block) }
            append(UnsafeBufferPointer(texts))
        }
    }

    /// Without address where it is missing.
    @inline(__always)
    private static func text(of cell: Cell, in block: borrowing CellBlock) -> UnsafeBufferPointer<UInt8> {
        if cell.kind == .missing { return UnsafeBufferPointer(start: nil, count: 0) }
        if cell.kind == .list { return block.lists[Int(cell.length)].source }
        let nowhere = UnsafePointer<UInt8>(bitPattern: 1)!
        return UnsafeBufferPointer(start: cell.address ?? nowhere, count: Int(cell.length))
    }

    /// Those without address are missing.
    private mutating func append(_ texts: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) {
        let start = presence.count
        presence.append(presentCount: texts.count)
        for index in texts.indices where texts[index].baseAddress == nil { presence.clear(start + index) }
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: texts.count) { codes in
            guard let target = codes.baseAddress else { return }
            do {
                try dictionary.appendCodes(of: texts, to: target)
                packed.append(UnsafeBufferPointer(codes), least: 0, greatest: Int64(max(dictionary.count - 1, 0)))
            } catch {
                isFull = true
            }
        }
    }

    /// False, with nothing appended, where something else than lists of texts is among them or may be.
    private mutating func appendTextLists(_ block: borrowing CellBlock, _ column: Int) -> Bool {
        guard format == .array(of: .text) else { return false }
        var elementCount = 0
        for row in 0..<block.rowCount {
            let cell = block.cell(row, column)
            if cell.kind == .list {
                elementCount += block.lists[Int(cell.length)].elements.count
            } else if cell.kind != .missing {
                return false
            }
        }
        withUnsafeTemporaryAllocation(of: UnsafeBufferPointer<UInt8>.self, capacity: elementCount) { texts in
            var next = 0
            let before = elements[0].count
            for row in 0..<block.rowCount {
                let cell = block.cell(row, column)
                presence.append(cell.kind == .list)
                if cell.kind == .list {
                    for element in block.lists[Int(cell.length)].elements {
                        texts[next] = Self.text(of: block.elements[element], in: block)
                        next += 1
                    }
                }
                listEnds.append(UInt32(before + next))
            }
            elements[0].append(UnsafeBufferPointer(texts))
        }
        isFull = isFull || elements[0].isFull
        return true
    }
}

/// Lists.
extension ColumnWriter {
    private mutating func appendList(_ cell: Cell, in block: borrowing CellBlock) -> Bool {
        if cell.kind == .list {
            let list = block.lists[Int(cell.length)].elements
            return appendElements(UnsafeBufferPointer(rebasing: block.elements.elements[list]), in: block)
        }
        guard cell.kind == .plain || cell.kind == .quoted || cell.kind == .string else { return false }
        if case .separated(let separator, _) = format {
            return Self.parts(of: cell.bytes, separator).withUnsafeBufferPointer {
                appendElements($0, in: CellBlock(columnCount: 0))
            }
        }
        if listParser == nil { listParser = JSONParser() }
        guard let list = listParser?.list(cell.trimmed) else { return false }
        return appendElements(list.elements.elements, in: list)
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
    private mutating func appendElements(_ cells: UnsafeBufferPointer<Cell>, in block: borrowing CellBlock) -> Bool {
        let before = elements[0].count
        for cell in cells {
            if elements[0].isMissing(cell) {
                elements[0].appendMissing()
            } else if !elements[0].append(present: cell, in: block) {
                elements[0].truncate(to: before)
                return false
            }
        }
        isFull = isFull || elements[0].isFull
        listEnds.append(UInt32(elements[0].count))
        return true
    }
}

/// The column.
extension ColumnWriter {
    /// One column of what several writers of one format have, one after another, on so many threads; the writers are
    /// of no use then. Texts are numbered as one writer would have done it.
    static func finish(
        _ parts: inout [ColumnWriter], threads: Int, isCancelled: @escaping @Sendable () -> Bool
    ) throws(TextDictionaryFull) -> Column? {
        let format = parts[0].format
        var presence = parts[0].presence
        for part in parts.dropFirst() { presence.append(part.presence) }
        let bitmap = presence.finish()
        let payload: Column.Payload
        switch format {
        case .text:
            var packed = takePacked(&parts)
            var dictionaries = takeDictionaries(&parts)
            guard let merged = try MergedTexts(&dictionaries, threads: threads, isCancelled: isCancelled) else {
                return nil
            }
            dictionaries = []
            let codes = PackedIntegersBuilder.packedCodes(
                &packed, maps: merged.maps, limit: merged.dictionary.count, isPresent: bitmap, unless: isCancelled)
            guard let codes else { return nil }
            payload = .codes(codes, merged.dictionary)
        case .double:
            let doubles = takeDoubles(&parts, count: presence.count, unless: isCancelled)
            guard !isCancelled() else { return nil }
            payload = .doubles(doubles)
        case .array, .separated:
            var offsets: [UInt32] = [0]
            for part in parts {
                let base = offsets[offsets.count - 1]
                for end in part.listEnds { offsets.append(base + end) }
            }
            var elements = parts.map { $0.elements[0] }
            parts = []
            guard let finished = try finish(&elements, threads: threads, isCancelled: isCancelled) else { return nil }
            payload = .lists(offsets: Buffer(offsets), elements: finished)
        default:
            var packed = takePacked(&parts)
            let integers = PackedIntegersBuilder.packed(&packed, isPresent: bitmap, unless: isCancelled)
            guard let integers else { return nil }
            payload = .integers(integers)
        }
        return Column(type: format.type, count: presence.count, payload: payload, presence: bitmap)
    }

    /// The doubles, one after another, each part's memory gone behind them; not all of them when `isCancelled`.
    private static func takeDoubles(
        _ parts: inout [ColumnWriter], count: Int, unless isCancelled: () -> Bool
    ) -> Buffer<Double> {
        let pace = 1 << 17
        return Buffer(count: count) { target in
            var start = 0
            for part in parts.indices {
                for first in stride(from: 0, to: parts[part].doubles.count, by: pace) where !isCancelled() {
                    let some = parts[part].doubles[first...].prefix(pace)
                    _ = target[start..<start + some.count].update(fromContentsOf: some)
                    start += some.count
                }
                parts[part].doubles = []
            }
        }
    }

    /// The dictionaries, which nobody else holds then.
    private static func takeDictionaries(_ parts: inout [ColumnWriter]) -> [TextDictionaryBuilder] {
        parts.indices.map { index in
            var taken = TextDictionaryBuilder()
            swap(&taken, &parts[index].dictionary)
            return taken
        }
    }

    /// The integers or codes, which nobody else holds then.
    private static func takePacked(_ parts: inout [ColumnWriter]) -> [PackedIntegersBuilder] {
        parts.indices.map { index in
            var taken = PackedIntegersBuilder()
            swap(&taken, &parts[index].packed)
            return taken
        }
    }
}
