/// A column of a query that is written in two languages.
struct SQLiteColumn {
    enum Kind { case integer, real, text, date }

    /// As the query language names it.
    var name: String
    /// As SQL names it.
    var sql: String
    var kind: Kind

    var isNumber: Bool { kind == .integer || kind == .real }
}

/// One thing said in two languages.
struct SQLitePair {
    var query: String
    var sql: String
}

/// Random rows of two collections on which both languages agree what is the same and what comes first: texts of small
/// Latin letters, doubles that add up exactly.
struct SQLiteData {
    static let texts = ["an", "binh", "cuong", "dung", "em", "giang"]
    static let columns: [SQLiteColumn] = [
        .init(name: "id", sql: "id", kind: .integer), .init(name: "k", sql: "k", kind: .text),
        .init(name: "n", sql: "n", kind: .integer), .init(name: "m", sql: "m", kind: .integer),
        .init(name: "f", sql: "f", kind: .real), .init(name: "s", sql: "s", kind: .text),
        .init(name: "day", sql: "day", kind: .date),
    ]

    /// Written values, nil where missing; for each of `left` and `right`.
    private let rows: [[[String?]]]

    init(random: inout SeededRandom) {
        rows = [random.pick([0, 1, 12, 40]), random.pick([0, 5, 25])].map { count in
            (0..<count).map { number in
                Self.columns.enumerated().map { position, column in
                    position == 0 ? String(number) : random.chance(15) ? nil : Self.value(column.kind, &random)
                }
            }
        }
    }

    static func value(_ kind: SQLiteColumn.Kind, _ random: inout SeededRandom) -> String {
        switch kind {
        case .integer: String(random.below(14) - 4)
        case .real: String(Double(random.below(64) - 20) / 4)
        case .text: random.pick(texts)
        case .date: "\(2020 + random.below(3))-0\(1 + random.below(9))-\(10 + random.below(19))"
        }
    }

    static let names = ["left", "right"]

    /// A data package of `left` and `right`.
    func write(to folder: ScratchFolder) throws {
        let types: [SQLiteColumn.Kind: String] = [.integer: "integer", .real: "number", .text: "string", .date: "date"]
        let fields = Self.columns.map { "{\"name\": \"\($0.name)\", \"type\": \"\(types[$0.kind]!)\"}" }
        let resources = Self.names.map {
            """
            {"name": "\($0)", "path": "\($0).jsonl", "format": "jsonl", "schema": {"fields": [\(fields.joined(separator: ", "))]}}
            """
        }
        try folder.write(
            "{\"name\": \"sqlite\", \"resources\": [\(resources.joined(separator: ", "))]}", to: "datapackage.json")
        for (name, rows) in zip(Self.names, rows) {
            let lines = rows.map { row in
                let fields = zip(Self.columns, row).map { "\"\($0.name)\": \(json($1, $0.kind))" }
                return "{" + fields.joined(separator: ", ") + "}\n"
            }
            try folder.write(lines.joined(), to: "\(name).jsonl")
        }
    }

    private func json(_ value: String?, _ kind: SQLiteColumn.Kind) -> String {
        guard let value else { return "null" }
        switch kind {
        case .integer: return value
        case .real: return DoubleNotation.json(value)
        case .text, .date: return "\"\(value)\""
        }
    }

    /// The same as tables `left1`, `right1` and so on.
    func tables(number: Int) -> String {
        zip(Self.names, rows).map { name, rows in
            let fields = Self.columns.map {
                "\($0.sql) \($0.kind == .integer ? "INTEGER" : $0.kind == .real ? "REAL" : "TEXT")"
            }
            let inserts = rows.map { row in
                let values = zip(Self.columns, row).map { Self.sql($1, $0.kind) }
                return "INSERT INTO \(name)\(number) VALUES (\(values.joined(separator: ", ")));\n"
            }
            return "CREATE TABLE \(name)\(number) (\(fields.joined(separator: ", ")));\n" + inserts.joined()
        }.joined()
    }

    static func sql(_ value: String?, _ kind: SQLiteColumn.Kind) -> String {
        guard let value else { return "NULL" }
        return kind == .text || kind == .date ? "'\(value)'" : value
    }
}
