import Values
import VietnameseText

/// Evaluates a query row by row, as the language is described and in no cleverer way: no indexes, no rules, no codes.
struct ReferenceEvaluator {
    let targets: [ReferenceTarget]

    func run(_ query: ReferenceQuery, on table: ReferenceTable) -> ReferenceTable {
        query.stages.reduce(table) { run($1, on: $0) }
    }

    private func run(_ stage: ReferenceStage, on table: ReferenceTable) -> ReferenceTable {
        var result = table
        switch stage {
        case .filter(let predicate): result.rows = table.rows.filter { holds(predicate, Row(table, $0)) }
        case .add(let expression, let name, let kind):
            result.columns.append(ReferenceColumn(name: name, kind: kind))
            result.rows = table.rows.map { $0 + [value(expression, Row(table, $0))] }
        case .show(let items): result = show(items, table)
        case .sort(let keys): result.rows = sorted(table, keys)
        case .take(let count): result.rows = Array(table.rows.prefix(count))
        case .skip(let count): result.rows = Array(table.rows.dropFirst(count))
        case .top(let count, let keys, let per): result.rows = top(table, count, keys, per)
        case .distinct(let items):
            if !items.isEmpty { result = show(items, table) }
            var seen = Set<[Identity]>()
            result.rows = result.rows.filter { seen.insert($0.map(identity)).inserted }
        case .aggregate(let items, let keys): result = aggregate(table, items, keys)
        }
        return result
    }

    struct Row {
        let table: ReferenceTable
        let cells: [Cell]

        init(_ table: ReferenceTable, _ cells: [Cell]) { (self.table, self.cells) = (table, cells) }
    }

    // MARK: Values

    func value(_ field: ReferenceField, _ row: Row) -> Cell {
        var cell = row.cells[row.table.position(field.column)]
        for step in field.steps {
            guard case .target(let number) = cell else { return .missing }
            let target = targets[number]
            switch step {
            case .name: cell = .text(target.name)
            case .size: cell = target.size
            case .parent: cell = target.parent.map(Cell.target) ?? .missing
            }
        }
        return cell
    }

    private func value(_ expression: ReferenceExpression, _ row: Row) -> Cell {
        switch expression {
        case .field(let field): return value(field, row)
        case .number(let number): return .number(number)
        case .coalesce(let left, let right):
            let first = value(left, row)
            return first.isMissing ? value(right, row) : first
        case .conditional(let condition, let yes, let no): return value(holds(condition, row) ? yes : no, row)
        case .arithmetic(let operation, let left, let right):
            return combine(operation, value(left, row), value(right, row))
        }
    }

    private func combine(_ operation: Character, _ left: Cell, _ right: Cell) -> Cell {
        if case .number(let a) = left, case .number(let b) = right, operation != "/" {
            let scale = max(a.scale, b.scale)
            let (x, y) = (a.rescaled(to: scale)!.significand, b.rescaled(to: scale)!.significand)
            switch operation {
            case "+": return .number(ExactDecimal(significand: x + y, scale: scale))
            case "-": return .number(ExactDecimal(significand: x - y, scale: scale))
            case "*": return .number(ExactDecimal(significand: a.significand * b.significand, scale: a.scale + b.scale))
            default: return y == 0 ? .missing : .number(ExactDecimal(significand: x % y, scale: scale))
            }
        }
        guard let x = double(left), let y = double(right) else { return .missing }
        switch operation {
        case "+": return .double(x + y)
        case "-": return .double(x - y)
        case "*": return .double(x * y)
        case "/": return y == 0 ? .missing : .double(x / y)
        default: return y == 0 ? .missing : .double(x.truncatingRemainder(dividingBy: y))
        }
    }

    func double(_ cell: Cell) -> Double? {
        switch cell {
        case .number(let number): number.doubleValue
        case .double(let double): double
        default: nil
        }
    }

    // MARK: Order and identity

    /// What `by` and `distinct` take for one.
    enum Identity: Hashable {
        case missing
        case text([UInt8])
        case other(Cell)
    }

    func identity(_ cell: Cell) -> Identity {
        switch cell {
        case .missing: .missing
        case .text(let text): .text(Folding.key(.k1, text))
        case .double(let double) where double == 0: .other(.double(0))
        default: .other(cell)
        }
    }

    /// A reference as the text that shows it.
    func shown(_ cell: Cell) -> Cell {
        if case .target(let number) = cell { return .text(targets[number].name) }
        return cell
    }

    /// -1, 0, 1 for two present cells of one kind.
    func order(_ a: Cell, _ b: Cell) -> Int {
        switch (shown(a), shown(b)) {
        case (.text(let x), .text(let y)):
            let (p, q) = (alphabetical(x), alphabetical(y))
            return p.lexicographicallyPrecedes(q) ? -1 : q.lexicographicallyPrecedes(p) ? 1 : 0
        case (.number(let x), .number(let y)): return x < y ? -1 : y < x ? 1 : 0
        case (.truth(let x), .truth(let y)): return x == y ? 0 : x ? 1 : -1
        case (.date(let x), .date(let y)): return x < y ? -1 : y < x ? 1 : 0
        case (let x, let y):
            let (p, q) = (double(x)!, double(y)!)
            return p < q ? -1 : q < p ? 1 : 0
        }
    }

    func alphabetical(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        CollationKey.append(Array(text.utf8).span, to: &key)
        return key
    }

    /// Missing last, whichever way.
    private func precedes(_ a: Row, _ b: Row, _ keys: [ReferenceOrder]) -> Bool {
        for key in keys {
            let (x, y) = (value(key.field, a), value(key.field, b))
            if x.isMissing || y.isMissing {
                if x.isMissing != y.isMissing { return y.isMissing }
                continue
            }
            let order = order(x, y)
            if order != 0 { return (order < 0) != key.isDescending }
        }
        return false
    }

