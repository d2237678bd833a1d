import Values
import VietnameseText

/// The collections that a session knows, in the order in which they were loaded.
public struct Catalog: Sendable {
    public private(set) var tables: [Table] = []
    private var positions: [String: Int] = [:]
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

    /// The table of exactly this name.
    public subscript(name: String) -> Table? { positions[name].map { tables[$0] } }

    /// The table a person means: by name, by title, with or without marks, `_` or space.
    public func find(_ name: String) -> NameMatch<Table> {
        if let table = self[name] { return .found(table) }
        return NameMatch.find(name, among: tables) { [$0.name] + ($0.title.map { [$0] } ?? []) }
    }
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
enum NameKey {
    static func make(_ name: String, _ level: Folding.Level) -> [UInt8] {
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
