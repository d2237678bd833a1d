extension SyntaxReader {
    /// Reads all statements.
    mutating func readScript() -> Script {
        var statements: [Statement] = []
        while true {
            isBetweenStatements = true
            move(to: position)
            let token = peek()
            isBetweenStatements = false
            if token.kind == .end {
                if token.range.lower == bytes.count { break }
                advance(token)
                continue
            }
            statements.append(readStatement(token))
        }
        reportBadByte()
        var script = Script(statements: statements)
        CommentAttachment(source: source, comments: comments).attach(to: &script)
        return script
    }

    /// Bytes that are no text are reported once, whatever else they made go wrong; in comments they do no harm.
    private mutating func reportBadByte() {
        guard let place = firstBadByte, !comments.contains(where: { $0.range.lower <= place && place < $0.range.upper })
        else { return }
        if errorCount == Limit.errors, let last = diagnostics.lastIndex(where: { $0.severity == .error }) {
            diagnostics.remove(at: last)
            errorCount -= 1
        }
        let range = SourceRange(place, place + 1)
        diagnostics.removeAll { $0.range == range }
        report(
            bytes[place] == 0
                ? "a NUL byte is no text; save the script as UTF-8"
                : "this byte is not UTF-8 text; save the script as UTF-8", at: range)
    }

    private mutating func readStatement(_ first: Token) -> Statement {
        var kind = Statement.Kind.invalid
        var lostName: String?
        context = ReadingContext()
        stageStart = first.range.lower
        statementStart = first.range.lower
        move(to: first.range.lower)
        do throws(Failure) {
            kind = try readStatementKind(first)
            let next = peek()
            if next.kind != .end { throw unexpected(next) }
        } catch {
            report(withBeginning(error.diagnostic))
            lostName = definedName(first)
            nesting = 0
            queryOpeners = 0
            // What could not begin a statement is passed, so that each round consumes something.
            if position == first.range.lower { move(to: min(first.range.lower + 1, bytes.count)) }
            recover(openers: 0)
            while !isStatementEnd() { recover(openers: 0, isBeyondBar: true) }
        }
        var statement = Statement(kind, range: SourceRange(first.range.lower, max(first.range.lower, position)))
        statement.lostName = lostName
        return statement
    }

    /// `n` of `let n …` and `param n …`.
    private mutating func definedName(_ first: Token) -> String? {
        guard isWord(first, "let") || isWord(first, "param") else { return nil }
        let name = peek(after: first)
        return name.kind == .word ? source.text(name.range) : nil
    }

    private mutating func isStatementEnd() -> Bool { peek().kind == .end }

    private mutating func readStatementKind(_ first: Token) throws(Failure) -> Statement.Kind {
        if first.isSymbol(.dot) { return try readCommand(first) }
        guard let word = statementWord(first) else { return .query(try readQuery()) }
        advance(first, as: .keyword)
        if ["explain", "profile", "describe"].contains(word), let failure = statementInside(word) { throw failure }
        switch word {
        case "let": return try readLet(first)
        case "param": return .parameter(try readParameter())
        case "check": return try readCheck(first)
        case "explain": return .explain(try readRows(for: "`explain` shows the plan"))
        case "profile": return .profile(try readRows(for: "`profile` shows what happened"))
        default: return .describe(try readDescribed())
        }
    }

    /// `explain let n = Q`, `profile check "…": Q`, `explain describe Q`: only a query has a plan.
    private mutating func statementInside(_ outer: String) -> Failure? {
        let inner = peek()
        let word = lowered(inner)
        let next = peek(after: inner)
        let isStage = Vocabulary.stageWords[lowered(next)] != nil || Vocabulary.aggregate(lowered(next)) != nil
        guard inner.kind == .word, Vocabulary.statements.contains(word),
            next.kind == .string || next.kind == .word && !isStage
        else { return nil }
        let rest = source.text(SourceRange(inner.range.upper, endOfLine(from: inner.range.upper)))
        let query: Substring? =
            switch word {
            case "let": rest.firstIndex(of: "=").map { rest[rest.index(after: $0)...] }
            case "check": rest.firstIndex(of: ":").map { rest[rest.index(after: $0)...] }
            case "param": nil
            default: rest[...]
            }
        return failure(
            "`\(outer)` stands before a query, and `\(word)` is another statement", at: inner.range,
            hints: query.map { ["\(outer)\($0.first == " " ? "" : " ")\($0)"] } ?? [])
    }

    /// A query whose rows go nowhere: a stage that sends them away would do nothing, in silence.
    private mutating func readRows(for purpose: String) throws(Failure) -> Query {
        let query = try readQuery()
        for stage in query.stages {
            switch stage.kind {
            case .format, .into, .shell:
                report(
                    "`\(source.text(stage.keywordRange))` says where rows go, and \(purpose)", at: stage.keywordRange)
            default: break
            }
        }
        return query
    }

    /// `describe C.f` stands for `describe C | show f`.
    private mutating func readDescribed() throws(Failure) -> Query {
        let first = peek()
        if let failure = secondDescribed(behind: first) { throw failure }
        let dot = first.range.upper
        guard first.kind == .word || first.kind == .quotedName, byte(at: dot) == UInt8(ascii: "."),
            isWordStart(bytes, at: dot + 1, end: bytes.count) || byte(at: dot + 1) == UInt8(ascii: "`")
        else { return try readQuery() }
        let name = takeName(first, as: .value)
        move(to: dot + 1)
        let path = try readFieldPath(from: dot + 1)
        let show = Stage(
            .show([NamedExpression(.field(path))]), range: path.range, keywordRange: SourceRange(dot, dot + 1))
        return Query(source: .named(name), stages: [show], range: first.range.union(path.range))
    }

    /// The lower-case word when a statement other than a query begins here; `check | count` counts a collection.
    private mutating func statementWord(_ first: Token) -> String? {
        let word = lowered(first)
        guard Vocabulary.statements.contains(word) else { return nil }
        let next = peek(after: first)
        if next.isSymbol(.bar) { return nil }
        if word == "check" {
            let isStage = Vocabulary.stageWords[lowered(next)] != nil || Vocabulary.aggregate(lowered(next)) != nil
            return next.kind == .string || next.kind == .end || (next.kind == .word && !isStage) ? word : nil
        }
        return word
    }

    /// `.name arguments`: the rest of the line, whatever stands in it.
    private mutating func readCommand(_ dot: Token) throws(Failure) -> Statement.Kind {
        advance(dot, as: .keyword)
        let name = try readName(what: "the name of a command", as: .keyword)
        let arguments = trimmed(position, endOfLine(from: position))
        let range = arguments.length > 0 ? arguments : SourceRange(position, position)
        mark(.value, range)
        move(to: range.upper)
        return .command(name, arguments: source.text(range), argumentsRange: range)
    }

    // MARK: Names

    /// `let n = Q`, or a value when what follows `=` is quoted, begins like a number, or is `true` or `false`.
    private mutating func readLet(_ keyword: Token) throws(Failure) -> Statement.Kind {
        let first = peek()
        if first.isSymbol(.equal) {
            let rest = source.text(SourceRange(first.range.lower, endOfLine(from: first.range.lower)))
            throw failure("a name is missing behind `let`", at: keyword.range, hints: ["let n \(rest)"])
        }
        let name = try readName(what: "a name", as: .parameter)
        let equal = peek()
        guard equal.isSymbol(.equal) else {
            let rest = source.text(SourceRange(position, max(position, endOfLine(from: position)))).drop { $0 == " " }
            throw failure(
                "`let` needs `=` behind the name", at: keyword.range.union(name.range),
                hints: ["let \(name.text) = \(rest.isEmpty ? "…" : rest)"])
        }
        advance(equal, as: .operator, continues: true)
        let next = peek()
        if next.kind == .end {
            throw failure("a value or a query is missing after `=`", at: equal.range)
        }
        if isValueAhead(next) {
            guard case .value(let value) = try readRightValue(of: equal.range) else {
                throw failure("`let` takes a value or a query", at: next.range)
            }
            if let failure = computation(value) { throw failure }
            return .letValue(name, value)
        }
        if next.kind == .word, isDirectlyCalled(next), Vocabulary.functions[lowered(next)] != nil {
            throw failure(
                "`let` names a value as it is written, or a query, and computes nothing", at: next.range,
                hints: ["what is computed stands where it is used"])
        }
        return .letQuery(name, try readRows(for: "`let` only names them"))
    }

    /// `let n = 5 + 3`, `let years = 2018..2021`: no one value.
    private func computation(_ value: WrittenValue) -> Failure? {
        guard !value.isQuoted, value.text.utf8.first.map(isDigit) ?? false,
            [" + ", " * ", " / ", ".."].contains(where: { value.text.contains($0) })
        else { return nil }
        return failure(
            "`let` names a value as it is written, or a query, and computes nothing", at: value.range,
            hints: [
                "what is computed stands where it is used", "quotes make it a text: \(Formatter.quoted(value.text))",
            ])
    }

    private mutating func isValueAhead(_ token: Token) -> Bool {
        switch token.kind {
        case .string, .number: true
        case .symbol(let symbol): symbol == .minus || symbol == .plus
        case .word:
            (isWord(token, "true") || isWord(token, "false")) && peek(after: token).kind == .end
                || isTextOfWords(token)
        default: false
        }
    }

    /// `tổng hợp`: words of which the second is no stage and nothing like one, where a query would have it.
    private mutating func isTextOfWords(_ first: Token) -> Bool {
        let second = peek(after: first)
        let word = lowered(second)
        guard second.kind == .word, !isDirectlyCalled(second), !isWord(first, "search"),
            Vocabulary.stageWords[word] == nil,
            Vocabulary.aggregate(word) == nil, foreignStage(word, rest: word) == nil, word != "group",
            word.isEmpty || !word.utf8.allSatisfy({ $0 < 0x80 }) || nearStages(to: second, rest: "").isEmpty,
            !isPredicateAhead(second), foreignStatement(first) == nil, foreignQuery(first) == nil
        else { return false }
        let end = endOfSpaces(from: rawValue(from: first.range.lower).upper)
        guard let next = byte(at: end) else { return true }
        return next == 10 && !beginsWithBar(afterLineBreak: end) || next == UInt8(ascii: ";") || isCommentStart(end)
    }

    /// `param n[: type] [= default] ["what it is"]`
    private mutating func readParameter() throws(Failure) -> Parameter {
        var parameter = Parameter(name: try readName(what: "the name of a parameter", as: .parameter))
        let colon = peek()
        if colon.isSymbol(.colon) {
            advance(colon, as: .operator)
            parameter.type = try readName(what: "a type", as: .keyword)
        } else if let failure = typeWithoutColon(parameter.name) {
            throw failure
        }
        let equal = peek()
        if equal.isSymbol(.equal) {
            advance(equal, as: .operator)
            parameter.defaultValue = try readDefault(equal)
        }
        let explanation = peek()
        if explanation.kind == .string { parameter.explanation = takeString(explanation).text }
        return parameter
    }

    /// A default runs to the explanation's quote, a comment or the end of the line.
    private mutating func readDefault(_ equal: Token) throws(Failure) -> WrittenValue {
        let first = peek()
        if first.kind == .string { return takeString(first) }
        let start = endOfSpaces(from: position)
        var end = start
        while end < bytes.count, bytes[end] != 10, bytes[end] != UInt8(ascii: ";"), !isCommentStart(end),
            !isExplanation(end)
        {
            end += 1
        }
        let range = trimmed(start, end)
        guard range.length > 0 else {
            throw failure("a default value is missing after `=`", at: equal.range, hints: ["\"\""])
        }
        mark(.value, range)
        move(to: range.upper)
        return WrittenValue(source.text(range), range: range, isQuoted: false)
    }

    private func isExplanation(_ index: Int) -> Bool {
        openingQuoteLength(bytes, at: index) > 0 && spaceLength(bytes, before: index) > 0
    }

    /// `check "sentence": Q`
    private mutating func readCheck(_ keyword: Token) throws(Failure) -> Statement.Kind {
        let token = peek()
        guard token.kind == .string else {
            throw failure(
                "`check` needs a sentence in quotes", at: keyword.range,
                hints: ["check \"every award has a year\": awards where year is empty"])
        }
        let sentence = takeString(token)
        let colon = peek()
        if colon.isSymbol(.colon) {
            advance(colon, as: .operator, continues: true)
        } else {
            report(
                "`:` is missing between the sentence and the query", at: token.range,
                hints: ["\(source.text(token.range)):"])
        }
        return .check(sentence: sentence.text, try readQuery())
    }
}
