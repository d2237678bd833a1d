import Columns
import Indexes
import Values

/// A collection in memory: its schema, one column a field, and where each row came from.
///
/// Immutable but for what is derived from it on demand (statistics, indexes, name look-ups), which is shared and
/// computed at most once. Called a collection wherever people read it; `Table` here because the standard library
/// owns the other name.
public final class Table: Sendable {
    public let name: String
    /// A title for people, in their language.
    public let title: String?
    public let about: String?
    public let schema: Schema
    /// What the file has beside the fields of the schema; nil where that is nothing.
    public let unreadFields: UnreadFields?
    /// As many as `schema.fields`, each of `rowCount` rows; `columns` gives them out verified.
    let storedColumns: [Column]
    public let rowCount: Int
    public let origin: RowOrigin
    public let naming: RowNaming
    /// Positions of the fields that together identify a row; empty where the schema names none.
    public let primaryKey: [Int]
    let derived: DerivedData
    /// Where the columns come from, when that is a snapshot.
    let snapshot: StoredTable?

    public convenience init(
        name: String, title: String? = nil, about: String? = nil, schema: Schema, columns: [Column], rowCount: Int,
        origin: RowOrigin, naming: RowNaming = RowNaming(), primaryKey: [Int] = [], unreadFields: UnreadFields? = nil
    ) {
        self.init(
            name: name, title: title, about: about, schema: schema, columns: columns, rowCount: rowCount,
            origin: origin, naming: naming, primaryKey: primaryKey, unreadFields: unreadFields, snapshot: nil)
    }

    init(
        name: String, title: String?, about: String?, schema: Schema, columns: [Column], rowCount: Int,
        origin: RowOrigin, naming: RowNaming, primaryKey: [Int], unreadFields: UnreadFields? = nil,
        snapshot: StoredTable?
    ) {
        precondition(schema.fields.count == columns.count, "one column a field")
        precondition(columns.allSatisfy { $0.count == rowCount }, "columns of one length")
        self.name = name
        self.title = title
        self.about = about
        self.schema = schema
        self.unreadFields = unreadFields
        self.storedColumns = columns
        self.rowCount = rowCount
        self.origin = origin
        self.naming = naming
        self.primaryKey = primaryKey
        self.snapshot = snapshot
        derived = DerivedData(file: snapshot?.file)
    }

    /// The field that stands for a row where a reference to it is shown.
    public var displayPosition: Int? {
        if let position = naming.displayField ?? naming.nameFields.first ?? primaryKey.first { return position }
        // The first field may be one of them.
        unreadFields?.misses.note()
        return schema.fields.isEmpty ? nil : 0
    }

    /// Whether a column holds lists.
    public func isList(_ position: Int) -> Bool { storedColumns[position].elements != nil }

    /// Whether its columns are the bytes of a snapshot's file.
    public var isMapped: Bool { snapshot != nil }

    /// Bytes of all columns in memory, dictionaries included.
    public var byteCount: Int { storedColumns.reduce(0) { $0 + $1.byteCount } }

    /// Bytes of what was computed from the texts of the columns: folded forms, classes and orders.
    public var formByteCount: Int {
        storedColumns.reduce(0) { $0 + (($1.elements ?? $1).dictionary?.formByteCount ?? 0) }
    }
}

/// By which fields a row is called by name, and which one shows it.
public struct RowNaming: Sendable {
    /// Positions of text fields, or lists of text: short name, name, abbreviation, aliases.
    public var nameFields: [Int]
    /// The field that stands for the row wherever a reference to it is shown; nil means the first key field.
    public var displayField: Int?

    public init(nameFields: [Int] = [], displayField: Int? = nil) {
        self.nameFields = nameFields
        self.displayField = displayField
    }
}

/// Where rows came from: the hidden fields `_file`, `_line` and `_sheet`.
public struct RowOrigin: Sendable {
    /// The file's path as the user gave it, `stdin`, or a word in angle brackets.
    public var file: String
    public var lines: Lines

    public enum Lines: Sendable {
        /// Row i stands at line `first + i`.
        case consecutive(first: Int)
        case explicit(PackedIntegers)
        /// Rows that no file holds.
        case none
    }

    public init(file: String, lines: Lines) {
        self.file = file
        self.lines = lines
    }

    /// The 1-based line of a row, where there is one.
    public func line(ofRow row: Int) -> Int? {
        switch lines {
        case .consecutive(let first): first + row
        case .explicit(let numbers): Int(numbers[row])
        case .none: nil
        }
    }

    /// The hidden fields, in order.
    public static let hiddenFields = [Field("_file", .text), Field("_line", .integer), Field("_sheet", .text)]

    /// A hidden field as a column of `rowCount` rows.
    public func hiddenColumn(_ position: Int, rowCount: Int) -> Column {
        switch position {
        case 0:
            var dictionary = TextDictionaryBuilder()
            _ = dictionary.code(for: file)
            let codes = PackedIntegers(base: 0, storage: .bytes(Buffer(repeating: 0, count: rowCount)))
            return Column(
                type: .text, count: rowCount, payload: .codes(codes, dictionary.finish()), presence: nil)
        case 1:
            var builder = IntegerColumnBuilder(.integer)
            for row in 0..<rowCount {
                if let line = line(ofRow: row) { builder.append(Int64(line)) } else { builder.appendMissing() }
            }
            return builder.finish()
        default:
            // None of the formats that are read has sheets.
            return Column.missing(.text, count: rowCount)
        }
    }
}
