import Values
import VietnameseText

/// The collections that a session knows, in the order in which they were loaded.
public struct Catalog: Sendable {
    /// Those that are read.
    public private(set) var tables: [Table] = []
    private var positions: [String: Int] = [:]
    /// The names and titles of collections whose files were not read, since nothing asked for them so far.
    public private(set) var unread: [[String]] = []
    private let misses = UnreadMisses()
    /// Builds the indexes of these collections.
    public let indexBuilder = IndexBuilder()

    public init() {}

    public init(_ tables: [Table]) { for table in tables { add(table) } }

    /// Adds a table, or replaces the one of the same name.
    public mutating func add(_ table: Table) {
        if let position = positions[table.name] {
            tables[position] = table
        } else {
            positions[table.name] = tables.count
            tables.append(table)
        }
    }

    /// Puts these in place of all tables; `unread` are the names of what there is beside them.
    public mutating func replaceAll(_ tables: [Table], unread: [[String]]) {
        (self.tables, positions, self.unread) = ([], [:], unread)
        for table in tables { add(table) }
        forgetMisses()
    }

    /// Whether there are collections, or fields, that are unread.
    public var hasUnread: Bool { !unread.isEmpty || !unreadFields.isEmpty }

    /// The fields of its tables that were not read.
    public var unreadFields: [UnreadFields] { tables.compactMap(\.unreadFields) }

    /// Forgets what was wanted before.
    public func forgetMisses() {
        misses.forget()
        for fields in unreadFields { fields.misses.forget() }
    }

    /// Whether somebody wanted to know of a collection, or of fields, that are unread.
    public var hasMissed: Bool { misses.hasMissed || unreadFields.contains(where: \.misses.hasMissed) }

    /// Every table there is, for what looks at all of them.
    public var everyTable: [Table] {
        if !unread.isEmpty { misses.note() }
        for fields in unreadFields { fields.misses.note() }
        return tables
    }

    /// The names of all collections, read or not.
    public var names: [String] { tables.map(\.name) + unread.map { $0[0] } }

    /// The table of exactly this name.
    public subscript(name: String) -> Table? { positions[name].map { tables[$0] } }

    /// The table a person means: by name, by title, with or without marks, `_` or space.
    public func find(_ name: String) -> NameMatch<Table> {
        if let table = self[name] { return .found(table) }
        let match = NameMatch.find(name, among: tables) { $0.names }
        guard !unread.isEmpty else { return match }
        switch NameMatch.find(name, among: unread, names: { $0 }) {
        case .found, .ambiguous: misses.note()
        case .unknown:
            guard case .unknown = match else { break }
            return .unknown(
                suggestions: Spelling.nearest(name, among: tables.flatMap(\.names) + unread.joined(), limit: 3))
        }
        return match
    }
}

extension Table {
    /// What it is called by.
    fileprivate var names: [String] { [name] + (title.map { [$0] } ?? []) }
}

/// What a written name turned out to mean.
public enum NameMatch<Item: Sendable>: Sendable {
    case found(Item)
    /// Several things are called so.
    case ambiguous([Item])
    /// Nothing is; these names are near, at most three.
    case unknown(suggestions: [String])

    /// Looks for `name` among items by any of their names, at K1 first and then without marks.
    static func find(_ name: String, among items: [Item], names: (Item) -> [String]) -> NameMatch {
        for level in [Folding.Level.k1, .k2] {
            let key = NameKey.make(name, level)
            let hits = items.filter { item in names(item).contains { NameKey.make($0, level) == key } }
            if hits.count == 1 { return .found(hits[0]) }
            if hits.count > 1 { return .ambiguous(hits) }
        }
        return .unknown(suggestions: Spelling.nearest(name, among: items.flatMap(names), limit: 3))
    }
}

/// Names of fields and collections as people type them: marks and letter case aside, `_` and `-` like a space.
public enum NameKey {
    public static func make(_ name: String, _ level: Folding.Level) -> [UInt8] {
        Folding.key(level, name).map { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") ? UInt8(ascii: " ") : $0 }
    }
}

extension Schema {
    /// The field a person means: its name, else an alias or title, with or without marks, `_` or space.
    public func find(_ name: String) -> NameMatch<Int> {
        if let exact = position(of: name) { return .found(exact) }
        let byName = NameMatch.find(name, among: Array(fields.indices)) { [fields[$0].name] }
        if case .unknown = byName {
            return NameMatch.find(name, among: Array(fields.indices)) { position in
                let field = fields[position]
                return [field.name] + field.aliases + (field.title.map { [$0] } ?? [])
            }
        }
        return byName
    }
}
