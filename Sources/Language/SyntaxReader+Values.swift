extension SyntaxReader {
    /// What may stand right of a comparison.
    enum RightSide {
        case value(Expression)
        case range(low: Expression?, high: Expression?, SourceRange)
    }

    /// Reads a value, an expression or (where the operator takes one) a range, up to the next end.
    mutating func readRightSide(of operatorRange: SourceRange, takesRange: Bool) throws(Failure) -> RightSide {
        let start = skipBlanks(from: position)
        if takesRange, isRangeDots(start) {
            return try finishRange(low: nil, dots: start, lower: start)
        }
        let low = try readValue(startingAt: start, of: operatorRange, takesRange: takesRange)
        let dots = endOfSpaces(from: position)
        if takesRange, isRangeDots(dots) {
            return try finishRange(low: low, dots: dots, lower: low.range.lower)
        }
        try requireEnd(after: low)
        return .value(low)
    }

    /// As `readRightSide`, for operators that take no range.
    mutating func readRightValue(of operatorRange: SourceRange) throws(Failure) -> Expression {
        let value = try readValue(startingAt: skipBlanks(from: position), of: operatorRange, takesRange: false)
        try requireEnd(after: value)
        return value
    }

    private mutating func finishRange(low: Expression?, dots: Int, lower: Int) throws(Failure) -> RightSide {
        let dotsRange = SourceRange(dots, dots + 2)
        move(to: dots + 2)
        mark(.operator, dotsRange)
        let start = endOfSpaces(from: position)
        var high: Expression?
        if !isEnd(at: start) { high = try readValue(startingAt: start, of: dotsRange, takesRange: false) }
        if let high { try requireEnd(after: high) }
        guard low != nil || high != nil else {
            throw failure("this range has neither a lower nor an upper end", at: dotsRange, hints: ["2018..2022"])
        }
        return .range(low: low, high: high, SourceRange(lower, position))
    }

    /// Reads one value or expression, without looking at what follows.
    private mutating func readValue(
        startingAt start: Int, of operatorRange: SourceRange, takesRange: Bool
    ) throws(Failure) -> Expression {
        let operatorText = source.text(operatorRange)
        guard start < bytes.count, bytes[start] != 10, !isEnd(at: start) else {
            move(to: start)
            throw failure(
                "a value is missing after `\(operatorText)`", at: operatorRange,
                hints: operatorText == "into"
                    ? ["into \"awards.csv\""]
                    : ["=", "!=", "==", "<>"].contains(operatorText) ? ["`is empty` finds rows without a value"] : [])
        }
        move(to: start)
        if openingQuoteLength(bytes, at: start) > 0 {
            height = 1
            return .value(takeString(peek()))
        }
        if isExpressionStart(start) {
            let saved = context
            defer { context = saved }
            context.wordsAreFields = false
            return try readArithmetic()
        }
        if let failure = secondOperator(start, operatorRange) { throw failure }
        height = 1
        let value = try readRawValue(startingAt: start, takesRange: takesRange)
        warnOfPattern(value, operatorRange)
        return .value(value)
    }

    /// `=~ /khen/`, `~= khen`, `= = khen`: what begins as an operator is no value without quotes.
    private func secondOperator(_ start: Int, _ operatorRange: SourceRange) -> Failure? {
        let first = source.text(operatorRange)
        let symbols = source.text(rawValue(from: start)).prefix { "=<>~!".contains($0) }
        guard !symbols.isEmpty, first.utf8.allSatisfy({ "=<>~!".utf8.contains($0) }) else { return nil }
        let whole = SourceRange(operatorRange.lower, start + symbols.utf8.count)
        let value = source.text(rawValue(from: whole.upper))
        let written = first + symbols
        let meant: String? =
            switch written {
            case "=~", "~=", "==~", "~~": value.hasPrefix("/") && value.hasSuffix("/") ? "matches" : "~"
            case "!=~", "!~=", "!~~": "!~"
            case "==": "="
            case "===", "====": "=="
            case "!==", "!===", "<>=": "!="
            default: nil
            }
        return failure(
            "`\(source.text(whole))` is no operator", at: whole,
            hints: meant.map { ["\($0) \(value)"] } ?? [])
    }

    /// `~ /khen/`: a pattern stands behind `matches`.
    private mutating func warnOfPattern(_ value: WrittenValue, _ operatorRange: SourceRange) {
        guard ["~", "!~"].contains(source.text(operatorRange)), value.text.utf8.count > 2, value.text.hasPrefix("/"),
            value.text.hasSuffix("/")
        else { return }
        warn(
            "`\(value.text)` is read as a text with slashes; a pattern stands behind `matches`", at: value.range,
            hints: ["matches \(value.text)"])
    }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    /// `(`, `.name`, `$name` or a known function with its parenthesis: then the value is computed.
    private func isExpressionStart(_ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "("): return true
        case UInt8(ascii: "$"): return isWordStart(bytes, at: index + 1, end: bytes.count)
        case UInt8(ascii: "."):
            return isWordStart(bytes, at: index + 1, end: bytes.count) || byte(at: index + 1) == UInt8(ascii: "`")
        default:
            let end = endOfCallableWord(from: index)
            guard end > index, byte(at: end) == UInt8(ascii: "(") else { return false }
            return Vocabulary.isCallable(source.text(SourceRange(index, end)))
        }
    }

    /// The end of a short ASCII word, the percentile's decimals included.
    private func endOfCallableWord(from start: Int) -> Int {
        guard isLetter(bytes[start]) else { return start }
        var index = start
        while index < bytes.count, index - start < 16,
            isLetter(bytes[index]) || isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".")
        {
            index += 1
        }
        return index
    }

    // MARK: Values without quotes

    /// Reads raw text to the next end; with `takesRange`, only to the dots when it is the lower end of a range.
    private mutating func readRawValue(startingAt start: Int, takesRange: Bool) throws(Failure) -> WrittenValue {
        var range = trimmed(start, endOfRawValue(from: start))
        if takesRange, let dots = rangeDots(in: range) { range = trimmed(range.lower, dots) }
        let text = source.text(range)
        if let failure = ternary(in: range) { throw failure }
        if context.isListItem { try rejectClauses(in: range) }
        warnOfStages(in: range)
        warnOfForeignLogic(in: range)
        warnOfStrayQuote(in: range)
        if takesRange { warnOfTextRange(range) }
        lastRawValue = range
        mark(looksLikeNumber(range) ? .number : .value, range)
        move(to: range.upper)
        return WrittenValue(text, range: range, isQuoted: false)
    }

    private mutating func endOfRawValue(from start: Int) -> Int {
        var index = start
        while index < bytes.count, !isEnd(at: index) {
            guard bytes[index] == UInt8(ascii: "(") else {
                index += 1
                continue
            }
            if let closer = closer(of: index) {
                index = closer
            } else {
                report(
                    "this parenthesis is never closed; `)` closes it", at: SourceRange(index, index + 1),
                    hints: ["put the value in quotes"])
            }
            index += 1
        }
        return min(index, bytes.count)
    }

    /// Whether a value ends at `index`: `|`, `,`, `)`, `;`, `&&`, the line's end, a comment, or the word `and` or `or`.
    func isEnd(at index: Int) -> Bool {
        guard index < bytes.count else { return true }
        switch bytes[index] {
        case 10, UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: ";"): return true
        case UInt8(ascii: "&"): return byte(at: index + 1) == UInt8(ascii: "&")
        case UInt8(ascii: "#"), UInt8(ascii: "-"): return isCommentStart(index)
        case UInt8(ascii: "a"), UInt8(ascii: "A"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return endOfLogicalWord(at: index) != nil
        default: return false
        }
    }

    /// The end of a whole word `and` or `or` at `index`, in any letter case.
    func endOfLogicalWord(at index: Int) -> Int? {
        guard index == 0 || isBoundary(before: index) else { return nil }
        for word in ["and", "or"] {
            let end = index + word.utf8.count
            guard end <= bytes.count, zip(bytes[index..<end], word.utf8).allSatisfy({ $0 | 0x20 == $1 }) else {
                continue
            }
            if end == bytes.count || bytes[end] == 10 || "(.$`\"|,);".utf8.contains(bytes[end])
                || spaceLength(bytes, at: end, end: bytes.count) > 0
            {
                return end
            }
        }
        return nil
    }

    private func isBoundary(before index: Int) -> Bool {
        let byte = bytes[index - 1]
        return byte == 10 || byte == UInt8(ascii: ")") || isQuote(byte) || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "~") || spaceLength(bytes, before: index) > 0
    }

    /// The `)` that closes the `(` at `opener` in the same line, quotes not regarded: this is for values without them.
    private mutating func closer(of opener: Int) -> Int? {
        if closers == nil { closers = matchParentheses() }
        return closers?[opener]
    }

    private func matchParentheses() -> [Int: Int] {
        var result: [Int: Int] = [:]
        var open: [Int] = []
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "("): open.append(index)
            case UInt8(ascii: ")"): if let opener = open.popLast() { result[opener] = index }
            case 10: open.removeAll(keepingCapacity: true)
            case UInt8(ascii: "#"), UInt8(ascii: "-"):
                if isCommentStart(index) { open.removeAll(keepingCapacity: true) }
            default: break
            }
        }
        return result
    }

    // MARK: Ranges

    /// Exactly two dots.
    private func isRangeDots(_ index: Int) -> Bool {
        byte(at: index) == UInt8(ascii: ".") && byte(at: index + 1) == UInt8(ascii: ".")
            && byte(at: index + 2) != UInt8(ascii: ".") && (index == 0 || bytes[index - 1] != UInt8(ascii: "."))
    }

    /// The dots in raw text that is a range: both its ends are numbers or dates, or one of them is not there.
    private func rangeDots(in range: SourceRange) -> Int? {
        guard looksLikeBound(range) else { return nil }
        guard let dots = (range.lower..<range.upper).first(where: isRangeDots) else { return nil }
        let high = trimmed(dots + 2, max(range.upper, dots + 2))
        guard high.length > 0 else { return dots }
        let isComputed = openingQuoteLength(bytes, at: high.lower) > 0 || isExpressionStart(high.lower)
        return isComputed || looksLikeBound(high) ? dots : nil
    }

    /// Begins as a number or a date does, a date in words included.
    private func looksLikeBound(_ range: SourceRange) -> Bool {
        if looksLikeNumber(range) { return true }
        guard let space = (range.lower..<range.upper).first(where: { bytes[$0] == UInt8(ascii: " ") }),
            space - range.lower <= 16, space + 1 < range.upper
        else { return false }
        let word = source.text(SourceRange(range.lower, space)).lowercased()
        return Self.dateWords.contains(word) && (isDigit(bytes[space + 1]) || word.hasPrefix("q"))
    }

    /// `ngày 5 tháng 1 năm 2020`, `tháng 3/2022`, `quý I/2022`, `năm 2022`; strings are equal in any composition.
    private static let dateWords: Set<String> = [
        "ngày", "ngay", "mùng", "mung", "tháng", "thang", "quý", "quí", "quy", "qui", "năm", "nam",
    ]

    /// Begins as a number does, or a date in digits.
    private func looksLikeNumber(_ range: SourceRange) -> Bool {
        guard range.length > 0 else { return false }
        let first = bytes[range.lower]
        if isDigit(first) { return true }
        return "-+.".utf8.contains(first) && range.length > 1 && isDigit(bytes[range.lower + 1])
    }

    // MARK: What a value swallowed

    /// In a list of expressions a bare value swallows `as n` and its like, which nobody means.
    private func rejectClauses(in range: SourceRange) throws(Failure) {
        let words = words(in: range)
        guard let index = words.dropFirst().firstIndex(where: { Vocabulary.clauseWords.contains($0.text) }) else {
            return
        }
        throw failure(
            "`\(words[index].text)` is part of the value here, which runs to the next `,` or `|`",
            at: words[index].range, hints: ["put the comparison in parentheses", "put the value in quotes"])
    }

    /// A stage without its bar becomes part of the value before it; one warning says so, since the value swallowed
    /// all the rest too.
    private mutating func warnOfStages(in range: SourceRange) {
        guard !context.isListItem, openers.count == queryOpeners, diagnostics.count - errorCount < Limit.warnings
        else { return }
        let words = words(in: range)
        guard let index = words.indices.dropFirst().first(where: { isStage(words, at: $0) }) else { return }
        let rest = SourceRange(words[index].range.lower, min(range.upper, words[index].range.lower + 80))
        let last = index + 1 < words.count ? index + 1 : index
        let whole = SourceRange(words[index].range.lower, words[last].range.upper)
        warn(
            "`\(source.text(whole))` is read as part of the value; a stage begins behind `|`", at: whole,
            hints: ["| \(groupless(source.text(rest)))"])
    }

    /// Whether what stands at a place looks like a stage.
    func beginsStage(_ start: Int) -> Bool {
        isStage(words(in: SourceRange(start, endOfStageText(from: start))), at: 0)
    }

    /// Whether the word begins what looks like a stage. Some of the words are common in names too, so more must follow.
    private func isStage(_ words: [(text: String, range: SourceRange)], at index: Int) -> Bool {
        let rest = words[(index + 1)...]
        let next = rest.first?.text
        switch words[index].text {
        case "sort", "order", "group": return next == "by"
        case "take", "limit", "top", "skip", "sample":
            return next.map { $0.utf8.allSatisfy(isDigit) && !$0.isEmpty || $0.hasPrefix("$") } ?? false
        case "count", "distinct": return true
        case "join", "with", "without": return rest.contains { $0.text == "on" }
        case "left", "inner": return next == "join"
        case "as": return rest.count == 1 && ["csv", "json", "jsonl", "table", "markdown", "html"].contains(next)
        case "first", "last", "list", "share": return rest.contains { $0.text == "by" }
        case "where", "filter", "having": return next != nil
        case let word: return next != nil && (Vocabulary.stageWords[word] != nil || Vocabulary.aggregate(word) != nil)
        }
    }

    /// `form=Bằng khen"`: a quote at the end that nothing opens.
    private mutating func warnOfStrayQuote(in range: SourceRange) {
        let value = source.text(range)
        guard let last = value.last, "\"'”’»".contains(last), value.count > 1 else { return }
        let partners: [Character: Character] = ["”": "“", "’": "‘", "»": "«"]
        guard !value.dropLast().contains(where: { $0 == last || $0 == partners[last] }), !isFootOrInch(value) else {
            return
        }
        warn(
            "the quote `\(last)` is part of the value, because none opens it",
            at: SourceRange(range.upper - String(last).utf8.count, range.upper), hints: [String(value.dropLast())])
    }

    /// `= A..C`: the ends of a range of texts stand in quotes.
    private mutating func warnOfTextRange(_ range: SourceRange) {
        guard let quoted = Self.textRange(source.text(range)) else { return }
        warn(
            "`\(source.text(range))` is read as one text; the ends of a range of texts stand in quotes", at: range,
            hints: [quoted])
    }

    /// `A..C` as `"A".."C"`; nil for what is no range of texts.
    static func textRange(_ text: String) -> String? {
        // A cheap look before the dear one: most texts have no dot at all.
        guard text.utf8.contains(UInt8(ascii: ".")) else { return nil }
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(bare)
        guard ends.count == 2, ends.allSatisfy({ $0.first?.isLetter ?? false && !$0.hasSuffix(".") }) else {
            return nil
        }
        return "\(Formatter.quoted(ends[0]))..\(Formatter.quoted(ends[1]))"
    }

    /// `5"`, `12'`: a measure.
    private func isFootOrInch(_ value: String) -> Bool {
        value.utf8.dropLast().last.map(isDigit) ?? false
    }

    /// The words between spaces, in lower case.
    private func words(in range: SourceRange) -> [(text: String, range: SourceRange)] {
        var result: [(text: String, range: SourceRange)] = []
        var index = range.lower
        while index < range.upper {
            let space = spaceLength(bytes, at: index, end: range.upper)
            guard space == 0 else {
                index += space
                continue
            }
            let start = index
            while index < range.upper, spaceLength(bytes, at: index, end: range.upper) == 0 { index += 1 }
            let word = SourceRange(start, index)
            result.append((word.length <= 16 ? source.text(word).lowercased() : "", word))
        }
        return result
    }

    // MARK: What must follow

    /// Behind a quoted value or an expression an end must follow.
    private mutating func requireEnd(after value: Expression) throws(Failure) {
        let token = peek()
        switch token.kind {
        case .end: return
        case .symbol(let symbol):
            let ends: [Symbol] = [.bar, .doubleBar, .doubleAmpersand, .comma, .rightParenthesis]
            if ends.contains(symbol) { return }
        case .word:
            let word = lowered(token)
            if word == "and" || word == "or" { return }
            if context.isListItem, Vocabulary.clauseWords.contains(word) { return }
        default: break
        }
        if case .value(let written) = value, written.isQuoted {
            let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
            let words = words(in: SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
            if openers.count == queryOpeners, !words.isEmpty, isStage(words, at: 0) {
                throw failure(
                    "a stage begins behind `|`", at: token.range, hints: ["| \(groupless(rest))"])
            }
            let isCondition = rest.dropFirst(shown(token).count).drop { $0 == " " }.first.map { "=<>~!".contains($0) }
            throw failure(
                "the value ends at its closing quote, so `\(shown(token))` cannot follow", at: token.range,
                hints: isCondition ?? false
                    ? ["and \(rest)"] : ["`\\\"` writes a quote inside quotes", "`(\"…\" & .field)` joins text"])
        }
        throw unexpected(token)
    }
}
