extension SyntaxReader {
    /// Reads a source and its stages. With `isOperand` at most one stage may follow, up to the next bar, and the words
    /// `as` and `on` end the query too.
    mutating func readQuery(isOperand: Bool = false) throws(Failure) -> Query {
        let start = peek().range.lower
        let saved = context
        context = ReadingContext()
        defer { context = saved }
        let source = try readSource()
        var stages: [Stage] = []
        let next = peek()
        if !isBorder(next), !(isOperand && isJoinClause(next)) {
            if case .named(let name) = source { leadingSource = name.range }
            stages.append(readStage(isOperand: isOperand))
        }
        while !isOperand {
            let bar = peek()
            guard bar.isSymbol(.bar) else { break }
            advance(bar, as: .operator, continues: true)
            let next = peek()
            if isBorder(next) {
                report("a stage is missing after this bar", at: bar.range, hints: ["take 10"])
                continuation = nil
                cachedToken = nil
                continue
            }
            stages.append(readStage(isOperand: false))
        }
        return Query(source: source, stages: stages, range: SourceRange(start, max(start, position)))
    }

    /// What may follow the query of a join; `using` is no word of this language, and is told of there.
    private func isJoinClause(_ token: Token) -> Bool {
        isWord(token, "as") || isWord(token, "on") || isWord(token, "using")
    }

    /// Whether a stage or a query ends before the token.
    func isBorder(_ token: Token) -> Bool {
        switch token.kind {
        case .end: true
        case .symbol(.bar): true
        case .symbol(.rightParenthesis): openers.count == queryOpeners && queryOpeners > 0
        default: false
        }
    }

    private mutating func readSource() throws(Failure) -> Query.Source {
        let token = peek()
        switch token.kind {
        case .symbol(.leftParenthesis): return .query(try readParenthesizedQuery(token))
        case .quotedName: return .named(takeName(token, as: .value))
        case .word:
            if isWord(token, "search"), !isBorder(peek(after: token)) {
                advance(token, as: .stage)
                let words = try readSearchWords(token)
                return .search(words, range: token.range.union(words.range))
            }
            if let failure = foreignStatement(token) ?? foreignQuery(token) ?? queryWithoutSource(token) {
                throw failure
            }
            return .named(try readSourceName(token))
        default:
            throw failure(
                "a query begins with the name of a collection, not \(quotedForMessage(token))", at: token.range,
                hints: token.kind == .string || token.kind == .number
                    ? ["`\(bare(token))`"] : shown(token) == "?" ? [".help"] : [])
        }
    }

    private mutating func readSourceName(_ token: Token) throws(Failure) -> Name {
        let name = takeName(token, as: .value)
        let end = endOfSourceName(from: position)
        guard end == position else {
            let range = SourceRange(token.range.lower, end)
            if let failure = methods(token, end) { throw failure }
            let path = source.text(SourceRange(token.range.upper, end))
            let isField = path.allSatisfy { $0.isLetter || $0.isNumber || "_.".contains($0) } && !isFile(path)
            throw failure(
                "a name with other characters than letters, digits and `_` needs back quotes", at: range,
                hints: (isField ? ["\(source.text(token.range)) show \(path.dropFirst())"] : [])
                    + ["`\(source.text(range))`"])
        }
        return name
    }

    private func isFile(_ path: String) -> Bool {
        [".csv", ".tsv", ".json", ".jsonl", ".txt", ".tdqs"].contains { path.hasSuffix($0) }
    }

    /// Where a file-like name such as `khen-thuong.csv` would end.
    private func endOfSourceName(from start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count, bytes[index] == 45 || bytes[index] == 46 || bytes[index] == 47,
            isWordByte(bytes, at: index + 1, end: bytes.count)
        {
            index = endOfWord(from: index + 1)
        }
        return index
    }

    mutating func readParenthesizedQuery(_ opener: Token) throws(Failure) -> Query {
        try descend(at: opener.range)
        let saved = queryOpeners
        open(opener)
        queryOpeners = openers.count
        defer {
            nesting -= 1
            queryOpeners = saved
        }
        let query = try readQuery()
        try close(opener)
        return query
    }

    /// The words behind `search`, up to the next bar.
    mutating func readSearchWords(_ keyword: Token) throws(Failure) -> WrittenValue {
        let start = endOfSpaces(from: position)
        guard !isEndOfSearch(start) else {
            throw failure("`search` needs words to look for", at: keyword.range, hints: ["search huân chương"])
        }
        move(to: start)
        let first = peek()
        if first.kind == .string, isBorder(peek(after: first)) { return takeString(first) }
        var end = start
        while !isEndOfSearch(end) { end += 1 }
        let range = trimmed(start, end)
        mark(.value, range)
        move(to: range.upper)
        return WrittenValue(source.text(range), range: range, isQuoted: false)
    }

    private func isEndOfSearch(_ index: Int) -> Bool {
        guard index < bytes.count else { return true }
        switch bytes[index] {
        case 10, UInt8(ascii: "|"), UInt8(ascii: ";"): return true
        case UInt8(ascii: ")"): return queryOpeners > 0
        default: return isCommentStart(index)
        }
    }
}
