import Language

/// A small seeded generator (SplitMix64), so that every run tests the same.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Random trees of every shape the parser can give.
struct RandomTrees {
    var random: SeededGenerator
    private let nowhere = SourceRange(0, 0)

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    mutating func chance(_ part: Int) -> Bool { below(part) == 0 }
    mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

    mutating func many<T>(_ most: Int, _ make: (inout RandomTrees) -> T) -> [T] {
        var result: [T] = []
        for _ in 0...below(most) { result.append(make(&self)) }
        return result
    }

    // MARK: Words

    mutating func name() -> Name {
        Name(
            pick([
                "a", "year", "bloc", "count", "sum", "by", "as", "not", "and", "or", "per", "họ_tên", "họ tên",
                "ho\u{0323} te\u{0302}n", "desc", "where", "2021", "x.y", "a`b", "if", "p90", "across", "in", "given",
                "true", "select", "let", "search", "distinct", "matches", "“x”", "x≥y", "‘", "from",
            ]), range: nowhere)
    }

    mutating func path() -> FieldPath {
        FieldPath(chance(3) ? [name(), name()] : [name()], range: nowhere)
    }

    mutating func value() -> WrittenValue {
        let texts = [
            "tổng hợp", "to\u{0302}\u{0309}ng hợp", "2021", "007", "-3.5", "a and b", "x | y", "(", ")",
            "Chính phủ (ký)",
            "\"", "'", "\\", "a\nb", "\t", "", " ", "2018..2022", "2022-03-17", "17/03/2022", "30 days", "true", "$x",
            ".f", "lower(x)", "a, b", "# x", "--", "Gương \"mặt\"", "3 and 4", "1 (", "5 in 6", ".5", "1e9", "+2",
            "null",
            "“a”", "«", "≥ 3", "1_000",
        ]
        let text = pick(texts)
        // Only what the parser itself would leave unquoted.
        let plain = ["tổng hợp", "2021", "007", "-3.5", "2022-03-17", "17/03/2022", "true", ".5", "30 days"]
        return WrittenValue(text, range: nowhere, isQuoted: !(plain.contains(text) && chance(2)))
    }

    // MARK: Expressions

    mutating func number() -> Expression {
        .value(WrittenValue(pick(["1", "2.5", "2022-03-17", "3 days", "1e3"]), range: nowhere, isQuoted: false))
    }

    mutating func operand(_ depth: Int) -> Expression {
        switch below(depth > 0 ? 9 : 4) {
        case 0, 1: return .field(path())
        case 2: return .parameter(Name("since", range: nowhere))
        case 3:
            let value = value()
            return value.isQuoted ? .value(value) : number()
        case 4: return .unary(.minus, arithmetic(depth - 1), nowhere)
        case 5:
            let name = pick(["lower", "abs", "year"])
            return .call(Name(name, range: nowhere), [expression(depth - 1)], nowhere)
        case 6:
            return .call(
                Name("if", range: nowhere), [expression(depth - 1), arithmetic(depth - 1), arithmetic(depth - 1)],
                nowhere)
        case 7: return .call(Name("today", range: nowhere), [], nowhere)
        default: return aggregate(depth - 1)
        }
    }

    mutating func aggregate(_ depth: Int) -> Expression {
        let name = Name(pick(["count", "sum", "avg", "p90", "p99.9", "distinct", "share", "running"]), range: nowhere)
        var call = AggregateCall(name: name, arguments: [arithmetic(depth)], range: nowhere)
        if name.text == "count", chance(2) { call.arguments = [] }
        if chance(3) { call.filter = expression(depth) }
        return .aggregate(call)
    }

    mutating func arithmetic(_ depth: Int) -> Expression {
        guard depth > 0, chance(2) else { return operand(depth) }
        let operation = pick([BinaryOperator.add, .subtract, .multiply, .divide, .remainder, .concatenate, .coalesce])
        return .binary(operation, arithmetic(depth - 1), arithmetic(depth - 1))
    }

    mutating func right(_ depth: Int) -> Expression { chance(3) ? arithmetic(depth) : .value(value()) }

    mutating func comparison(_ depth: Int) -> Expression {
        let left = arithmetic(depth)
        switch below(8) {
        case 0: return .inList(left, many(3) { $0.item(depth) }, nowhere)
        case 1:
            let bounds = bounds(depth)
            return .inRange(left, low: bounds.0, high: bounds.1, nowhere)
        case 2:
            let pattern = pick(["^a$", "a/b", "\\d+", "[|)]", "", "\\\\", "tổng \" '"])
            return .matches(left, pattern: WrittenValue(pattern, range: nowhere, isQuoted: true), nowhere)
        case 3: return .isEmpty(left, negated: chance(2), nowhere)
        case 4: return .has(left, right(depth), nowhere)
        default:
            let operations: [ComparisonOperator] = [
                .equal, .identical, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contains, .notContains,
                .starts, .ends, .like,
            ]
            return .comparison(pick(operations), left, right(depth))
        }
    }

    mutating func bounds(_ depth: Int) -> (Expression?, Expression?) {
        switch below(3) {
        case 0: (bound(depth), nil)
        case 1: (nil, bound(depth))
        default: (bound(depth), bound(depth))
        }
    }

    mutating func bound(_ depth: Int) -> Expression {
        if case .value(let value) = right(depth), value.text != "true" { return .value(value) }
        return .parameter(Name("since", range: nowhere))
    }

