/// Writes random queries in both languages. A column `o` carries the order of the rows through SQL, which has none.
struct SQLiteGenerator {
    var random: SeededRandom
    /// Which pair of tables is asked.
    let number: Int
    var columns: [SQLiteColumn] = []
    var query = ""
    var sql = ""
    private var madeNames = 0

    init(seed: UInt64, number: Int) {
        random = SeededRandom(seed: seed)
        self.number = number
    }

    mutating func pair() -> SQLitePair {
        start("left")
        for _ in 0...random.below(5) where nesting < Self.greatestNesting { addStage() }
        return SQLitePair(
            query: query, sql: "SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM (\(sql)) ORDER BY o")
    }

    /// SQLite's parser has room for a hundred symbols, about six a query in a query; a stage adds at most three of these.
    private static let greatestNesting = 10

    /// How many parentheses stand in one another.
    private var nesting: Int {
        var (depth, greatest) = (0, 0)
        for byte in sql.utf8 {
            if byte == UInt8(ascii: "(") { depth += 1 } else if byte == UInt8(ascii: ")") { depth -= 1 }
            greatest = max(greatest, depth)
        }
        return greatest
    }

    private mutating func start(_ table: String) {
        columns = SQLiteData.columns
        query = table
        sql = "SELECT *, rowid AS o FROM \(table)\(number)"
    }

    /// A query of its own, without touching this one.
    private mutating func apart(_ table: String, _ body: (inout Self) -> Void) -> (SQLitePair, [SQLiteColumn]) {
        var other = self
        other.start(table)
        body(&other)
        (random, madeNames) = (other.random, other.madeNames)
        return (SQLitePair(query: other.query, sql: other.sql), other.columns)
    }

    mutating func newName() -> String {
        madeNames += 1
        return "c\(madeNames)"
    }

    func names(_ columns: [SQLiteColumn]) -> String { columns.map(\.sql).joined(separator: ", ") }

    mutating func column(_ fits: (SQLiteColumn) -> Bool = { _ in true }) -> SQLiteColumn? {
        let choices = columns.filter(fits)
        return choices.isEmpty ? nil : random.pick(choices)
    }

    // MARK: Stages

    private mutating func addStage() {
        switch random.below(16) {
        case 0, 1, 2: filter()
        case 3: add()
        case 4: show()
        case 5, 6: sort()
        case 7: limit()
        case 8: top()
        case 9: distinct()
        case 10: join()
        case 11: combine()
        case 12, 13: window()
        default: aggregate()
        }
    }

    private mutating func filter() {
        let condition = predicate(depth: 2)
        query += " | where \(condition.query)"
        sql = "SELECT * FROM (\(sql)) WHERE \(condition.sql)"
    }

    private mutating func add() {
        let (value, kind) = number(depth: 2)
        let name = newName()
        query += " | add \(value.query) as \(name)"
        sql = "SELECT *, \(value.sql) AS \(name) FROM (\(sql))"
        columns.append(.init(name: name, sql: name, kind: kind))
    }

    private mutating func show() {
        let items = (0...random.below(4)).compactMap { _ in column().map { ($0, newName()) } }
        query += " | show \(items.map { "\($0.name) as \($1)" }.joined(separator: ", "))"
        sql = "SELECT \(items.map { "\($0.sql) AS \($1)" }.joined(separator: ", ")), o FROM (\(sql))"
        columns = items.map { .init(name: $1, sql: $1, kind: $0.kind) }
    }

    /// Keys of an order, missing values last whichever way.
    private mutating func order() -> SQLitePair {
        let keys = (0...random.below(2)).map { _ in (random.pick(columns), random.chance(50)) }
        return SQLitePair(
            query: keys.map { "\($0.name) \($1 ? "desc" : "asc")" }.joined(separator: ", "),
            sql: keys.map { "\($0.sql) \($1 ? "DESC" : "ASC") NULLS LAST" }.joined(separator: ", "))
    }

    private mutating func reorder(by keys: String) {
        sql = "SELECT \(names(columns)), ROW_NUMBER() OVER (ORDER BY \(keys)) AS o FROM (\(sql))"
    }

    private mutating func sort() {
        let keys = order()
        query += " | sort by \(keys.query)"
        reorder(by: "\(keys.sql), o")
    }

    private mutating func limit() {
        let (count, skips) = (random.below(15), random.chance(50))
        query += " | \(skips ? "skip" : "take") \(count)"
        sql = "SELECT * FROM (\(sql)) ORDER BY o LIMIT \(skips ? "-1 OFFSET \(count)" : "\(count)")"
    }

