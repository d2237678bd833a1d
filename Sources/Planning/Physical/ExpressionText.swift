import Storage
import Values

/// Writes expressions and operators as people read them in `explain`.
struct ExpressionText {
    let catalog: Catalog
    private let names: [ColumnID: String]

    /// Names every column of a plan: stored ones by their field, made ones by what makes them.
    init(_ plan: PhysicalPlan, _ catalog: Catalog) {
        self.catalog = catalog
        var names: [ColumnID: String] = [:]
        ExpressionText.collect(plan, catalog, &names)
        self.names = names
    }

    private static func collect(_ plan: PhysicalPlan, _ catalog: Catalog, _ names: inout [ColumnID: String]) {
        for input in plan.inputs { collect(input, catalog, &names) }
        let text = { (names: [ColumnID: String]) in ExpressionText(catalog: catalog, names: names) }
        switch plan.operation {
        case .scan(let table, let columns, _, _), .firstRows(let table, let columns, _),
            .topRows(let table, let columns, _, _, _, _):
            for column in columns { names[column.id] = fieldName(table, column.position, catalog) }
        case .extend(let definitions), .project(let definitions):
            for definition in definitions where !definition.isPassedOn {
                names[definition.id] = text(names).describe(definition.expression)
            }
        case .aggregate(let keys, let aggregates, _):
            for key in keys { names[key.id] = text(names).describe(key.expression) }
            for one in aggregates { names[one.id] = text(names).describe(one.aggregate) }
        case .countByCode(let table, let position, let key, _, let counts):
            names[key] = fieldName(table, position, catalog)
            for id in counts { names[id] = "count" }
        case .aggregateFromStatistics(let table, let columns, let aggregates):
            for column in columns { names[column.id] = fieldName(table, column.position, catalog) }
            for one in aggregates { names[one.id] = text(names).describe(one.aggregate) }
        case .shared(_, _, let columns): for column in columns { names[column.id] = names[column.source] }
        case .count(let table, let access, let ids):
            for (id, position) in access.columns { names[id] = fieldName(table, position, catalog) }
            for id in ids { names[id] = "count" }
        case .union(let columns):
            for column in columns { names[column.id] = (column.left ?? column.right).flatMap { names[$0] } }
        case .unnest(let list, let element, _): names[element] = names[list]
        case .window(let definitions, _, _), .countedRanks(let definitions, _, _):
            for one in definitions { names[one.id] = text(names).describe(one.function) }
        case .filter, .sort, .top, .limit, .distinct, .join, .sample: break
        }
    }

    private init(catalog: Catalog, names: [ColumnID: String]) { (self.catalog, self.names) = (catalog, names) }

    static func fieldName(_ table: String, _ position: Int, _ catalog: Catalog) -> String {
        if position == LogicalPlan.rowPosition { return "row" }
        if position < 0 { return RowOrigin.hiddenFields[-1 - position].name }
        return catalog[table]?.schema.fields[position].name ?? "?"
    }

    func name(_ id: ColumnID) -> String { names[id] ?? "column \(id.number)" }

    /// So many of a list are shown, and so many characters of each.
    private static let mostListed = 8
    private static let longestListed = 100

    /// Expressions side by side, as many and as much of them as are read at a glance: after `length` characters no other
    /// begins.
    static func list(_ items: [String], length: Int = 72) -> String {
        var shown: [String] = []
        var shownLength = 0
        for item in items.prefix(mostListed) where shownLength < length {
            shown.append(item.count > longestListed ? item.prefix(longestListed - 1) + "…" : item)
            shownLength += item.count + 2
        }
        return shown.joined(separator: ", ") + (items.count > shown.count ? ", …" : "")
    }

    /// Conditions joined by a word; a search asks every text field.
    private func conditions(_ parts: [BoundExpression], _ word: String) -> String {
        let shown = parts.prefix(Self.mostListed).map(describe).joined(separator: " \(word) ")
        return shown + (parts.count > Self.mostListed ? " \(word) … (\(parts.count) in all)" : "")
    }

