import Columns
import Indexes
import Values

/// Writes a directory, and places the pages of which it speaks. `SnapshotDecoder` reads in the same order.
struct SnapshotEncoder {
    private(set) var plan = PagePlan()
    var writer = ByteWriter()
    /// Dictionaries come first in the directory, each behind those it refers to.
    private var dictionaries = ByteWriter()
    private var numbers: [ObjectIdentifier: Int] = [:]
    /// So that no two of them have one address.
    private var keptDictionaries: [TextDictionary] = []

    /// The directory of a snapshot.
    mutating func encode(_ snapshot: Snapshot) -> [UInt8] {
        writer.append(list: snapshot.notes) { writer, note in
            writer.append(note.collection)
            writer.append(note.isWarning)
            writer.append(note.message)
        }
        writer.append(list: snapshot.sources) { $0.append($1) }
        writer.append(count: snapshot.tables.count)
        for table in snapshot.tables { append(table) }
        var whole = ByteWriter()
        whole.append(TextForms.fingerprint)
        whole.append(count: keptDictionaries.count)
        return whole.bytes + dictionaries.bytes + writer.bytes
    }

    // MARK: Tables

    private mutating func append(_ table: Table) {
        writer.append(table.name)
        writer.append(optional: table.title) { $0.append($1) }
        writer.append(optional: table.about) { $0.append($1) }
        writer.append(count: table.rowCount)
        append(table.origin)
        writer.append(list: table.naming.nameFields) { $0.append(count: $1) }
        writer.append(optional: table.naming.displayField) { $0.append(count: $1) }
        writer.append(list: table.primaryKey) { $0.append(count: $1) }
        writer.append(count: table.schema.fields.count)
        for (position, field) in table.schema.fields.enumerated() {
            append(field)
            append(table.columns[position])
            append(table.statistics(ofColumn: position))
            appendIndexes(of: table, position)
        }
    }

    private mutating func append(_ origin: RowOrigin) {
        writer.append(origin.file)
        switch origin.lines {
        case .none: writer.append(UInt8(0))
        case .consecutive(let first):
            writer.append(UInt8(1))
            writer.append(Int64(first))
        case .explicit(let lines):
            writer.append(UInt8(2))
            append(lines)
        }
    }

    private mutating func append(_ field: Field) {
        writer.append(field.name)
        append(field.type)
        writer.append(optional: field.title) { $0.append($1) }
        writer.append(list: field.aliases) { $0.append($1) }
        writer.append(field.hasExactIdentity)
        writer.append(field.isDayFirst)
    }

    private mutating func append(_ type: ValueType) {
        switch type {
        case .text: writer.append(UInt8(0))
        case .integer: writer.append(UInt8(1))
        case .decimal(let scale):
            writer.append(UInt8(2))
            writer.append(Int64(scale))
        case .double: writer.append(UInt8(3))
        case .boolean: writer.append(UInt8(4))
        case .date: writer.append(UInt8(5))
        case .dateTime: writer.append(UInt8(6))
        case .reference(let target):
            writer.append(UInt8(7))
            writer.append(target)
        case .list(let element):
            writer.append(UInt8(8))
            append(element)
        }
    }

    // MARK: What is computed from a column

    /// Those that are built already.
    private mutating func appendIndexes(of table: Table, _ position: Int) {
        let hasPostings = table.hasPostings(ofColumn: position)
        writer.append(hasPostings)
        if hasPostings { append(table.postings(ofColumn: position)) }
        let hasPermutation = table.hasPermutation(ofColumn: position)
        append(optional: hasPermutation ? table.permutation(ofColumn: position).rows : nil)
        let hasWords = table.hasIndex(.words, ofColumn: position)
        writer.append(hasWords)
        if hasWords {
            let index = table.words(ofColumn: position)
            append(index.words.bytes)
            append(index.words.offsets)
            append(index.codes)
        }
    }

    private mutating func append(_ postings: Postings) {
        writer.append(postings.base)
        append(postings.offsets)
        append(postings.rows)
    }

    // MARK: Columns

    private mutating func append(_ column: Column) {
        append(column.type)
        writer.append(count: column.count)
        append(optional: column.presence?.words)
        switch column.payload {
        case .integers(let packed):
            writer.append(UInt8(0))
            append(packed)
        case .codes(let packed, let dictionary):
            writer.append(UInt8(1))
            append(packed)
            writer.append(count: number(of: dictionary))
        case .doubles(let buffer):
            writer.append(UInt8(2))
            append(buffer)
        case .lists(let offsets, let elements):
            writer.append(UInt8(3))
            append(offsets)
            append(elements)
        }
    }

    private mutating func append(_ packed: PackedIntegers) {
        writer.append(packed.base)
        switch packed.storage {
        case .bytes(let buffer):
            writer.append(UInt8(1))
            append(buffer)
        case .shorts(let buffer):
            writer.append(UInt8(2))
            append(buffer)
        case .words(let buffer):
            writer.append(UInt8(4))
            append(buffer)
        case .longs(let buffer):
            writer.append(UInt8(8))
            append(buffer)
        }
    }

    private mutating func append<Element>(_ buffer: Buffer<Element>) {
        writer.append(count: plan.place(buffer))
        writer.append(count: buffer.count)
    }

    mutating func append<Element>(optional buffer: Buffer<Element>?) {
        writer.append(buffer != nil)
        if let buffer { append(buffer) }
    }

    /// A dictionary's number; the first time, with the folded forms and orders that are there.
    private mutating func number(of dictionary: TextDictionary) -> Int {
        if let known = numbers[ObjectIdentifier(dictionary)] { return known }
        let classes = StoredLevels.all.map { dictionary.classesIfMade($0) }
        let keys = classes.map { $0.map { number(of: $0.keys) } }
        var outer = ByteWriter()
        swap(&outer, &writer)
        append(dictionary.bytes)
        append(dictionary.offsets)
        for (made, keys) in zip(classes, keys) {
            writer.append(made != nil)
            guard let made, let keys else { continue }
            append(made.classOfCode)
            writer.append(count: keys)
            append(made.finder.slots)
        }
        for order in StoredLevels.orders { append(optional: dictionary.ranksIfMade(order)) }
        dictionaries.bytes += writer.bytes
        swap(&outer, &writer)
        numbers[ObjectIdentifier(dictionary)] = keptDictionaries.count
        keptDictionaries.append(dictionary)
        return keptDictionaries.count - 1
    }
}
