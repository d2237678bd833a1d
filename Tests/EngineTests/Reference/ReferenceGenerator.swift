import Values

/// Makes random queries over the columns that its rows have at each stage.
struct ReferenceGenerator {
    private var random: SeededRandom
    private var columns: [ReferenceColumn] = []
    private var madeNames = 0
    /// Numbers with more digits than a collection's own would leave the engine's exact arithmetic.
    private var computed: Set<String> = []

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func query(over table: ReferenceTable) -> ReferenceQuery {
        columns = table.columns
        computed = []
        var stages: [ReferenceStage] = []
        for _ in 0..<(1 + random.below(4)) { stages.append(stage()) }
        return ReferenceQuery(stages: stages)
    }

    private mutating func newName() -> String {
        madeNames += 1
        return "c\(madeNames)"
    }

    // MARK: Stages

    private mutating func stage() -> ReferenceStage {
        switch random.below(20) {
        case 0..<8: return .filter(predicate(depth: 2))
        case 8, 9: return add()
        case 10:
            let items = named(1 + random.below(4)) { _ in true }
            return setColumns(items, .show(items))
        case 11, 12, 13:
            let keys = order(1 + random.below(2))
            return keys.isEmpty ? .take(8) : .sort(keys)
        case 14: return random.chance(50) ? .take(random.below(12)) : .skip(random.below(12))
        case 15: return top()
        case 16:
            let items = named(1 + random.below(2)) { $0 != .list }
            return items.isEmpty ? .take(9) : setColumns(items, .distinct(items))
        default: return aggregate()
        }
    }

    private mutating func setColumns(_ items: [(ReferenceField, String)], _ stage: ReferenceStage) -> ReferenceStage {
        let wasComputed = computed
        columns = items.map { ReferenceColumn(name: $0.1, kind: $0.0.endKind) }
        computed = Set(items.filter { wasComputed.contains($0.0.column) }.map(\.1))
        return stage
    }

    private mutating func named(_ count: Int, _ fits: (Kind) -> Bool) -> [(ReferenceField, String)] {
        (0..<count).compactMap { _ in field(fits).map { ($0, newName()) } }
    }

    private mutating func add() -> ReferenceStage {
        let name = newName()
        let (expression, kind) = number(depth: 2)
        columns.append(ReferenceColumn(name: name, kind: kind))
        computed.insert(name)
        return .add(expression, name, kind)
    }

    private mutating func order(_ count: Int) -> [ReferenceOrder] {
        let keys = (0..<count).compactMap { _ in field { $0 != .list } }
        return keys.map { ReferenceOrder(field: $0, isDescending: random.chance(50)) }
    }

    private mutating func top() -> ReferenceStage {
        let keys = order(1 + random.below(2))
        guard !keys.isEmpty else { return .take(5) }
        return .top(random.below(6), keys, per: random.chance(40) ? field { $0 != .list && $0 != .target } : nil)
    }

    private mutating func aggregate() -> ReferenceStage {
        let keys = random.chance(70) ? named(1 + random.below(2)) { $0 != .list } : []
        let items = (0..<(1 + random.below(3))).compactMap { _ in aggregateCall() }
        guard !items.isEmpty else { return .take(7) }
        columns =
            keys.map { ReferenceColumn(name: $0.1, kind: $0.0.endKind) }
            + items.map { ReferenceColumn(name: $0.name, kind: $0.resultKind) }
        computed = Set(items.map(\.name)).union(keys.filter { computed.contains($0.0.column) }.map(\.1))
        return .aggregate(items, by: keys)
    }

    private mutating func aggregateCall() -> ReferenceAggregate? {
        let function = random.pick([
            "count", "count", "sum", "avg", "min", "max", "median", "distinct", "first", "last",
        ])
        var argument: ReferenceField?
        switch function {
        case "sum", "avg", "median":
            argument = field { $0 == .number || $0 == .double }
            if argument == nil { return nil }
        case "count": if random.chance(50) { argument = field { _ in true } }
        default:
            argument = field { $0 != .list }
            if argument == nil { return nil }
        }
        let filter = random.chance(30) ? predicate(depth: 1) : nil
        return ReferenceAggregate(function: function, argument: argument, filter: filter, name: newName())
    }

    // MARK: Fields and expressions

    private mutating func field(_ fits: (Kind) -> Bool) -> ReferenceField? {
        var choices: [ReferenceField] = []
        for column in columns {
            let plain = ReferenceField(column: column.name, kind: column.kind)
            choices.append(plain)
            guard column.kind == .target else { continue }
            for steps in [[.name], [.size], [.parent], [.parent, .name], [.parent, .size]] as [[ReferenceField.Step]] {
                choices.append(ReferenceField(column: column.name, kind: .target, steps: steps))
            }
        }
        choices = choices.filter { fits($0.endKind) }
        return choices.isEmpty ? nil : random.pick(choices)
    }