    private func sorted(_ table: ReferenceTable, _ keys: [ReferenceOrder]) -> [[Cell]] {
        // Stable: the place decides among equals.
        table.rows.enumerated().sorted { a, b in
            if precedes(Row(table, a.element), Row(table, b.element), keys) { return true }
            if precedes(Row(table, b.element), Row(table, a.element), keys) { return false }
            return a.offset < b.offset
        }.map(\.element)
    }

    // MARK: Stages

    private func show(_ items: [(ReferenceField, String)], _ table: ReferenceTable) -> ReferenceTable {
        ReferenceTable(
            columns: items.map { ReferenceColumn(name: $0.1, kind: $0.0.endKind) },
            rows: table.rows.map { cells in items.map { value($0.0, Row(table, cells)) } })
    }

    private func top(_ table: ReferenceTable, _ count: Int, _ keys: [ReferenceOrder], _ per: ReferenceField?)
        -> [[Cell]]
    {
        let rows = sorted(table, keys)
        guard let per else { return Array(rows.prefix(count)) }
        let (groups, members) = grouped(ReferenceTable(columns: table.columns, rows: rows), [(per, "")])
        return groups.indices.flatMap { members[$0].prefix(count) }
    }

    /// Groups in the order of their keys, with their rows in order; text keys in their commonest spelling.
    private func grouped(_ table: ReferenceTable, _ keys: [(ReferenceField, String)]) -> ([[Cell]], [[[Cell]]]) {
        var numbers: [[Identity]: Int] = [:]
        var members: [[[Cell]]] = []
        for cells in table.rows {
            let key = keys.map { identity(value($0.0, Row(table, cells))) }
            let number = numbers[key] ?? members.count
            if number == members.count {
                numbers[key] = number
                members.append([])
            }
            members[number].append(cells)
        }
        let labels = members.map { rows in
            keys.map { key in commonest(rows.map { value(key.0, Row(table, $0)) }) }
        }
        let columns = keys.enumerated().map { ReferenceColumn(name: "k\($0)", kind: $1.0.endKind) }
        let numbered = ReferenceTable(
            columns: columns + [ReferenceColumn(name: "n", kind: .number)],
            rows: labels.enumerated().map { $1 + [.number(ExactDecimal(Int64($0)))] })
        let order = columns.map {
            ReferenceOrder(field: ReferenceField(column: $0.name, kind: $0.kind), isDescending: false)
        }
        let places = sorted(numbered, order).map { row -> Int in
            guard case .number(let number) = row.last else { return 0 }
            return Int(number.significand)
        }
        return (places.map { labels[$0] }, places.map { members[$0] })
    }

    /// The first among equally common ones; composed and decomposed are spellings too.
    private func commonest(_ cells: [Cell]) -> Cell {
        guard case .text = cells[0] else { return cells[0] }
        var counts: [[UInt8]: Int] = [:]
        var best = cells[0]
        let bytes = { (cell: Cell) -> [UInt8] in
            guard case .text(let text) = cell else { return [] }
            return Array(text.utf8)
        }
        for cell in cells { counts[bytes(cell), default: 0] += 1 }
        for cell in cells where counts[bytes(cell)]! > counts[bytes(best)]! { best = cell }
        return best
    }

    private func aggregate(
        _ table: ReferenceTable, _ items: [ReferenceAggregate], _ keys: [(ReferenceField, String)]
    ) -> ReferenceTable {
        let (labels, members) = keys.isEmpty ? ([[]], [table.rows]) : grouped(table, keys)
        let columns =
            keys.map { ReferenceColumn(name: $0.1, kind: $0.0.endKind) }
            + items.map { item in
                ReferenceColumn(name: item.name, kind: item.resultKind)
            }
        let rows = zip(labels, members).map { label, rows in
            label + items.map { aggregate($0, ReferenceTable(columns: table.columns, rows: rows)) }
        }
        return ReferenceTable(columns: columns, rows: rows)
    }

    private func aggregate(_ item: ReferenceAggregate, _ table: ReferenceTable) -> Cell {
        let rows = table.rows.map { Row(table, $0) }.filter { row in item.filter.map { holds($0, row) } ?? true }
        guard let argument = item.argument else { return .number(ExactDecimal(Int64(rows.count))) }
        let cells = rows.map { value(argument, $0) }.filter { !$0.isMissing }
        switch item.function {
        case "count": return .number(ExactDecimal(Int64(cells.count)))
        case "distinct": return .number(ExactDecimal(Int64(Set(cells.map(identity)).count)))
        case "sum":
            return cells.reduce(argument.endKind == .double ? .double(0) : .number(ExactDecimal(0))) {
                combine("+", $0, $1)
            }
        case "avg":
            return cells.isEmpty ? .missing : .double(cells.compactMap(double).reduce(0, +) / Double(cells.count))
        case "median":
            let numbers = cells.compactMap(double).sorted()
            guard !numbers.isEmpty else { return .missing }
            return .double((numbers[(numbers.count - 1) / 2] + numbers[numbers.count / 2]) / 2)
        case "min": return shown(cells.reduce(cells.first ?? .missing) { order($1, $0) < 0 ? $1 : $0 })
        case "max": return shown(cells.reduce(cells.first ?? .missing) { order($1, $0) > 0 ? $1 : $0 })
        case "first": return cells.first ?? .missing
        default: return cells.last ?? .missing
        }
    }
}

extension ReferenceAggregate {
    var resultKind: Kind {
        switch function {
        case "count", "distinct": .number
        case "avg", "median": .double
        case "min", "max": argument?.endKind == .target ? .text : argument?.endKind ?? .number
        default: argument?.endKind ?? .number
        }
    }
}
