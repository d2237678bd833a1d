import Columns
import Indexes
import Values
import VietnameseText

/// Reads a directory whose checksum holds. What it says is held against itself all the same: counts against counts,
/// places against the pages.
struct SnapshotDecoder {
    var reader: ByteReader
    private let file: SnapshotFile
    private var dictionaries: [TextDictionary] = []
    /// Whether this program would compute the same folded forms and orders.
    private var usesTextForms = false

    /// Lists of lists, to this depth.
    private static let maximumDepth = 16

    init(_ directory: UnsafeRawBufferPointer, _ file: SnapshotFile) {
        reader = ByteReader(directory)
        self.file = file
    }

    mutating func snapshot() throws(MalformedDirectory) -> Snapshot {
        usesTextForms = try reader.integer(UInt64.self) == TextForms.fingerprint
        for _ in 0..<(try reader.count()) { try readDictionary() }
        let notes = try reader.list { reader throws(MalformedDirectory) in
            Snapshot.Note(collection: try reader.string(), isWarning: try reader.flag(), message: try reader.string())
        }
        let sources = try reader.list { reader throws(MalformedDirectory) in try reader.string() }
        var tables: [Table] = []
        for _ in 0..<(try reader.count()) { tables.append(try table()) }
        guard reader.isAtEnd else { throw MalformedDirectory() }
        return Snapshot(tables: tables, notes: notes, sources: sources)
    }

    // MARK: Tables

    private mutating func table() throws(MalformedDirectory) -> Table {
        let name = try reader.string()
        let title = try reader.optional { reader throws(MalformedDirectory) in try reader.string() }
        let about = try reader.optional { reader throws(MalformedDirectory) in try reader.string() }
        let rowCount = try reader.count()
        guard rowCount <= UInt32.max else { throw MalformedDirectory() }
        let origin = try origin(rowCount)
        let nameFields = try positions()
        let displayField = try reader.optional { reader throws(MalformedDirectory) in try reader.count() }
        let primaryKey = try positions()
        var fields: [Field] = []
        var columns: [Column] = []
        var derived = StoredTable.Derived()
        for position in 0..<(try reader.count()) {
            fields.append(try field())
            let column = try column(depth: 0)
            guard column.count == rowCount, column.type == fields[position].type else { throw MalformedDirectory() }
            columns.append(column)
            derived.statistics[position] = try statistics(column)
            // An element is noted once a row at most.
            if try reader.flag() { derived.postings[position] = try postings(column.elements?.count ?? rowCount) }
            if try reader.flag() { derived.permutations[position] = try rows(atMost: rowCount) }
            if try reader.flag() { derived.words[position] = try words() }
        }
        for position in nameFields + primaryKey + [displayField].compactMap({ $0 }) where position >= fields.count {
            throw MalformedDirectory()
        }
        let stored = StoredTable(file: file, name: name, columnCount: columns.count, derived: derived)
        return Table(
            name: name, title: title, about: about, schema: Schema(fields), columns: columns, rowCount: rowCount,
            origin: origin, naming: RowNaming(nameFields: nameFields, displayField: displayField),
            primaryKey: primaryKey, snapshot: stored)
    }

    private mutating func positions() throws(MalformedDirectory) -> [Int] {
        try reader.list { reader throws(MalformedDirectory) in try reader.count() }
    }

    private mutating func origin(_ rowCount: Int) throws(MalformedDirectory) -> RowOrigin {
        let name = try reader.string()
        switch try reader.integer(UInt8.self) {
        case 0: return RowOrigin(file: name, lines: .none)
        case 1: return RowOrigin(file: name, lines: .consecutive(first: Int(try reader.integer(Int64.self))))
        case 2: return RowOrigin(file: name, lines: .explicit(try packed(rowCount)))
        default: throw MalformedDirectory()
        }
    }

    private mutating func field() throws(MalformedDirectory) -> Field {
        let name = try reader.string()
        let type = try type(depth: 0)
        let title = try reader.optional { reader throws(MalformedDirectory) in try reader.string() }
        let aliases = try reader.list { reader throws(MalformedDirectory) in try reader.string() }
        return Field(
            name, type, title: title, aliases: aliases, hasExactIdentity: try reader.flag(),
            isDayFirst: try reader.flag())
    }

    private mutating func type(depth: Int) throws(MalformedDirectory) -> ValueType {
        switch try reader.integer(UInt8.self) {
        case 0: return .text
        case 1: return .integer
        case 2: return .decimal(scale: Int(try reader.integer(Int64.self)))
        case 3: return .double
        case 4: return .boolean
        case 5: return .date
        case 6: return .dateTime
        case 7: return .reference(to: try reader.string())
        case 8 where depth < Self.maximumDepth: return .list(of: try type(depth: depth + 1))
        default: throw MalformedDirectory()
        }
    }

    // MARK: What is computed from a column

