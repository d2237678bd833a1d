extension SyntaxReader {
    /// Reads arithmetic, `&` and `??`: everything that binds tighter than a comparison.
    mutating func readArithmetic(minimum: Int = 1) throws(Failure) -> Expression {
        var left = try readUnary()
        while true {
            let token = peek()
            guard case .symbol(let symbol) = token.kind, let operation = symbol.arithmetic,
                operation.precedence >= minimum
            else { return left }
            advance(token, as: .operator, continues: true)
            let leftHeight = height
            let right = try readArithmetic(minimum: operation.precedence + 1)
            try grow(over: leftHeight, at: token.range)
            left = .binary(operation, left, right)
        }
    }

    private mutating func readUnary() throws(Failure) -> Expression {
        let token = peek()
        guard token.isSymbol(.minus) else { return try readOperand() }
        try descend(at: token.range)
        defer { nesting -= 1 }
        advance(token, as: .operator, continues: true)
        let operand = try readUnary()
        try grow(over: 0, at: token.range)
        return .unary(.minus, operand, token.range.union(operand.range))
    }

    private mutating func readOperand() throws(Failure) -> Expression {
        let token = peek()
        height = 1
        switch token.kind {
        case .string: return .value(takeString(token))
        case .parameter:
            advance(token, as: .parameter)
            let name = source.text(SourceRange(token.range.lower + 1, token.range.upper))
            return .parameter(Name(name, range: token.range))
        case .symbol(.leftParenthesis): return try readParenthesized(token)
        case .symbol(.dot):
            advance(token)
            return .field(try readFieldPath(from: token.range.lower))
        case .number: return try readNumber(token)
        case .quotedName: return .field(try readFieldPath(from: token.range.lower))
        case .word: return try readWordOperand(token)
        default: throw missingOperand(token)
        }
    }

    private mutating func readParenthesized(_ opener: Token) throws(Failure) -> Expression {
        try descend(at: opener.range)
        let saved = context
        defer {
            nesting -= 1
            context = saved
        }
        context.isListItem = false
        context.takesAggregateWords = false
        open(opener)
        let inner = try readExpression()
        try close(opener)
        return inner
    }

    // MARK: Parentheses

    mutating func open(_ opener: Token) {
        openers.append(opener.range.lower)
        advance(opener, as: .operator)
    }

    /// Consumes the `)` of `opener`; without one the error stands at the opener when nothing closes it.
    @discardableResult
    mutating func close(_ opener: Token) throws(Failure) -> SourceRange {
        let token = peek()
        guard token.isSymbol(.rightParenthesis) else { throw unclosed(opener, at: token) }
        openers.removeLast()
        advance(token, as: .operator)
        return opener.range.union(token.range)
    }

    // MARK: Names and numbers

    /// `a.b.c`; the first name is the next token, no space stands around the dots.
    mutating func readFieldPath(from lower: Int) throws(Failure) -> FieldPath {
        var names = [try readName(what: "a field", as: .field)]
        while byte(at: position) == UInt8(ascii: "."),
            isWordStart(bytes, at: position + 1, end: bytes.count) || byte(at: position + 1) == UInt8(ascii: "`")
        {
            move(to: position + 1)
            names.append(takeName(peek(), as: .field))
        }
        guard names.count <= Limit.nesting else {
            throw failure("this path has more than \(Limit.nesting) names", at: SourceRange(lower, position))
        }
        return FieldPath(names, range: SourceRange(lower, position))
    }

    mutating func readName(what: String, as kind: HighlightSpan.Kind) throws(Failure) -> Name {
        let token = peek()
        guard token.kind == .word || token.kind == .quotedName else {
            let end = endOfWord(from: token.range.upper)
            if token.kind == .number, end > token.range.upper {
                let whole = SourceRange(token.range.lower, end)
                throw failure(
                    "a name that begins with a digit needs back quotes", at: whole, hints: ["`\(source.text(whole))`"])
            }
            throw failure(
                "\(what) must stand here, not \(quotedForMessage(token))", at: token.range,
                hints: token.kind == .string || token.kind == .number ? ["`\(bare(token))`"] : [])
        }
        return takeName(token, as: kind)
    }

    /// A number with the unit behind it, if there is one: `3 days`.
    private mutating func readNumber(_ token: Token) throws(Failure) -> Expression {
        guard context.wordsAreFields else { return readWords(token) }
        advance(token, as: .number)
        let next = peek()
        if next.kind == .word, Vocabulary.units.contains(lowered(next)) {
            advance(next, as: .number)
            let text = numberText(token.range) + " " + lowered(next)
            return .value(WrittenValue(text, range: token.range.union(next.range), isQuoted: false))
        }
        if next.range.lower == token.range.upper, next.kind == .word {
            let whole = token.range.union(next.range)
            throw failure(
                "a name that begins with a digit needs back quotes", at: whole, hints: ["`\(source.text(whole))`"])
        }
        return .value(WrittenValue(numberText(token.range), range: token.range, isQuoted: false))
    }

    /// A value of one or more words inside an expression on the right of a comparison.
    private mutating func readWords(_ first: Token) -> Expression {
        advance(first)
        var range = first.range
        while true {
            let next = peek()
            guard next.kind == .word || next.kind == .number, !isLogicalWord(next), !isOperatorAhead(next),
                !(next.kind == .word && isDirectlyCalled(next)), isOnOneLine(range.upper, next.range.lower)
            else { break }
            advance(next)
            range.upper = next.range.upper
        }
        mark(isDigit(bytes[range.lower]) ? .number : .value, range)
        let text = range == first.range && first.kind == .number ? numberText(range) : source.text(range)
        return .value(WrittenValue(text, range: range, isQuoted: false))
    }

    private func isOnOneLine(_ lower: Int, _ upper: Int) -> Bool { !bytes[lower..<upper].contains(10) }

    func isLogicalWord(_ token: Token) -> Bool { isWord(token, "and") || isWord(token, "or") }

    /// In parentheses on the right of a comparison a comparison may stand too, so its words end a value there;
    /// `where` ends the argument of an aggregate.
    private func isOperatorAhead(_ token: Token) -> Bool {
        ["in", "is", "has", "starts", "ends", "matches", "like", "between", "where"].contains(lowered(token))
    }

    // MARK: Words

    private mutating func readWordOperand(_ token: Token) throws(Failure) -> Expression {
        if let name = aggregateName(at: token) {
            if byte(at: name.range.upper) == UInt8(ascii: "(") { return try readAggregateCall(name) }
            if context.takesAggregateWords, let call = try readAggregateWord(name) { return call }
        }
        if isDirectlyCalled(token) { return try readCall(token) }
        if context.wordsAreFields { return .field(try readFieldPath(from: token.range.lower)) }
        return readWords(token)
    }

    /// `name(arguments)` of a function of one row.
    private mutating func readCall(_ token: Token) throws(Failure) -> Expression {
        let written = source.text(token.range)
        let name = Name(written.lowercased(), range: token.range)
        let arity = Vocabulary.functions[name.text]
        if arity == nil {
            let filtered = call(token).flatMap { filteredAggregate($0.call) ?? condition($0.call) }
            report(
                "there is no function `\(written)`", at: token.range,
                hints: (filtered ?? Self.foreignFunctions[name.text]).map { [$0] }
                    ?? nearest(to: name.text, among: Array(Vocabulary.functions.keys) + Vocabulary.aggregates)
                    .map { "did you mean \($0)(…)?" })
        }
        advance(token, as: .function)
        let opener = peek()
        let arguments = try readArguments(opener, of: name)
        let range = token.range.union(try close(opener))
        if let arity, !arity.contains(arguments.count) {
            let expected = arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound) to \(arity.upperBound)"
            let noun = arity.upperBound == 1 ? "argument" : "arguments"
            let places = Array(repeating: "…", count: arity.lowerBound).joined(separator: ", ")
            report(
                "`\(name.text)` takes \(expected) \(noun), not \(arguments.count)", at: range,
                hints: ["\(name.text)(\(places))"])
        }
        return .call(name, arguments, range)
    }

    private mutating func readArguments(_ opener: Token, of name: Name) throws(Failure) -> [Expression] {
        try descend(at: opener.range)
        let saved = context
        defer {
            nesting -= 1
            context = saved
        }
        context.isListItem = false
        context.takesAggregateWords = false
        open(opener)
        var arguments: [Expression] = []
        var tallest = 0
        if !peek().isSymbol(.rightParenthesis) {
            repeat {
                context.wordsAreFields = saved.wordsAreFields || (name.text == "if" && arguments.isEmpty)
                arguments.append(try readExpression())
                tallest = max(tallest, height)
            } while takeComma()
        }
        height = tallest
        try grow(over: 0, at: name.range)
        return arguments
    }

    mutating func takeComma() -> Bool {
        let token = peek()
        guard token.isSymbol(.comma) else { return false }
        advance(token, as: .operator, continues: true)
        return true
    }
}
