/// Cures for conditions whose operator is a word of another language, or is left out.
extension SyntaxReader {
    /// `form isn't x`, `form doesn't contain x`: how the operator is negated here.
    func shortNegation(_ token: Token, behind previous: Int) -> Failure? {
        let text = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        let verb = text.prefix { $0.isLetter }
        let rest = text.dropFirst(verb.count)
        guard let mark = rest.first, "'’".contains(mark), rest.dropFirst().first == "t" else { return nil }
        let field = source.text(SourceRange(previous, trimmed(previous, token.range.lower).upper))
        let behind = Self.bare(rest.dropFirst(2))
        let whole = SourceRange(token.range.lower, token.range.lower + verb.utf8.count + String(mark).utf8.count + 1)
        let cure: String
        switch verb.lowercased() {
        case "isn", "aren", "wasn":
            cure = Self.missingWords.contains(behind.lowercased()) ? "is not empty" : "!= \(behind)"
        case "doesn", "don", "didn":
            let word = behind.prefix { $0 != " " }
            let value = Self.bare(behind.dropFirst(word.count))
            switch word.lowercased() {
            case "contain", "contains", "include", "includes": cure = "!~ \(value)"
            case "equal", "equals": cure = "!= \(value)"
            case "exist", "exists": cure = "is empty"
            case "start", "starts", "begin", "end", "ends", "match", "matches", "have", "has":
                let operators = [
                    "start": "starts", "begin": "starts", "end": "ends", "match": "matches", "have": "has",
                ]
                let plain = value.hasPrefix("with ") ? String(value.dropFirst("with ".count)) : value
                return negationFailure(whole, "not \(field) \(operators[word.lowercased()] ?? String(word)) \(plain)")
            default: return nil
            }
        default: return nil
        }
        return negationFailure(whole, "\(field) \(cure)")
    }

    /// `kinds has not x`, `kinds has any (a, b)`
    mutating func qualifiedHas(_ left: Expression, _ has: Token, isNegated: Bool) -> Failure? {
        let word = peek()
        let field = source.text(left.range)
        let behind = source.text(rawValue(from: word.range.upper))
        let whole = has.range.union(word.range)
        if isWord(word, "not"), !behind.isEmpty, !isNegated {
            return negationFailure(whole, "not \(field) has \(behind)")
        }
        let opener = endOfSpaces(from: word.range.upper)
        guard isWord(word, "any") || isWord(word, "all"), byte(at: opener) == UInt8(ascii: "("),
            let end = endOfParenthesis(opener)
        else { return nil }
        let values = Self.items(source.text(SourceRange(opener + 1, end)))
        let conditions = values.map { "\(field) has \($0)" }.joined(separator: isWord(word, "any") ? " or " : " and ")
        return failure(
            "`has` takes one value; conditions are joined by `and` and `or`", at: whole,
            hints: [isNegated ? "not (\(conditions))" : "(\(conditions))"])
    }

    private func negationFailure(_ range: SourceRange, _ cure: String) -> Failure {
        failure("an operator is negated by `!` or `not`", at: range, hints: [cure])
    }

    /// `contains(form, "khen")`, `isnull(note)`: functions that are conditions.
    func condition(_ call: String) -> String? {
        let name = call.prefix { $0 != "(" }
        let arguments = Self.items(String(call.dropFirst(name.count + 1).dropLast()))
        switch (name.lowercased(), arguments.count) {
        case ("isnull", 1), ("isempty", 1), ("isblank", 1), ("empty", 1), ("isna", 1): return "\(arguments[0]) is empty"
        case ("isnotnull", 1), ("isnotempty", 1), ("notnull", 1), ("exists", 1): return "\(arguments[0]) is not empty"
        case (let word, 2): return Self.foreignOperators[word].map { "\(arguments[0]) \($0) \(arguments[1])" }
        default: return nil
        }
    }

    /// `date last 5 years`, `date this year`: times that are told from today.
    func relativeTime(_ token: Token, behind previous: Int) -> Failure? {
        guard RelativeTime.openings.contains(lowered(token)) else { return nil }
        let range = rawValue(from: token.range.lower)
        let field = source.text(SourceRange(previous, trimmed(previous, token.range.lower).upper))
        guard let condition = RelativeTime.condition(field, "=", source.text(range)) else { return nil }
        return failure("times near today are counted from today()", at: range, hints: [condition])
    }
}
