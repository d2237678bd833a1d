extension SyntaxReader {
    /// A collection with at most one stage behind it, or any query in parentheses.
    mutating func readOperandQuery() throws(Failure) -> Query {
        let token = peek()
        if token.isSymbol(.leftParenthesis) { return try readParenthesizedQuery(token) }
        try descend(at: token.range)
        defer { nesting -= 1 }
        return try readQuery(isOperand: true)
    }

    /// `join C [as a] on f, g = h`; `isNamed` when the word `join` needs not follow.
    mutating func readJoin(_ kind: Join.Kind, _ keyword: Token, isNamed: Bool) throws(Failure) -> Stage.Kind {
        if !isNamed { try takeJoinWord(keyword) }
        let words = SourceRange(keyword.range.lower, position)
        if let failure = aliasWithoutAs() ?? conditionBehind(keyword) { throw failure }
        let other = try readOperandQuery()
        var alias: Name?
        let asToken = peek()
        if isWord(asToken, "as") {
            advance(asToken, as: .keyword)
            alias = try readName(what: "a name", as: .field)
        }
        let on = peek()
        guard isWord(on, "on") else {
            let name = source.text(words)
            if let failure = swallowedOn(name, other) ?? using() { throw failure }
            // Which fields the two sides share is told by who knows the data.
            if other.stages.isEmpty, isBorder(on) {
                return .join(Join(kind: kind, other: other, alias: alias, conditions: []))
            }
            throw failure(
                "`\(name)` needs `on` and the field both sides share", at: words,
                hints: other.stages.isEmpty
                    ? ["\(name) \(source.text(other.range)) on …"]
                    : ["put the query in parentheses: (\(source.text(other.range)))"])
        }
        advance(on, as: .keyword)
        var conditions: [Join.Condition] = []
        repeat { conditions.append(try readCondition()) } while takeConditionSeparator()
        return .join(Join(kind: kind, other: other, alias: alias, conditions: conditions))
    }

    /// `join units where kind=bộ on unit = name`: the value took the `on` in.
    private func swallowedOn(_ name: String, _ other: Query) -> Failure? {
        let text = source.text(other.range)
        guard !other.stages.isEmpty, let place = text.firstRange(of: " on ") else { return nil }
        let lower = other.range.lower + text[..<place.lowerBound].utf8.count + 1
        let rest = source.text(SourceRange(lower, endOfStageText(from: lower)))
        return failure(
            "`on` is part of the value here; parentheses end the query before it", at: SourceRange(lower, lower + 2),
            hints: ["\(name) (\(text[..<place.lowerBound])) \(rest)"])
    }

    /// `with year = 2021`: a condition, where other rows should be named.
    private mutating func conditionBehind(_ keyword: Token) -> Failure? {
        let field = peek()
        guard isWord(keyword, "with") || isWord(keyword, "without"), field.kind == .word, isComparisonAhead(field)
        else {
            return nil
        }
        let word = source.text(keyword.range)
        let condition = source.text(SourceRange(field.range.lower, endOfStageText(from: field.range.lower)))
        let isNegated = isWord(keyword, "without")
        return failure(
            "`\(word)` looks into other rows; `where` takes a condition", at: keyword.range,
            hints: [isNegated ? "where not (\(condition))" : "where \(condition)"])
    }

    /// `join units u on unit = u.name`
    private mutating func aliasWithoutAs() -> Failure? {
        let name = peek()
        let alias = peek(after: name)
        guard name.kind == .word, alias.kind == .word, !isWord(alias, "as"), isWord(peek(after: alias), "on"),
            Vocabulary.stageWords[lowered(alias)] == nil, Vocabulary.aggregate(lowered(alias)) == nil
        else { return nil }
        return failure("a name is given with `as`", at: alias.range, hints: ["as \(shown(alias))"])
    }

    /// `join units using (bloc)`
    private mutating func using() -> Failure? {
        let using = peek()
        guard isWord(using, "using") else { return nil }
        let fields = source.text(SourceRange(using.range.upper, endOfStageText(from: using.range.upper)))
        return failure(
            "`using` is written `on`", at: using.range,
            hints: ["on \(fields.filter { !"()".contains($0) }.drop { $0 == " " })"])
    }

    private mutating func takeJoinWord(_ keyword: Token) throws(Failure) {
        let outer = peek()
        if isWord(outer, "outer") { advance(outer, as: .stage) }
        let join = peek()
        guard isWord(join, "join") else {
            let word = source.text(keyword.range)
            throw failure("`\(word)` needs `join` behind it", at: keyword.range, hints: ["\(word) join … on …"])
        }
        advance(join, as: .stage)
    }

    /// `f`, or `g = h` with g of these rows and h of the other's; both name fields, so neither is a value.
    private mutating func readCondition() throws(Failure) -> Join.Condition {
        let left = try readArithmetic()
        let equal = peek()
        guard equal.isSymbol(.equal) || equal.isSymbol(.doubleEqual) else {
            return Join.Condition(left: left, right: left)
        }
        advance(equal, as: .operator, continues: true)
        return Join.Condition(left: left, right: try readArithmetic())
    }

    private mutating func takeConditionSeparator() -> Bool {
        let token = peek()
        guard token.isSymbol(.comma) || token.isSymbol(.doubleAmpersand) || isWord(token, "and") else { return false }
        advance(token, as: .operator, continues: true)
        return true
    }
}
