/// Cures for clauses that stand elsewhere in other languages, or before what they belong to.
extension SyntaxReader {
    /// What was meant by a word that begins or ends a clause, or that has lost its operator; nil when nobody can tell.
    func clauseCure(_ token: Token, behind previous: Int) -> (message: String, hint: String)? {
        let stage = source.text(SourceRange(stageStart, endOfWord(from: stageStart))).lowercased()
        let before = source.text(SourceRange(stageStart, trimmed(stageStart, token.range.lower).upper))
        let rest = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
        let last = source.text(SourceRange(previous, endOfWord(from: previous))).lowercased()
        let isAggregate = Vocabulary.aggregate(stage) != nil
        switch (stage, lowered(token)) {
        case (_, "with") where isAggregate && ["totals", "total", "rollup"].contains(rest.split(separator: " ").first):
            let plain = before.firstRange(of: " by ").map { before[..<$0.lowerBound] } ?? before[...]
            return ("`by` gives groups alone: the total is the same line without it", String(plain))
        case ("sort", "per"), ("order", "per"):
            let keys = before.dropFirst(stage.count).drop { $0 == " " }
            let plain = keys.lowercased().hasPrefix("by ") ? keys.dropFirst(3) : keys
            return ("rows are sorted as a whole: what they are grouped by is the first key", "sort by\(rest), \(plain)")
        case ("add", "over"), ("show", "over"), ("select", "over"):
            guard let window = Self.window(rest) else { return nil }
            return (
                "the rows of a window stand behind `per`, their order behind `sort by`",
                "add\(before.dropFirst(stage.count))\(window)"
            )
        case (_, "mod"): return ("what is left over is computed by `%`", "\(last) %\(rest)")
        case ("distinct", _) where last == "by":
            return ("`distinct` takes its fields alone", "distinct \(shown(token))\(rest)")
        case ("where", _), ("filter", _):
            if Self.missingWords.contains(lowered(token)), rest.isEmpty || isLogicalWord(rest) {
                return ("what is missing is asked for behind the field", "\(last) is empty")
            }
            if ["exists", "exist", "has", "có"].contains(last), rest.isEmpty {
                return ("what is there is asked for behind the field", "\(shown(token)) is not empty")
            }
            guard Self.missingWords.contains(last), rest.isEmpty else { return nil }
            return ("what is missing is asked for behind the field", "\(shown(token)) is empty")
        default: return nil
        }
    }

    /// Whether a text goes on with `and` or `or`.
    private func isLogicalWord(_ rest: String) -> Bool {
        rest.split(separator: " ").first.map { ["and", "or"].contains($0.lowercased()) } ?? false
    }