    private mutating func top() {
        let (keys, count) = (order(), random.below(6))
        query += " | top \(count) by \(keys.query)"
        guard random.chance(50), let group = column() else {
            reorder(by: "\(keys.sql), o")
            sql = "SELECT * FROM (\(sql)) ORDER BY o LIMIT \(count)"
            return
        }
        query += " per \(group.name)"
        let place = "ROW_NUMBER() OVER (PARTITION BY \(group.sql) ORDER BY \(keys.sql), o) AS place"
        sql = "SELECT * FROM (SELECT *, \(place) FROM (\(sql))) WHERE place <= \(count)"
        reorder(by: "\(group.sql) NULLS LAST, place")
    }

    private mutating func distinct() {
        let items = (0...random.below(2)).map { _ in (random.pick(columns), newName()) }
        query += " | distinct \(items.map { "\($0.name) as \($1)" }.joined(separator: ", "))"
        let keys = items.map(\.0.sql).joined(separator: ", ")
        sql =
            "SELECT \(items.map { "\($0.sql) AS \($1)" }.joined(separator: ", ")), MIN(o) AS o FROM (\(sql)) GROUP BY \(keys)"
        columns = items.map { .init(name: $1, sql: $1, kind: $0.kind) }
    }

    // MARK: Other collections

    private mutating func join() {
        let (right, rightColumns) = apart("right") { other in
            if other.random.chance(50) { other.filter() }
        }
        let own = columns
        let pairs = own.flatMap { a in
            rightColumns.filter { $0.kind == a.kind || $0.isNumber && a.isNumber }.map { (a, $0) }
        }
        guard !pairs.isEmpty else { return }
        let (a, b) = random.pick(pairs)
        let (kind, alias) = (random.pick(["join", "left join", "with", "without"]), newName())
        let on = a.name == b.name ? a.name : "\(a.name) = \(b.name)"
        guard kind.hasSuffix("join") else {
            query += " | \(kind) (\(right.query)) on \(on)"
            sql = """
                SELECT * FROM (\(sql)) AS l WHERE \(kind == "with" ? "" : "NOT ")EXISTS \
                (SELECT 1 FROM (\(right.sql)) AS r WHERE r.\(b.sql) = l.\(a.sql))
                """
            return
        }
        query += " | \(kind) (\(right.query)) as \(alias) on \(on)"
        let joined = rightColumns.map { SQLiteColumn(name: "\(alias).\($0.name)", sql: newName(), kind: $0.kind) }
        let gained = zip(rightColumns, joined).map { "r.\($0.sql) AS \($1.sql)" }.joined(separator: ", ")
        sql = """
            SELECT \(own.map { "l.\($0.sql) AS \($0.sql)" }.joined(separator: ", ")), \(gained), \
            ROW_NUMBER() OVER (ORDER BY l.o, r.o) AS o FROM (\(sql)) AS l \
            \(kind == "join" ? "JOIN" : "LEFT JOIN") (\(right.sql)) AS r ON l.\(a.sql) = r.\(b.sql)
            """
        columns += joined
    }

    private mutating func combine() {
        // Few columns, all of them given a name first.
        let items = (0...random.below(2)).map { _ in (random.pick(columns), newName()) }
        query += " | show \(items.map { "\($0.name) as \($1)" }.joined(separator: ", "))"
        sql = "SELECT \(items.map { "\($0.sql) AS \($1)" }.joined(separator: ", ")), o FROM (\(sql))"
        columns = items.map { .init(name: $1, sql: $1, kind: $0.kind) }
        let own = columns
        let (right, _) = apart(random.pick(SQLiteData.names)) { other in
            if other.random.chance(50) { other.filter() }
            let picked = own.map { column in (column.name, other.column { $0.kind == column.kind }!) }
            other.query += " | show \(picked.map { "\($1.name) as \($0)" }.joined(separator: ", "))"
            other.sql = "SELECT \(picked.map { "\($1.sql) AS \($0)" }.joined(separator: ", ")), o FROM (\(other.sql))"
        }
        let operation = random.pick(["union", "except", "intersect"])
        query += " | \(operation) (\(right.query))"
        guard operation != "union" else {
            sql =
                "SELECT \(names(columns)), 0 AS side, o FROM (\(sql)) UNION ALL SELECT \(names(columns)), 1, o FROM (\(right.sql))"
            return reorder(by: "side, o")
        }
        let same = own.map { "r.\($0.sql) IS l.\($0.sql)" }.joined(separator: " AND ")
        sql = """
            SELECT \(names(own)), MIN(o) AS o FROM (\(sql)) AS l WHERE \(operation == "except" ? "NOT " : "")EXISTS \
            (SELECT 1 FROM (\(right.sql)) AS r WHERE \(same)) GROUP BY \(names(own))
            """
    }
}