    private mutating func postings(_ rowCount: Int) throws(MalformedDirectory) -> Postings {
        let base = try reader.integer(Int64.self)
        let offsets = try buffer(UInt32.self)
        guard offsets.count > 0 else { throw MalformedDirectory() }
        return Postings(base: base, offsets: offsets, rows: try rows(atMost: rowCount))
    }

    private mutating func words() throws(MalformedDirectory) -> StoredTable.StoredWords {
        let bytes = try buffer(UInt8.self)
        let offsets = try buffer(UInt32.self)
        let codes = try postings(Int(UInt32.max))
        guard offsets.count == codes.offsets.count else { throw MalformedDirectory() }
        return .init(words: TextDictionary(bytes: bytes, offsets: offsets), codes: codes)
    }

    mutating func rows(atMost rowCount: Int) throws(MalformedDirectory) -> Buffer<UInt32> {
        let rows = try buffer(UInt32.self)
        guard rows.count <= rowCount else { throw MalformedDirectory() }
        return rows
    }

    // MARK: Columns

    private mutating func column(depth: Int) throws(MalformedDirectory) -> Column {
        guard depth <= Self.maximumDepth else { throw MalformedDirectory() }
        let type = try type(depth: depth)
        let count = try reader.count()
        guard count <= UInt32.max else { throw MalformedDirectory() }
        var presence: Bitmap?
        if try reader.flag() {
            presence = Bitmap(count: count, words: try buffer(UInt64.self, count: Bitmap.wordCount(for: count)))
        }
        let payload: Column.Payload
        switch (try reader.integer(UInt8.self), type) {
        case (0, .integer), (0, .decimal), (0, .boolean), (0, .date), (0, .dateTime), (0, .reference):
            payload = .integers(try packed(count))
        case (1, .text):
            let codes = try packed(count)
            let number = try reader.count()
            guard number < dictionaries.count else { throw MalformedDirectory() }
            payload = .codes(codes, dictionaries[number])
        case (2, .double): payload = .doubles(try buffer(Double.self, count: count))
        case (3, .list(let elementType)):
            let offsets = try buffer(UInt32.self, count: count + 1)
            let elements = try column(depth: depth + 1)
            guard elements.type == elementType else { throw MalformedDirectory() }
            payload = .lists(offsets: offsets, elements: elements)
        default: throw MalformedDirectory()
        }
        return Column(type: type, count: count, payload: payload, presence: presence)
    }

    private mutating func packed(_ count: Int) throws(MalformedDirectory) -> PackedIntegers {
        let base = try reader.integer(Int64.self)
        switch try reader.integer(UInt8.self) {
        case 1: return PackedIntegers(base: base, storage: .bytes(try buffer(UInt8.self, count: count)))
        case 2: return PackedIntegers(base: base, storage: .shorts(try buffer(UInt16.self, count: count)))
        case 4: return PackedIntegers(base: base, storage: .words(try buffer(UInt32.self, count: count)))
        case 8: return PackedIntegers(base: base, storage: .longs(try buffer(Int64.self, count: count)))
        default: throw MalformedDirectory()
        }
    }

    mutating func buffer<Element: BitwiseCopyable & Sendable>(
        _ type: Element.Type, count expected: Int? = nil
    ) throws(MalformedDirectory) -> Buffer<Element> {
        let offset = try reader.count()
        let count = try reader.count()
        guard expected == nil || count == expected, let buffer = file.buffer(type, at: offset, count: count) else {
            throw MalformedDirectory()
        }
        return buffer
    }

    private mutating func readDictionary() throws(MalformedDirectory) {
        let bytes = try buffer(UInt8.self)
        let offsets = try buffer(UInt32.self)
        guard offsets.count > 0 else { throw MalformedDirectory() }
        var classes: [Folding.Level: TextClasses] = [:]
        for level in StoredLevels.all where try reader.flag() {
            let classOfCode = try buffer(UInt32.self, count: offsets.count - 1)
            let number = try reader.count()
            let slots = try buffer(UInt64.self)
            guard number < dictionaries.count, slots.count & (slots.count - 1) == 0,
                slots.count == 0 || slots.count > dictionaries[number].count
            else { throw MalformedDirectory() }
            let keys = dictionaries[number]
            classes[level] = TextClasses(
                classOfCode: classOfCode, keys: keys, finder: TextFinder(slots: slots, dictionary: keys))
        }
        var ranks: [TextOrder: Buffer<UInt32>] = [:]
        for order in StoredLevels.orders where try reader.flag() {
            ranks[order] = try buffer(UInt32.self, count: offsets.count - 1)
        }
        if !usesTextForms { (classes, ranks) = ([:], [:]) }
        let forms = StoredTextForms(file: file, classes: classes, ranks: ranks)
        dictionaries.append(TextDictionary(bytes: bytes, offsets: offsets, kept: forms))
    }
}
