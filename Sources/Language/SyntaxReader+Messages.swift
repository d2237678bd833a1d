extension SyntaxReader {
    /// A token as a message shows it; long ones are cut.
    func shown(_ token: Token) -> String {
        let text = source.text(token.range)
        return text.count <= 40 ? text : text.prefix(39) + "…"
    }

    func quotedForMessage(_ token: Token) -> String {
        if token.kind == .end { return "the end of the line" }
        return "`\(shown(token))`"
    }

    /// The token without quotes around it.
    func bare(_ token: Token) -> String {
        guard token.kind == .string, token.range.length > 1 else { return shown(token) }
        return unquoted(insideOfQuotes(token))
    }

    func nearest(to word: String, among candidates: [String]) -> [String] {
        EditDistance.nearest(to: word, among: candidates, limit: 3)
    }

    // MARK: Stages

    mutating func unknownStage(_ token: Token, behind sourceName: SourceRange?) -> Failure {
        if let failure = valuesBesideBars(token) { return failure }
        guard token.kind == .word || token.kind == .quotedName else {
            if token.isSymbol(.greater), token.range.lower > 0, bytes[token.range.lower - 1] == UInt8(ascii: "|") {
                let rest = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
                return failure(
                    "a stage stands behind `|` alone", at: token.range, hints: [String(rest.drop { $0 == " " })])
            }
            return failure(
                "a stage begins with a word such as `where` or `show`, not \(quotedForMessage(token))",
                at: token.range, hints: stageOf(token, behind: sourceName))
        }
        let word = lowered(token)
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        if word == "group" || (isWord(peek(after: token), "by") && !nearest(to: word, among: ["group"]).isEmpty) {
            return failure(
                "groups are made by the aggregates: there is no stage `\(word)`", at: token.range,
                hints: [groupCure(token, rest: "group" + rest.dropFirst(word.count))])
        }
        if let failure = statementBehindSource(token, sourceName) ?? foreignJoin(token, behind: sourceName) {
            return failure
        }
        if let failure = equalBehindStage(token, rest) ?? hyphenatedStage(token, rest) { return failure }
        if let cure = foreignStage(word, rest: rest) {
            return failure("there is no stage `\(shown(token))`", at: token.range, hints: [cure])
        }
        if isLogicalWord(token) {
            let condition = rest.dropFirst(word.count).drop { $0 == " " }
            return failure(
                "`\(word)` joins conditions, and none stands before it", at: token.range,
                hints: condition.contains { "=<>~".contains($0) } ? ["where \(condition)"] : [])
        }
        if let cure = superlative(rest) {
            return failure("there is no stage `\(shown(token))`", at: token.range, hints: [cure])
        }
        if ["tail", "reverse", "rev"].contains(word) {
            return failure(
                "there is no stage `\(word)`", at: token.range,
                hints: ["the last rows of an order are the first of its contrary: sort by … desc | take …"])
        }
        if ["where", "filter"].contains(word) {
            return failure(
                "a field is missing between `\(word)` and \(quotedForMessage(peek(after: token)))", at: token.range)
        }
        if let assigned = assignedAggregate(rest) {
            return failure("a name is given with `as`, behind the expression", at: token.range, hints: [assigned])
        }
        if let (call, behind) = call(token),
            let cure = filteredAggregate(call) ?? windowStage(call)
        {
            return failure("there is no stage `\(shown(token))`", at: token.range, hints: [cure + behind])
        }
        if word == "between", peek(after: token).kind == .number {
            return failure(
                "a condition needs `where` before it, and a field", at: token.range, hints: ["where year \(rest)"])
        }
        if ["in", "of", "for", "from", "năm"].contains(word), peek(after: token).kind == .number {
            return failure(
                "a condition needs `where` before it, and a field", at: token.range,
                hints: ["where year = \(shown(peek(after: token)))"])
        }
        if peek(after: token).kind == .number,
            nearest(to: word, among: ["take", "limit", "skip", "top", "sample"]).isEmpty
        {
            return failure(
                "a condition needs `where` before it, and an operator", at: token.range,
                hints: ["where \(shown(token)) = \(shown(peek(after: token)))"])
        }
        if isPredicateAhead(token) {
            return failure(
                "a condition needs `where` before it", at: token.range, hints: ["where \(rest)"])
        }
        var hints = nearStages(to: token, rest: rest)
        if hints.isEmpty, word != "by", isListed(token) { hints.append("show \(rest)") }
        return failure("there is no stage `\(shown(token))`", at: token.range, hints: hints)
    }

    /// `add =quantity * 2 as x`: nothing stands before the sign.
    private mutating func equalBehindStage(_ token: Token, _ rest: String) -> Failure? {
        let sign = peek(after: token)
        guard ["add", "show", "select"].contains(lowered(token)), sign.isSymbol(.equal), rest.contains(" as ") else {
            return nil
        }
        let behind = source.text(SourceRange(sign.range.upper, endOfStageText(from: sign.range.upper)))
        return failure(
            "nothing stands before `=`", at: sign.range, hints: ["\(lowered(token)) \(behind.drop { $0 == " " })"])
    }

    /// `total = sum(quantity) by form` as it is written here.
    private func assignedAggregate(_ rest: String) -> String? {
        let value = Self.assignment(rest).value
        guard value != rest, Vocabulary.aggregate(String(value.prefix { $0.isLetter })) != nil else { return nil }
        return aggregates(rest)
    }

    mutating func isPredicateAhead(_ token: Token) -> Bool {
        if isComparisonAhead(token) { return true }
        let next = peek(after: token)
        if next.isSymbol(.dot) { return true }
        return ["in", "is", "has", "starts", "ends", "matches", "like", "between"].contains(lowered(next))
    }

    /// The end of the text up to the next bar or the line's end, for hints.
    func endOfStageText(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != 10, bytes[index] != UInt8(ascii: "|"), index - start < 80 {
            index += 1
        }
        return trimmed(start, index).upper
    }

    // MARK: Tokens out of place

    /// What is wrong with a token that cannot stand where it is, and the likeliest cure.
    mutating func unexpected(_ token: Token) -> Failure {
        if let failure = stageBehindComma(token) { return failure }
        let shown = quotedForMessage(token)
        switch token.kind {
        case .symbol(.rightParenthesis):
            return failure("nothing opens this parenthesis", at: token.range)
        case .symbol(.comma):
            let cures = commaCures(token)
            return failure(
                "a comma cannot stand here", at: token.range, hints: cures.isEmpty ? conditionCure() : cures)
        case .symbol(.leftParenthesis):
            if let failure = method(before: token) ?? listWithoutField(before: token) { return failure }
            return failure(
                "`(` cannot stand here", at: token.range, hints: ["a function's `(` stands directly behind its name"])
        case .symbol(.exclamation):
            return exclamation(token)
        case .symbol where nameBeforeValue(token) != nil:
            return failure(
                "a name stands behind what it names", at: token.range, hints: nameBeforeValue(token).map { [$0] } ?? [])
        case .word:
            return unexpectedWord(token)
        case .number, .string:
            if let failure = countBehindWord(token) { return failure }
            // `where year 2021`
            guard conditionCure() == ["`and` joins conditions"], let previous = startOfWord(before: token) else {
                return failure("\(shown) cannot stand here", at: token.range)
            }
            let field = source.text(SourceRange(previous, trimmed(previous, token.range.lower).upper))
            return failure(
                "an operator is missing before \(shown)", at: token.range, hints: ["\(field) = \(self.shown(token))"])
        default:
            if let failure = foreignSign(token) { return failure }
            return failure("\(shown) cannot stand here", at: token.range)
        }
    }

    private mutating func unexpectedWord(_ token: Token) -> Failure {
        let word = lowered(token)
        let message = "`\(shown(token))` cannot stand here"
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        let before = source.text(SourceRange(stageStart, trimmed(stageStart, token.range.lower).upper))
        if word == "as" {
            return failure(message, at: token.range, hints: [nameCure(before, rest)])
        }
        if let cure = groupCure(token, behind: before, rest: rest) {
            return failure(message, at: token.range, hints: [cure])
        }
        let previous = startOfWord(before: token)
        if let previous,
            let failure = conditional(token, behind: previous) ?? windowCure(token, behind: previous)
                ?? shortNegation(token, behind: previous) ?? relativeTime(token, behind: previous)
        {
            return failure
        }
        if let (message, hint) = clauseCure(token, behind: previous ?? token.range.lower) {
            return failure(message, at: token.range, hints: [hint])
        }
        if let previous, let cure = unit(token, behind: previous) ?? cure(ofWord: token, behind: previous) {
            return failure(message, at: token.range, hints: [cure])
        }
        if let previous, let name = givenName(token, previous, before) {
            return failure(
                "\(message); a name of several words stands in back quotes", at: token.range, hints: [name])
        }
        if let cure = foreignStage(word, rest: rest) { return failure(message, at: token.range, hints: [cure]) }
        if let previous, let failure = foreignOperator(token, previous) { return failure }
        if let previous, let cure = aggregateCure(token, previous) {
            // `show First Name`: a name of two words, one of which is that of an aggregate.
            let isName = [previous, token.range.lower].allSatisfy { (65...90).contains(bytes[$0]) }
            return failure(message, at: token.range, hints: isName ? oneName(token, previous) : [cure])
        }
        if Vocabulary.stageWords[word] != nil || Vocabulary.aggregate(word) != nil {
            return failure(message, at: token.range, hints: ["| \(rest)"])
        }
        guard let previous else { return failure(message, at: token.range, hints: ["a stage begins behind `|`"]) }
        let comma = missingComma(token, previous)
        if !comma.isEmpty { return failure(message, at: token.range, hints: comma) }
        return failure(
            "\(message); a name of several words stands in back quotes", at: token.range,
            hints: oneName(token, previous))
    }

    /// What a comma may have been meant for where conditions stand.
    private func conditionCure() -> [String] {
        let keyword = source.text(SourceRange(stageStart, endOfWord(from: stageStart))).lowercased()
        if ["take", "limit"].contains(keyword) {
            let numbers = source.text(SourceRange(stageStart, endOfStageText(from: stageStart))).dropFirst(
                keyword.count
            )
            .split { $0 == "," || $0 == " " }
            return numbers.count == 2 ? ["skip \(numbers[0]) | take \(numbers[1])"] : []
        }
        return ["where", "filter"].contains(keyword) ? ["`and` joins conditions"] : []
    }

    /// Two words side by side are one name.
    private func oneName(_ token: Token, _ previous: Int) -> [String] {
        let name = "`\(source.text(SourceRange(previous, token.range.upper)))`"
        let words = source.text(SourceRange(stageStart, endOfStageText(from: stageStart))).split(separator: " ")
        // `where tập thể`: words that stand anywhere.
        guard ["where", "filter"].contains(words.first?.lowercased()), words.count > 2,
            words.dropFirst().allSatisfy({ $0.allSatisfy(\.isLetter) })
        else { return [name] }
        return [name, "search \(words.dropFirst().joined(separator: " "))"]
    }

    /// Where the word before the token begins, when only spaces stand between them.
    func startOfWord(before token: Token) -> Int? {
        var end = token.range.lower
        while true {
            let length = spaceLength(bytes, before: end)
            if length == 0 { break }
            end -= length
        }
        let start = startOfWord(endingAt: end)
        return start < end && end < token.range.lower ? start : nil
    }

    private func startOfWord(endingAt end: Int) -> Int {
        var start = end
        while start > 0, bytes[start - 1] != 10, end - start < 100, isWordByte(bytes, at: start - 1, end: bytes.count),
            spaceLength(bytes, before: start) == 0
        {
            start -= 1
        }
        while start < end, bytes[start] & 0xC0 == 0x80 { start += 1 }
        return start
    }

    func missingOperand(_ token: Token) -> Failure {
        if let continuation, token.kind == .end || token.kind == .symbol(.bar) {
            return failure(
                "a field or an expression is missing after `\(source.text(continuation))`", at: continuation)
        }
        if token.isSymbol(.exclamation) {
            let rest = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
            return failure(
                "a condition is negated by `not`", at: token.range, hints: ["not \(rest.drop { $0 == " " })"])
        }
        if let failure = doubledOperator(token) ?? bracketedName(token) { return failure }
        if token.isSymbol(.star) {
            let behind = endOfSpaces(from: token.range.upper)
            let rest = source.text(SourceRange(behind, max(behind, endOfStageText(from: behind))))
            let isStage = Vocabulary.stageWords[rest.prefix { $0.isLetter }.lowercased()] != nil
            return failure(
                "`*` cannot stand here", at: token.range,
                hints: isStage ? [rest] : ["all columns are shown when `show` is left out", "`count` counts rows"])
        }
        return failure(
            "a field or an expression must stand here, not \(quotedForMessage(token))", at: token.range,
            hints: operandCures(token))
    }

    /// A missing `)`: the error stands where it was opened when the statement ends before it is closed.
    func unclosed(_ opener: Token, at token: Token) -> Failure {
        if byte(at: token.range.lower) == UInt8(ascii: ";") {
            return failure(
                "`;` ends the statement inside parentheses; `,` stands between values", at: token.range, hints: [","])
        }
        let isLost =
            switch token.kind {
            case .end: true
            default: bytes[opener.range.upper..<token.range.lower].contains(10)
            }
        guard isLost else {
            if let failure = pathWithoutDot(token) { return failure }
            let start = startOfWord(before: token)
            if let failure = start.flatMap({ conditional(token, behind: $0) }) { return failure }
            var failure = failure(
                "`,` or `)` must stand here, not \(quotedForMessage(token))", at: token.range,
                hints: token.isSymbol(.bar) ? [") |"] : [])
            if ["or", "and"].contains(lowered(token)) {
                failure.diagnostic.hints = [","]
            } else if token.kind == .word, let start {
                let isDistinct = source.text(SourceRange(start, endOfWord(from: start))).lowercased() == "distinct"
                failure.diagnostic.hints =
                    isDistinct ? [] : aggregateCure(token, start).map { [$0] } ?? oneName(token, start)
            }
            if token.isSymbol(.comma) {
                failure = self.failure("a comma cannot stand here", at: token.range, hints: commaCures(token))
            }
            return failure
        }
        let line = source.text(trimmed(opener.range.lower, endOfLine(from: opener.range.lower)))
        let isWhole = token.range.lower >= endOfLine(from: opener.range.lower) && !line.utf8.contains(UInt8(ascii: "#"))
        return failure(
            "this parenthesis is never closed; `)` closes it", at: opener.range, hints: isWhole ? ["\(line))"] : [])
    }

    /// `year != year(event.date)`: a path, which is no word of a value, on the right of a comparison.
    private func pathWithoutDot(_ dot: Token) -> Failure? {
        guard dot.isSymbol(.dot), isWordStart(bytes, at: dot.range.upper, end: bytes.count) else { return nil }
        var range = SourceRange(startOfWord(endingAt: dot.range.lower), endOfWord(from: dot.range.upper))
        while byte(at: range.upper) == UInt8(ascii: "."), isWordStart(bytes, at: range.upper + 1, end: bytes.count) {
            range.upper = endOfWord(from: range.upper + 1)
        }
        guard range.lower < dot.range.lower else { return nil }
        let path = source.text(range)
        return failure("a field on the right of a comparison has a dot before it", at: range, hints: [".\(path)"])
    }
}