    mutating func item(_ depth: Int) -> Expression.InItem {
        guard chance(3) else { return .value(right(depth)) }
        let bounds = bounds(depth)
        return .range(low: bounds.0, high: bounds.1)
    }

    mutating func expression(_ depth: Int) -> Expression {
        switch below(depth > 0 ? 6 : 2) {
        case 0: arithmetic(depth)
        case 1, 2: comparison(max(depth - 1, 0))
        case 3: .and(condition(depth - 1), condition(depth - 1))
        case 4: .or(condition(depth - 1), condition(depth - 1))
        default: .not(expression(depth - 1), nowhere)
        }
    }

    /// A value alone behind `and` or `or` is an error.
    mutating func condition(_ depth: Int) -> Expression {
        while true {
            let expression = expression(depth)
            if case .value = expression { continue }
            return expression
        }
    }

    // MARK: Stages

    mutating func named() -> NamedExpression { NamedExpression(expression(2), name: chance(2) ? name() : nil) }
    mutating func key() -> SortKey { SortKey(expression(2), isDescending: chance(2), isGivenName: chance(4)) }

    mutating func count() -> Stage.Count {
        chance(4) ? .parameter(Name("n", range: nowhere)) : .number(below(1000), nowhere)
    }

    mutating func aggregated() -> NamedExpression {
        var item = aggregate(1)
        // A window function makes no groups.
        while case .aggregate(let call) = item, call.name.text == "running" { item = aggregate(1) }
        if chance(4) { item = .binary(.subtract, item, arithmetic(1)) }
        if chance(6) { item = .call(Name("round", range: nowhere), [item], nowhere) }
        return NamedExpression(item, name: chance(2) ? name() : nil)
    }

    mutating func kind(_ depth: Int) -> Stage.Kind {
        switch below(depth > 0 ? 19 : 17) {
        case 0, 1: return .where(expression(3))
        case 2:
            return .search(WrittenValue(pick(["huân chương", "a | b", "\"x\" y", ""]), range: nowhere, isQuoted: true))
        case 3: return .show(many(3) { $0.named() })
        case 4: return .hide(many(3) { $0.path() })
        case 5: return .rename(many(2) { (from: $0.path(), to: $0.name()) })
        case 6:
            return .add(
                many(2) { $0.named() }, per: chance(2) ? [] : many(2) { $0.expression(1) },
                sortBy: chance(2) ? [] : many(2) { $0.key() })
        case 7, 8:
            return .aggregate(
                many(3) { $0.aggregated() }, by: chance(2) ? [] : many(2) { $0.named() },
                across: chance(3) ? expression(1) : nil)
        case 9: return .sort(many(3) { $0.key() })
        case 10: return .take(count())
        case 11: return .skip(count())
        case 12: return .top(count(), by: many(2) { $0.key() }, per: chance(2) ? [] : many(2) { $0.expression(1) })
        case 13: return .distinct(chance(3) ? [] : many(2) { $0.named() })
        case 14: return .unnest(path())
        case 15:
            return .chart(
                kind: Name("bar", range: nowhere), chance(3) ? nil : arithmetic(2), by: chance(2) ? nil : arithmetic(1))
        case 16:
            return pick([
                .format(Name("csv", range: nowhere)), .into(value()), .shell("sort -n | (x"),
                .sample(.number(3, nowhere)),
            ])
        case 17: return .combine(pick([.union, .except, .intersect]), query(depth - 1))
        default:
            let conditions = many(2) { trees in
                Join.Condition(left: trees.arithmetic(1), right: trees.arithmetic(1))
            }
            return .join(
                Join(
                    kind: pick([.inner, .left, .with, .without]), other: query(depth - 1),
                    alias: chance(2) ? name() : nil, conditions: conditions))
        }
    }

    mutating func query(_ depth: Int) -> Query {
        let source: Query.Source =
            depth > 0 && chance(5)
            ? .query(query(depth - 1))
            : chance(8)
                ? .search(WrittenValue("huân chương", range: nowhere, isQuoted: false), range: nowhere) : .named(name())
        let stages =
            chance(8)
            ? [] : many(4) { Stage($0.kind(depth), range: SourceRange(0, 0), keywordRange: SourceRange(0, 0)) }
        return Query(source: source, stages: stages, range: nowhere)
    }

    /// A query that sends its rows nowhere, as those must that are named or explained.
    private mutating func rows(_ depth: Int) -> Query {
        var made = query(depth)
        made.stages.removeAll { stage in
            switch stage.kind {
            case .format, .into, .shell: true
            default: false
            }
        }
        return made
    }

    mutating func statement() -> Statement {
        let kind: Statement.Kind =
            switch below(10) {
            case 0: .letQuery(name(), rows(1))
            case 1: .letValue(name(), WrittenValue(pick(["2019", "-3", "true"]), range: nowhere, isQuoted: false))
            case 2:
                .parameter(
                    Parameter(
                        name: name(), type: chance(2) ? Name("number", range: nowhere) : nil,
                        defaultValue: chance(2) ? value() : nil, explanation: chance(2) ? "what \"it\" is" : nil))
            case 3: .check(sentence: "mỗi dòng có năm", query(1))
            case 4: .explain(rows(1))
            case 5: .describe(query(0))
            case 6: .command(Name("mode", range: nowhere), arguments: "csv ; | x", argumentsRange: nowhere)
            default: .query(query(2))
            }
        return Statement(kind, range: nowhere)
    }
}