    func describe(_ expression: BoundExpression) -> String {
        switch expression {
        case .column(let id, _): name(id)
        case .element: "element"
        case .literal(let value, _): describe(value)
        case .follow(let base, let table, let position, _):
            "\(describe(base)).\(ExpressionText.fieldName(table, position, catalog))"
        case .arithmetic(let operation, let a, let b, _): "(\(describe(a)) \(operation.rawValue) \(describe(b)))"
        case .call(.truth, let inner, _): describe(inner[0])
        case .call(let function, let arguments, _) where [.coalesce, .concatenate].contains(function):
            "(\(arguments.map(describe).joined(separator: " \(function.rawValue) ")))"
        case .call(.negate, let arguments, _): "-\(describe(arguments[0]))"
        case .call(.addDays, let arguments, _): "(\(describe(arguments[0])) + \(describe(arguments[1])) days)"
        case .call(.addMonths, let arguments, _): "(\(describe(arguments[0])) + \(describe(arguments[1])) months)"
        case .call(let function, let arguments, _):
            "\(function.rawValue)(\(arguments.map(describe).joined(separator: ", ")))"
        case .conditional(let condition, let a, let b, _): "if(\(describe(condition)), \(describe(a)), \(describe(b)))"
        case .compare(let comparison, let a, let b): "\(describe(a)) \(comparison.rawValue) \(describe(b))"
        case .inIntegers(_, _, let note), .inDoubles(_, _, let note): note
        case .matchesText(let subject, let pattern): "\(describe(subject)) \(describe(pattern))"
        case .isMissing(let subject): "\(describe(subject)) is empty"
        case .anyElement(let list, let inner): "\(describe(list)) has (\(describe(inner)))"
        case .not(let inner): "not (\(describe(inner)))"
        case .and(let parts): parts.isEmpty ? "true" : conditions(parts, "and")
        case .or(let parts): parts.isEmpty ? "false" : "(\(conditions(parts, "or")))"
        }
    }

    private func describe(_ value: Value) -> String {
        switch value {
        case .missing, .list: "missing"
        case .text(let text): "\"\(text)\""
        case .integer(let integer): String(integer)
        case .decimal(let decimal): decimal.description
        case .double(let double): String(double)
        case .boolean(let truth): String(truth)
        case .date(let date): String(decoding: bytes(date.append), as: UTF8.self)
        case .dateTime(let moment): String(decoding: bytes(moment.append), as: UTF8.self)
        }
    }

    private func bytes(_ append: (inout [UInt8]) -> Void) -> [UInt8] {
        var output: [UInt8] = []
        append(&output)
        return output
    }

    private func describe(_ pattern: TextPattern) -> String {
        switch pattern {
        case .anyOf(let keys) where keys.count == 1: "\(keys[0].level == .exact ? "==" : "=") \(keys[0].written)"
        case .anyOf(let keys):
            "in (\(keys.prefix(8).map(\.written).joined(separator: ", "))\(keys.count > 8 ? ", …" : ""))"
        case .contains(let key): "~ \(key.written)"
        case .word(let key): "has the word \(key.written)"
        case .starts(let key): "starts \(key.written)"
        case .ends(let key): "ends \(key.written)"
        case .like(let key): "like \(key.written)"
        case .regex(let text): "matches /\(text)/"
        case .order(let comparison, let text): "\(comparison.rawValue) \(text)"
        }
    }

    func describe(_ aggregate: Aggregate) -> String {
        guard aggregate.argument != nil || aggregate.filter != nil else { return aggregate.function.description }
        let arguments = [aggregate.argument, aggregate.second].compactMap { $0 }.map(describe).joined(separator: ", ")
        let filter = aggregate.filter.map { "where \(describe($0))" }
        let inside = [arguments.isEmpty ? nil : arguments, filter].compactMap { $0 }.joined(separator: " ")
        return "\(aggregate.function.description)(\(inside))"
    }

    func describe(_ function: WindowFunction) -> String {
        switch function {
        case .rank: "rank()"
        case .row: "row()"
        case .running(let aggregate): "running(\(describe(aggregate)))"
        case .previous(let value): "previous(\(describe(value)))"
        case .next(let value): "next(\(describe(value)))"
        case .share(let value): "share(\(describe(value)))"
        case .aggregate(let aggregate): describe(aggregate)
        }
    }

    func describe(_ key: LogicalPlan.OrderKey) -> String {
        describe(key.expression) + (key.isGivenName ? " given" : "") + (key.isDescending ? " desc" : "")
    }
}