    private mutating func number(depth: Int) -> (ReferenceExpression, Kind) {
        let known = computed
        if depth == 0 || random.chance(25) {
            // Columns that were computed before are used as they are, so that digits do not pile up.
            if depth == 2 || random.chance(70),
                let field = field({ $0 == .number || $0 == .double }), depth == 2 || !known.contains(field.column)
            {
                return (.field(field), field.endKind)
            }
            return (.number(literalNumber()), .number)
        }
        let (left, a) = number(depth: depth - 1)
        let (right, b) = number(depth: depth - 1)
        let kind: Kind = a == .double || b == .double ? .double : .number
        switch random.below(8) {
        case 0: return (.coalesce(left, right), kind)
        case 1: return (.conditional(predicate(depth: 0), left, right), kind)
        case 2: return (.arithmetic("/", left, right), .double)
        case 3: return (.arithmetic("%", left, right), kind)
        case 4: return (.arithmetic("*", left, right), kind)
        case 5: return (.arithmetic("-", left, right), kind)
        default: return (.arithmetic("+", left, right), kind)
        }
    }

    private mutating func literalNumber() -> ExactDecimal {
        random.chance(60)
            ? ExactDecimal(Int64(random.below(12)))
            : ExactDecimal(significand: Int128(random.below(300)), scale: 1 + random.below(2))
    }

    // MARK: Predicates

    private mutating func predicate(depth: Int) -> ReferencePredicate {
        if depth > 0 {
            switch random.below(10) {
            case 0, 1: return .and(predicate(depth: depth - 1), predicate(depth: depth - 1))
            case 2, 3: return .or(predicate(depth: depth - 1), predicate(depth: depth - 1))
            case 4: return .not(predicate(depth: depth - 1))
            default: break
            }
        }
        let field = field { _ in true }!
        if random.chance(12) { return .empty(field) }
        if random.chance(12), let other = self.field({ $0 == field.endKind && $0 != .list }) {
            let operations =
                field.endKind == .truth || field.endKind == .target ? ["=", "!="] : ["=", "!=", "<", "<=", ">", ">="]
            return .fields(field, random.pick(operations), other)
        }
        switch field.endKind {
        case .truth:
            return random.chance(40)
                ? .truth(field) : .compare(field, random.pick(["=", "!="]), .truth(random.chance(50)))
        case .list:
            return random.chance(60)
                ? .has(field, text()) : .compare(field, random.pick(["~", "!~", "starts", "ends"]), part())
        case .text, .target: return textual(field)
        case .number, .double, .date: return ordered(field)
        }
    }

    private mutating func textual(_ field: ReferenceField) -> ReferencePredicate {
        let written = field.endKind == .target ? name() : text()
        switch random.below(8) {
        case 0: return .list(field, (0..<(1 + random.below(3))).map { _ in field.endKind == .target ? name() : text() })
        case 1: return .compare(field, random.pick(["~", "!~", "starts", "ends"]), part())
        case 2: return .compare(field, random.pick(["<", "<=", ">", ">="]), written)
        case 3: return .compare(field, "==", written)
        case 4: return .compare(field, "!=", written)
        default: return .compare(field, "=", written)
        }
    }

    private mutating func ordered(_ field: ReferenceField) -> ReferencePredicate {
        switch random.below(6) {
        case 0: return .list(field, (0..<(1 + random.below(3))).map { _ in bound(field) })
        case 1:
            let ends = random.below(3)
            return .range(field, ends == 1 ? nil : bound(field), ends == 2 ? nil : bound(field))
        default: return .compare(field, random.pick(["=", "!=", "<", "<=", ">", ">="]), bound(field))
        }
    }

    private mutating func bound(_ field: ReferenceField) -> ReferenceLiteral {
        guard field.endKind == .date else { return .number(literalNumber()) }
        let (year, month, day) = (2020 + random.below(3), 1 + random.below(12), 1 + random.below(28))
        let first = CalendarDate(year: year, month: month, day: day)!
        switch random.below(4) {
        case 0:
            return .period(
                "\(year)", CalendarDate(year: year, month: 1, day: 1)!, CalendarDate(year: year, month: 12, day: 31)!)
        case 1:
            let last = CalendarDate.length(ofMonth: month, year: year)
            return .period(
                "\(month)/\(year)", CalendarDate(year: year, month: month, day: 1)!,
                CalendarDate(year: year, month: month, day: last)!)
        case 2: return .period("\(day)/\(month)/\(year)", first, first)
        default: return .period(first.isoText, first, first)
        }
    }

    private mutating func text() -> ReferenceLiteral { .text(random.pick(ReferenceData.texts)) }

    private mutating func name() -> ReferenceLiteral { .text(random.pick(ReferenceData.names + ReferenceData.aliases)) }

    private mutating func part() -> ReferenceLiteral {
        .text(random.pick(["hợp", "hop", "o", "à", "hoà", "b", "T", "Nẵng", "n", "tổ", "2"]))
    }
}
