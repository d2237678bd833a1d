extension SQLiteGenerator {
    // MARK: Aggregates

    /// An aggregate over a column; in SQL still without what it is over.
    private mutating func aggregateCall() -> (SQLitePair, SQLiteColumn.Kind) {
        let condition = random.chance(25) ? predicate(depth: 1) : nil
        let filter = condition.map { " FILTER (WHERE \($0.sql))" } ?? ""
        let inside = condition.map { " where \($0.query)" } ?? ""
        guard random.chance(75), let any = column() else {
            let query = condition.map { "count(where \($0.query))" } ?? "count"
            return (SQLitePair(query: query, sql: "COUNT(*)\(filter)"), .integer)
        }
        let call = { (name: String, function: String) in
            SQLitePair(query: "\(name)(\(any.name)\(inside))", sql: "\(function)(\(any.sql))\(filter)")
        }
        switch random.below(6) {
        case 0 where any.isNumber: return (call("sum", "SUM"), any.kind)
        case 1 where any.isNumber: return (call("avg", "AVG"), .real)
        case 2: return (call("min", "MIN"), any.kind)
        case 3: return (call("max", "MAX"), any.kind)
        case 4:
            return (
                SQLitePair(query: "distinct(\(any.name)\(inside))", sql: "COUNT(DISTINCT \(any.sql))\(filter)"),
                .integer
            )
        default: return (call("count", "COUNT"), .integer)
        }
    }

    /// Over no rows a sum is 0.
    private func whole(_ call: String, over: String = "") -> String {
        call.hasPrefix("SUM") ? "COALESCE(\(call)\(over), 0)" : call + over
    }

    mutating func aggregate() {
        let keys = random.chance(70) ? (0...random.below(2)).map { _ in (random.pick(columns), newName()) } : []
        let items = (0...random.below(3)).map { _ in (aggregateCall(), newName()) }
        query += " | \(items.map { "\($0.0.query) as \($1)" }.joined(separator: ", "))"
        let made = items.map { "\(whole($0.0.sql)) AS \($1)" }.joined(separator: ", ")
        if keys.isEmpty {
            sql = "SELECT \(made), 1 AS o FROM (\(sql))"
        } else {
            query += " by \(keys.map { "\($0.name) as \($1)" }.joined(separator: ", "))"
            let shown = keys.map { "\($0.sql) AS \($1)" }.joined(separator: ", ")
            sql = "SELECT \(shown), \(made) FROM (\(sql)) GROUP BY \(keys.map(\.0.sql).joined(separator: ", "))"
        }
        columns =
            keys.map { .init(name: $1, sql: $1, kind: $0.kind) } + items.map { .init(name: $1, sql: $1, kind: $0.1) }
        guard !keys.isEmpty else { return }
        let order = keys.map { "\($0.1) NULLS LAST" }.joined(separator: ", ")
        sql = "SELECT *, ROW_NUMBER() OVER (ORDER BY \(order)) AS o FROM (\(sql))"
    }

    mutating func window() {
        let group = random.chance(50) ? column() : nil
        let key = column()!
        let (isDescending, name) = (random.chance(50), newName())
        let part = group.map { "PARTITION BY \($0.sql) " } ?? ""
        let order = "ORDER BY \(key.sql) \(isDescending ? "DESC" : "ASC") NULLS LAST"
        let (value, kind, isSorted) = windowCall(part, order)
        query += " | add \(value.query) as \(name)\(group.map { " per \($0.name)" } ?? "")"
        if isSorted { query += " sort by \(key.name) \(isDescending ? "desc" : "asc")" }
        sql = "SELECT *, \(value.sql) AS \(name) FROM (\(sql))"
        columns.append(.init(name: name, sql: name, kind: kind))
    }

    private mutating func windowCall(_ part: String, _ order: String) -> (SQLitePair, SQLiteColumn.Kind, Bool) {
        let rows = "OVER (\(part)\(order), o ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
        let any = column()!
        switch random.below(6) {
        case 0: return (SQLitePair(query: "rank()", sql: "RANK() OVER (\(part)\(order))"), .integer, true)
        case 1: return (SQLitePair(query: "row()", sql: "ROW_NUMBER() OVER (\(part)\(order), o)"), .integer, true)
        case 2:
            return (
                SQLitePair(query: "previous(\(any.name))", sql: "LAG(\(any.sql)) OVER (\(part)\(order), o)"), any.kind,
                true
            )
        case 3:
            return (
                SQLitePair(query: "next(\(any.name))", sql: "LEAD(\(any.sql)) OVER (\(part)\(order), o)"), any.kind,
                true
            )
        case 4:
            let (call, kind) = runningCall()
            return (SQLitePair(query: "running(\(call.query))", sql: whole(call.sql, over: " \(rows)")), kind, true)
        default:
            let (call, kind) = runningCall()
            return (SQLitePair(query: call.query, sql: whole(call.sql, over: " OVER (\(part))")), kind, false)
        }
    }

    /// SQL counts no different values in a window.
    private mutating func runningCall() -> (SQLitePair, SQLiteColumn.Kind) {
        while true {
            let (call, kind) = aggregateCall()
            if !call.sql.contains("DISTINCT") { return (call, kind) }
        }
    }

    // MARK: Expressions

    mutating func number(depth: Int) -> (SQLitePair, SQLiteColumn.Kind) {
        guard depth > 0, !random.chance(25) else {
            if random.chance(70), let field = column(\.isNumber) {
                return (SQLitePair(query: field.name, sql: field.sql), field.kind)
            }
            let literal = String(random.below(9))
            return (SQLitePair(query: literal, sql: literal), .integer)
        }
        let ((left, a), (right, b)) = (number(depth: depth - 1), number(depth: depth - 1))
        let kind: SQLiteColumn.Kind = a == .real || b == .real ? .real : .integer
        // A column has one type in the one language, every value its own in the other.
        let real = { (pair: SQLitePair) in kind == .real ? "CAST(\(pair.sql) AS REAL)" : pair.sql }
        switch random.below(7) {
        case 0:
            return (
                SQLitePair(query: "(\(left.query) ?? \(right.query))", sql: "COALESCE(\(real(left)), \(real(right)))"),
                kind
            )
        case 1:
            let condition = predicate(depth: 0)
            return (
                SQLitePair(
                    query: "if(\(condition.query), \(left.query), \(right.query))",
                    sql: "CASE WHEN \(condition.sql) THEN \(real(left)) ELSE \(real(right)) END"), kind
            )
        case 2:
            return (
                SQLitePair(
                    query: "(\(left.query) / \(right.query))",
                    sql: "(CAST(\(left.sql) AS REAL) / NULLIF(CAST(\(right.sql) AS REAL), 0))"), .real
            )
        case 3 where kind == .integer:
            return (
                SQLitePair(query: "(\(left.query) % \(right.query))", sql: "(\(left.sql) % NULLIF(\(right.sql), 0))"),
                kind
            )
        default:
            let sign = random.pick(["+", "-", "*"])
            return (
                SQLitePair(query: "(\(left.query) \(sign) \(right.query))", sql: "(\(left.sql) \(sign) \(right.sql))"),
                kind
            )
        }
    }

    // MARK: Predicates

    /// In SQL a comparison with NULL is neither true nor false; here each is a plain yes or no.
    mutating func predicate(depth: Int) -> SQLitePair {
        if depth > 0, random.chance(50) {
            let a = predicate(depth: depth - 1)
            guard random.chance(75) else { return SQLitePair(query: "not (\(a.query))", sql: "(NOT \(a.sql))") }
            let (b, word) = (predicate(depth: depth - 1), random.pick(["and", "or"]))
            return SQLitePair(query: "(\(a.query)) \(word) (\(b.query))", sql: "(\(a.sql) \(word) \(b.sql))")
        }
        let subject = column()!
        let (name, field) = (subject.name, subject.sql)
        if random.chance(12) {
            return random.chance(50)
                ? SQLitePair(query: "\(name) is empty", sql: "(\(field) IS NULL)")
                : SQLitePair(query: "\(name) is not empty", sql: "(\(field) IS NOT NULL)")
        }
        let operation = random.pick(["=", "!=", "<", "<=", ">", ">="])
        if random.chance(20), let other = column({ $0.kind == subject.kind || $0.isNumber && subject.isNumber }) {
            return SQLitePair(
                query: "\(name) \(operation) .\(other.name)", sql: comparison(field, operation, other.sql))
        }
        if subject.kind == .date, random.chance(30) {
            let year = 2020 + random.below(3)
            return SQLitePair(
                query: "\(name) = \(year)", sql: "COALESCE(\(field) BETWEEN '\(year)-01-01' AND '\(year)-12-31', 0)")
        }
        if random.chance(20) {
            let values = (0...random.below(3)).map { _ in SQLiteData.value(subject.kind, &random) }
            let written = values.map { SQLiteData.sql($0, subject.kind) }.joined(separator: ", ")
            return SQLitePair(
                query: "\(name) in (\(values.joined(separator: ", ")))", sql: "COALESCE(\(field) IN (\(written)), 0)")
        }
        if subject.kind == .text, random.chance(30) {
            let part = random.pick(["n", "b", "ng", "a", "em"])
            return SQLitePair(query: "\(name) ~ \(part)", sql: "COALESCE(\(field) LIKE '%\(part)%', 0)")
        }
        if subject.isNumber, random.chance(20) {
            // A turned range is an error here.
            let ends = [SQLiteData.value(subject.kind, &random), SQLiteData.value(subject.kind, &random)]
            let (low, high) = (ends.min { Double($0)! < Double($1)! }!, ends.max { Double($0)! < Double($1)! }!)
            return SQLitePair(
                query: "\(name) between \(low) and \(high)", sql: "COALESCE(\(field) BETWEEN \(low) AND \(high), 0)")
        }
        let value = SQLiteData.value(subject.kind, &random)
        return SQLitePair(
            query: "\(name) \(operation) \(value)",
            sql: comparison(field, operation, SQLiteData.sql(value, subject.kind)))
    }

    private func comparison(_ left: String, _ operation: String, _ right: String) -> String {
        operation == "!=" ? "(NOT COALESCE(\(left) = \(right), 0))" : "COALESCE(\(left) \(operation) \(right), 0)"
    }
}
