import Language

/// A compact S-expression of a tree, for tests. Chains of `and` and `or` are shown flat, since their shape means nothing;
/// quotes around a value are shown only where they could matter: where it looks like something other than text.
enum Dump {
    static func script(_ script: Script) -> String {
        script.statements.map(statement).joined(separator: " ; ")
    }

    static func statement(_ statement: Statement) -> String {
        switch statement.kind {
        case .query(let query): self.query(query)
        case .letQuery(let name, let query): "(let \(self.name(name)) \(self.query(query)))"
        case .letValue(let name, let value): "(let \(self.name(name)) \(self.value(value)))"
        case .parameter(let parameter):
            list(
                "param", name(parameter.name), parameter.type.map { ":" + $0.text },
                parameter.defaultValue.map { "=" + value($0) }, parameter.explanation.map { "\"\($0)\"" })
        case .check(let sentence, let query): "(check \"\(sentence)\" \(self.query(query)))"
        case .explain(let query): "(explain \(self.query(query)))"
        case .profile(let query): "(profile \(self.query(query)))"
        case .describe(let query): "(describe \(self.query(query)))"
        case .command(let name, let arguments, _): "(.\(name.text) <\(arguments)>)"
        case .invalid: "(invalid)"
        }
    }

    static func query(_ query: Query) -> String {
        let source =
            switch query.source {
            case .named(let name): self.name(name)
            case .search(let words, _): "(search <\(words.text)>)"
            case .query(let inner): self.query(inner)
            case .invalid: "!"
            }
        return "(" + ([source] + query.stages.map { stage($0.kind) }).joined(separator: " ") + ")"
    }

    static func stage(_ kind: Stage.Kind) -> String {
        switch kind {
        case .where(let predicate): list("where", expression(predicate))
        case .search(let words): "(search <\(words.text)>)"
        case .show(let items): list("show", named(items))
        case .hide(let paths): list("hide", paths.map(path).joined(separator: " "))
        case .rename(let pairs): list("rename", pairs.map { "\(path($0.from))->\(name($0.to))" }.joined(separator: " "))
        case .add(let items, let per, let sortBy):
            list("add", named(items), clause("per", per.map(expression)), clause("sort", sortBy.map(key)))
        case .aggregate(let items, let by, let across):
            list(
                "agg", named(items), clause("by", by.map(named)),
                clause("across", across.map { [expression($0)] } ?? []))
        case .sort(let keys): list("sort", keys.map(key).joined(separator: " "))
        case .take(let count): list("take", self.count(count))
        case .skip(let count): list("skip", self.count(count))
        case .top(let count, let by, let per):
            list("top", self.count(count), clause("by", by.map(key)), clause("per", per.map(expression)))
        case .sample(let count): list("sample", self.count(count))
        case .distinct(let items): list("distinct", items.isEmpty ? nil : named(items))
        case .join(let join):
            list(
                "join-\(join.kind.rawValue)", query(join.other), join.alias.map { "as:" + name($0) },
                join.conditions.map { "\(expression($0.left))=\(expression($0.right))" }.joined(separator: " "))
        case .combine(let operation, let query): list(operation.rawValue, self.query(query))
        case .unnest(let path): list("unnest", self.path(path))
        case .chart(let kind, let expression, let by):
            list(
                "chart", kind.text, expression.map(self.expression),
                clause("by", by.map { [self.expression($0)] } ?? []))
        case .format(let name): list("as", name.text)
        case .into(let file): list("into", "<\(file.text)>")
        case .shell(let command): "(! <\(command)>)"
        case .invalid: "(invalid)"
        }
    }

    static func expression(_ expression: Expression) -> String {
        switch expression {
        case .field(let path): self.path(path)
        case .parameter(let name): "$" + name.text
        case .value(let value): self.value(value)
        case .unary(_, let operand, _): list("neg", self.expression(operand))
        case .binary(let operation, let left, let right):
            list(operation.rawValue, self.expression(left), self.expression(right))
        case .call(let name, let arguments, _):
            list(name.text + "()", arguments.map(self.expression).joined(separator: " "))
        case .aggregate(let call):
            list(
                "@" + call.name.text, call.arguments.map(self.expression).joined(separator: " "),
                call.filter.map { "where:" + self.expression($0) })
        case .comparison(let operation, let left, let right):
            list(operation.rawValue, self.expression(left), self.expression(right))
        case .inList(let left, let items, _): list("in", self.expression(left), items.map(item).joined(separator: " "))
        case .inRange(let left, let low, let high, _): list("range", self.expression(left), bounds(low, high))
        case .matches(let left, let pattern, _): list("matches", self.expression(left), "/\(pattern.text)/")
        case .isEmpty(let left, let negated, _): list(negated ? "present" : "empty", self.expression(left))
        case .has(let left, let right, _): list("has", self.expression(left), self.expression(right))
        case .not(let operand, _): list("not", self.expression(operand))
        case .and: list("and", flat(expression, isAnd: true).joined(separator: " "))
        case .or: list("or", flat(expression, isAnd: false).joined(separator: " "))
        case .invalid: "!"
        }
    }

    private static func flat(_ expression: Expression, isAnd: Bool) -> [String] {
        switch expression {
        case .and(let left, let right) where isAnd: flat(left, isAnd: true) + flat(right, isAnd: true)
        case .or(let left, let right) where !isAnd: flat(left, isAnd: false) + flat(right, isAnd: false)
        default: [self.expression(expression)]
        }
    }

    private static func item(_ item: Expression.InItem) -> String {
        switch item {
        case .value(let value): expression(value)
        case .range(let low, let high): "[" + bounds(low, high) + "]"
        }
    }

    private static func bounds(_ low: Expression?, _ high: Expression?) -> String {
        (low.map(expression) ?? "-") + ".." + (high.map(expression) ?? "-")
    }

    private static func list(_ parts: String?...) -> String {
        "(" + parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ") + ")"
    }

    private static func clause(_ word: String, _ parts: [String]) -> String? {
        parts.isEmpty ? nil : word + ":[" + parts.joined(separator: " ") + "]"
    }

    private static func named(_ items: [NamedExpression]) -> String { items.map(named).joined(separator: " ") }

    private static func named(_ item: NamedExpression) -> String {
        expression(item.expression) + (item.name.map { "->" + name($0) } ?? "")
    }

    private static func key(_ key: SortKey) -> String {
        expression(key.expression) + (key.isGivenName ? "^given" : "") + (key.isDescending ? "^desc" : "")
    }

    private static func count(_ count: Stage.Count) -> String {
        switch count {
        case .number(let number, _): "\(number)"
        case .parameter(let name): "$" + name.text
        }
    }

    private static func path(_ path: FieldPath) -> String { path.names.map(name).joined(separator: ".") }

    private static func name(_ name: Name) -> String {
        name.text.utf8.contains { $0 == 32 || $0 == 46 || $0 == 96 } ? "`\(name.text)`" : name.text
    }

    private static func value(_ value: WrittenValue) -> String {
        let first = value.text.utf8.first ?? 0
        let looksOther =
            (48...57).contains(first) || first == 43 || first == 45 || first == 46
            || ["true", "false"].contains(value.text)
        return value.isQuoted && looksOther ? "<'\(value.text)'>" : "<\(value.text)>"
    }
}
