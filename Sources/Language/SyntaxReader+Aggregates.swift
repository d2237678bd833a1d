extension SyntaxReader {
    /// `count`, `sum E as n, … [by E, …] [across E]`
    mutating func readAggregates() throws(Failure) -> Stage.Kind {
        var items: [NamedExpression] = []
        let isParenthesized = peek().isSymbol(.leftParenthesis)
        repeat {
            context.takesAggregateWords = true
            let item = try readNamedExpression()
            let isBegun = isParenthesized || Self.beginsStage(item.expression)
            if items.isEmpty, !isBegun || !item.expression.mayHaveAggregate {
                throw noAggregate(item)
            }
            items.append(item)
            context.takesAggregateWords = false
            if let failure = commaBeforeClause() { throw failure }
        } while takeComma()
        var keys: [NamedExpression] = []
        let by = peek()
        if isWord(by, "by") {
            advance(by, as: .keyword)
            keys = try readNamedExpressions()
        }
        let across = peek()
        guard isWord(across, "across") else { return .aggregate(items, by: keys, across: nil) }
        advance(across, as: .keyword)
        context.isListItem = true
        defer { context.isListItem = false }
        return .aggregate(items, by: keys, across: try readExpression())
    }

    /// `sum quantity, by bloc`: the comma ends the list too early.
    private mutating func commaBeforeClause() -> Failure? {
        let comma = peek()
        guard comma.isSymbol(.comma) else { return nil }
        let clause = peek(after: comma)
        guard isWord(clause, "by") || isWord(clause, "across") else { return nil }
        let next = peek(after: clause)
        guard next.kind == .word || next.kind == .quotedName, !isWord(next, "as") else { return nil }
        let before = source.text(trimmed(stageStart, comma.range.lower))
        let rest = source.text(SourceRange(clause.range.lower, endOfStageText(from: clause.range.lower)))
        return failure(
            "no comma stands before `\(shown(clause))`", at: comma.range, hints: ["\(before) \(rest)"])
    }

    /// `year(date) = 2021` and the like, where a stage must begin.
    private func noAggregate(_ item: NamedExpression) -> Failure {
        switch item.expression {
        case .comparison, .inList, .inRange, .matches, .isEmpty, .has, .and, .or:
            return failure(
                "a condition needs `where` before it", at: item.range, hints: ["where \(source.text(item.range))"])
        default:
            return failure(
                "an aggregate such as `count` or `sum quantity` must stand here", at: item.range,
                hints: ["`where` finds rows", "`add … as n` computes a column"])
        }
    }

    /// Whether the first word written is an aggregate or a function, and not a field that has the name of one.
    private static func beginsStage(_ expression: Expression) -> Bool {
        switch expression {
        case .aggregate, .call: true
        case .binary(_, let left, _): beginsStage(left)
        default: false
        }
    }

    /// `distinct [E, …]`; with `by` or `across` behind it, or called like a function, it is the aggregate instead.
    mutating func readDistinct(_ keyword: Token) throws(Failure) -> Stage.Kind {
        if isDirectlyCalled(keyword) { return try readAggregates() }
        let start = (position: position, diagnostics: diagnostics.count, errors: errorCount, spans: spans?.count ?? 0)
        advance(keyword, as: .stage)
        if isBorder(peek()) { return .distinct([]) }
        let opened = openers.count
        let level = nesting
        let failed: Failure
        do throws(Failure) {
            let items = try readNamedExpressions()
            let next = peek()
            if isBorder(next) { return .distinct(items) }
            failed = unexpected(next)
        } catch {
            failed = error
        }
        openers.removeSubrange(opened...)
        nesting = level
        context = ReadingContext()
        diagnostics.removeSubrange(start.diagnostics...)
        errorCount = start.errors
        spans?.removeSubrange(start.spans...)
        move(to: start.position)
        do throws(Failure) {
            return try readAggregates()
        } catch {
            throw failed
        }
    }
}
