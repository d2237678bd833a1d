extension SyntaxReader {
    /// The canonical name when the token is the name of an aggregate or window function, `p99.9` included.
    func aggregateName(at token: Token) -> Name? {
        guard token.kind == .word, token.range.length <= 16 else { return nil }
        let word = lowered(token)
        if Vocabulary.isPercentile(word + ".5"), byte(at: token.range.upper) == UInt8(ascii: "."),
            isDigit(byte(at: token.range.upper + 1) ?? 0)
        {
            let range = SourceRange(token.range.lower, endOfWord(from: token.range.upper + 1))
            let text = source.text(range).lowercased()
            return Vocabulary.isPercentile(text) ? Name(text, range: range) : nil
        }
        if let name = Vocabulary.aggregate(word) { return Name(name, range: token.range) }
        return Vocabulary.windowFunctions.contains(word) ? Name(word, range: token.range) : nil
    }

    /// `sum E` or the bare `count`; nil when the word is a field after all.
    mutating func readAggregateWord(_ name: Name) throws(Failure) -> Expression? {
        guard !Vocabulary.windowFunctions.contains(name.text) else { return nil }
        let saved = (position, cachedToken, continuation)
        move(to: name.range.upper)
        let next = peek()
        if name.text == "count", next.isSymbol(.star), !startsOperand(peek(after: next)) {
            mark(.function, name.range)
            advance(next)
            return .aggregate(AggregateCall(name: name, arguments: [], range: name.range))
        }
        if name.text == "count", isWord(next, "distinct"), let distinct = aggregateName(at: next) {
            if isDirectlyCalled(next) {
                mark(.function, name.range)
                return try readAggregateCall(distinct)
            }
            let operand = peek(after: next)
            if startsOperand(operand), !isClause(operand) {
                mark(.function, name.range)
                return try readAggregateWord(distinct)
            }
        }
        guard startsOperand(next), !isClause(next) else {
            if name.text == "count" {
                mark(.function, name.range)
                return .aggregate(AggregateCall(name: name, arguments: [], range: name.range))
            }
            if !isBorder(next), !next.isSymbol(.comma), !isClause(next) {
                (position, cachedToken, continuation) = saved
                return nil
            }
            throw failure(
                "`\(name.text)` needs a field or an expression behind it", at: name.range,
                hints: fieldOfAll(name).map { [$0] }
                    ?? ["\(name.text) quantity, for example", "a field of that name stands in back quotes"])
        }
        try descend(at: name.range)
        let context = self.context
        defer {
            nesting -= 1
            self.context = context
        }
        self.context.takesAggregateWords = false
        mark(.function, name.range)
        let argument = try readExpression()
        try grow(over: 0, at: name.range)
        let call = AggregateCall(name: name, arguments: [argument], range: name.range.union(argument.range))
        if let failure = twoOfWord(call) { throw failure }
        checkArity(call)
        return .aggregate(call)
    }

    /// `corr quantity year`, `corr quantity, year`: two arguments stand in parentheses.
    private func twoOfWord(_ call: AggregateCall) -> Failure? {
        guard call.name.text == "corr" else { return nil }
        let stage = source.text(SourceRange(call.range.lower, endOfStageText(from: call.range.lower)))
        let words = stage.split { " ,".contains($0) }
        let arguments = words.dropFirst().prefix { !["as", "by", "across"].contains($0.lowercased()) }
            .filter { $0.lowercased() != "and" }
        guard arguments.count == 2, let last = arguments.last else { return nil }
        return failure(
            "`corr` takes its two arguments in parentheses",
            at: SourceRange(call.range.lower, call.range.lower + stage[..<last.endIndex].utf8.count),
            hints: ["corr(\(arguments[0]), \(last))\(stage[last.endIndex...])"])
    }

    /// `min, max quantity`: several aggregates of one field, each with it.
    private func fieldOfAll(_ name: Name) -> String? {
        let text = source.text(SourceRange(name.range.lower, endOfStageText(from: name.range.lower)))
        let items = Self.items(text).map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        guard items.count > 1, let last = items.last, last.count == 2,
            items.allSatisfy({ Vocabulary.aggregate($0.first ?? "") != nil }),
            items.dropLast().allSatisfy({ $0.count == 1 })
        else { return nil }
        let field = last[1].prefix { $0 != " " }
        let list = items.dropLast().map { "\($0[0]) \(field)" } + ["\(last[0]) \(last[1])"]
        return list.joined(separator: ", ")
    }

    /// A token with which an operand may begin; a minus is taken for subtraction.
    private func startsOperand(_ token: Token) -> Bool {
        switch token.kind {
        case .word, .quotedName, .string, .number, .parameter: true
        case .symbol(let symbol): symbol == .leftParenthesis || symbol == .dot
        default: false
        }
    }

    /// A word that begins a clause behind an aggregate.
    private func isClause(_ token: Token) -> Bool {
        ["as", "by", "across", "per", "sort", "where", "and", "or", "asc", "desc"].contains(lowered(token))
    }

    /// `sum(E)`, `sum(E where P)`, `count(where P)`, `count(*)`, `corr(E, E)`, `running(sum x)`
    mutating func readAggregateCall(_ name: Name) throws(Failure) -> Expression {
        move(to: name.range.upper)
        mark(.function, name.range)
        let opener = peek()
        try descend(at: opener.range)
        let saved = context
        defer {
            nesting -= 1
            context = saved
        }
        context.isListItem = false
        open(opener)
        var call = AggregateCall(name: name, arguments: [], range: name.range)
        try readAggregateArguments(&call)
        call.range = name.range.union(try close(opener))
        checkArity(call)
        return .aggregate(call)
    }

    private mutating func readAggregateArguments(_ call: inout AggregateCall) throws(Failure) {
        var tallest = 0
        let first = peek()
        if call.name.text == "count", first.isSymbol(.star) {
            advance(first)
        } else if call.name.text == "count", isWord(first, "distinct"), startsOperand(peek(after: first)) {
            advance(first, as: .function)
            call.name.text = "distinct"
        }
        let isWindow = Vocabulary.windowFunctions.contains(call.name.text) || call.name.text == "share"
        if !isFilterAhead(), !peek().isSymbol(.rightParenthesis) {
            repeat {
                context.takesAggregateWords = isWindow
                call.arguments.append(try readExpression())
                tallest = max(tallest, height)
            } while takeComma()
        }
        if isFilterAhead() {
            advance(peek(), as: .keyword, continues: true)
            context.wordsAreFields = true
            context.takesAggregateWords = false
            call.filter = try readExpression()
            tallest = max(tallest, height)
        }
        height = tallest
        try grow(over: 0, at: call.name.range)
    }

    /// `where` with something behind it.
    private mutating func isFilterAhead() -> Bool {
        let token = peek()
        guard isWord(token, "where") else { return false }
        let next = peek(after: token)
        return startsOperand(next) || next.isSymbol(.minus)
    }

    private mutating func checkArity(_ call: AggregateCall) {
        let arity: ClosedRange<Int> =
            switch call.name.text {
            case "count": 0...1
            case "rank", "row": 0...0
            case "corr": 2...2
            case "previous", "next": 1...2
            default: 1...1
            }
        guard !arity.contains(call.arguments.count) else { return }
        let expected = arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound) or \(arity.upperBound)"
        report(
            "`\(call.name.text)` takes \(expected) \(arity.upperBound == 1 ? "argument" : "arguments"), "
                + "not \(call.arguments.count)", at: call.range,
            hints: arityCure(call).map { [$0] } ?? [])
    }

    /// `rank(quantity) as r`, `corr(a)`: what a call with too many or too few arguments was meant to be.
    private func arityCure(_ call: AggregateCall) -> String? {
        switch call.name.text {
        case "corr": return "corr(a, b)"
        case "rank", "row":
            guard call.arguments.count == 1 else { return nil }
            let behind = call.range.upper
            let rest = source.text(SourceRange(behind, max(behind, endOfStageText(from: behind))))
            return "\(call.name.text)()\(rest) sort by \(source.text(call.arguments[0].range)) desc"
        default: return nil
        }
    }
}