    /// `(partition by form order by year) as n` as ` as n per form sort by year`.
    private static func window(_ text: String) -> String? {
        guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")"), open < close else {
            return nil
        }
        let inside = text[text.index(after: open)..<close]
        let words = inside.split(separator: " ").map { $0.lowercased() }
        guard words.count > 2, ["partition", "order"].contains(words[0]), words[1] == "by" else { return nil }
        let clauses = " " + inside.replacing("partition by ", with: "per ").replacing("order by ", with: "sort by ")
        return "\(text[text.index(after: close)...])\(clauses)"
    }

    /// `add running sum quantity as total`: what is over many rows has its argument in parentheses.
    func windowCure(_ token: Token, behind previous: Int) -> Failure? {
        let word = SourceRange(previous, endOfWord(from: previous))
        let function = source.text(word).lowercased()
        guard ["running", "previous", "next"].contains(function) else { return nil }
        let end = Vocabulary.aggregate(lowered(token)) == nil ? nil : argument(behind: token)
        let whole = token.range.lower..<(end ?? token.range.upper)
        let rest = source.text(SourceRange(whole.upperBound, endOfStageText(from: whole.upperBound)))
        return failure(
            "`\(function)` has its argument in parentheses", at: word.union(token.range),
            hints: ["\(function)(\(source.text(SourceRange(whole.lowerBound, whole.upperBound))))\(rest)"])
    }

    /// The end of the word behind an aggregate's name.
    private func argument(behind token: Token) -> Int? {
        let start = endOfSpaces(from: token.range.upper)
        let end = endOfWord(from: start)
        return end > start && !Vocabulary.clauseWords.contains(source.text(SourceRange(start, end)).lowercased())
            ? end : nil
    }

    /// `chart bar sum quantity by form across year`: a chart draws one line of values.
    mutating func secondKeyOfChart() -> Failure? {
        let token = peek()
        guard token.isSymbol(.comma) || isWord(token, "across") else { return nil }
        let before = source.text(trimmed(stageStart, token.range.lower))
        return failure(
            "a chart has one value for each of what stands behind its `by`", at: token.range, hints: [before])
    }

    /// `join units on unit = name as u`, `unnest recipients as r`: where the name belongs.
    func nameCure(_ before: String, _ rest: String) -> String {
        let words = before.split(separator: " ").map(String.init)
        let stage = words.first?.lowercased() ?? ""
        if stage == "unnest", words.count == 2 { return "\(before) | rename \(words[1]) \(rest)" }
        if ["join", "inner", "left"].contains(stage), let on = before.firstRange(of: " on ") {
            return "\(before[..<on.lowerBound]) \(rest)\(before[on.lowerBound...])"
        }
        return "`add … as n` gives a name"
    }

    /// `sample 10%`, `take 5 percent`: rows are counted.
    mutating func shareBehindCount(_ keyword: Token, _ number: Token) -> Failure? {
        let sign = peek()
        guard sign.isSymbol(.percent) || ["percent", "phần"].contains(lowered(sign)) else { return nil }
        let word = source.text(keyword.range)
        let rest = source.text(SourceRange(sign.range.upper, endOfStageText(from: sign.range.upper)))
        return failure(
            "`\(word)` takes a number of rows, not a part of them", at: number.range.union(sign.range),
            hints: ["\(word) \(source.text(number.range))\(rest)"])
    }

    /// `describe awards, blocs`: each has a table of its own.
    mutating func secondDescribed(behind first: Token) -> Failure? {
        let separator = peek(after: first)
        let second = peek(after: separator)
        guard separator.isSymbol(.comma) || ["and", "và"].contains(lowered(separator)), second.kind == .word else {
            return nil
        }
        return failure(
            "`describe` looks at one collection at a time", at: second.range,
            hints: [first, second].map { "describe \(source.text($0.range))" })
    }

    /// `param year integer = 2021`: the type without its colon.
    mutating func typeWithoutColon(_ name: Name) -> Failure? {
        let token = peek()
        guard token.kind == .word else { return nil }
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        return failure(
            "a parameter's type stands behind a colon", at: token.range, hints: ["param \(name.text): \(rest)"])
    }

    /// `form starts (Bằng, Giấy)`: one value at a time.
    func valuesBehind(_ word: Token, of left: Expression, isNegated: Bool) -> Failure? {
        let start = endOfSpaces(from: word.range.upper)
        guard byte(at: start) == UInt8(ascii: "("), let end = endOfParenthesis(start) else { return nil }
        let inside = source.text(SourceRange(start + 1, end))
        guard inside.contains(","), !inside.contains(where: { "(\"'".contains($0) }) else { return nil }
        let subject = source.text(left.range)
        let operation = source.text(word.range)
        let conditions = inside.split(separator: ",").map { "\(subject) \(operation) \($0.drop { $0 == " " })" }
        let logical = operation == "!~" ? "and" : "or"
        let all = conditions.joined(separator: " \(logical) ")
        return failure(
            "`\(operation)` takes one value; conditions are joined by `\(logical)`", at: word.range,
            hints: [isNegated ? "not (\(all))" : "(\(all))"])
    }
}
