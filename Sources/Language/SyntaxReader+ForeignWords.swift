/// Words of other languages in the middle of a stage, as they are written here.
extension SyntaxReader {
    /// Operators that are words elsewhere, in English and in Vietnamese.
    static let foreignOperators = [
        "contains": "~", "contain": "~", "includes": "~", "include": "~", "equals": "=", "equal": "=", "eq": "=",
        "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "startswith": "starts", "starts_with": "starts",
        "beginswith": "starts", "begins": "starts", "endswith": "ends", "ends_with": "ends", "ilike": "like",
        "regexp": "matches", "regex": "matches", "rlike": "matches", "chứa": "~", "bằng": "=", "là": "=", "khác": "!=",
        "lớn": ">",
        "nhỏ": "<", "trên": ">", "dưới": "<", "từ": "in", "before": "<", "after": ">", "since": ">=", "until": "<=",
        "trước": "<", "sau": ">", "more": ">", "greater": ">", "less": "<", "fewer": "<", "from": "in",
    ]

    private static let foreignUnits = ["ngày": "days", "tuần": "weeks", "tháng": "months", "năm": "years"]

    /// `form.startswith("x")`: a condition and no method. Nil for a parenthesis behind anything else.
    func method(before opener: Token) -> Failure? {
        var start = opener.range.lower
        while start > stageStart, isWordByte(bytes, at: start - 1, end: bytes.count) || bytes[start - 1] == 46,
            spaceLength(bytes, before: start) == 0
        {
            start -= 1
        }
        let path = source.text(SourceRange(start, opener.range.lower)).split(separator: ".").map(String.init)
        guard path.count > 1, let end = endOfParenthesis(opener.range.lower) else { return nil }
        let field = path.dropLast().filter { $0 != "str" && $0 != "dt" }.joined(separator: ".")
        let value = source.text(SourceRange(opener.range.upper, end))
        let name = path[path.count - 1].lowercased()
        if let cure = Self.plainMethod(name, field, value) {
            return failure("`\(name)` is no method", at: SourceRange(start, end + 1), hints: [cure])
        }
        guard let symbol = Self.foreignOperators[name] else { return nil }
        return failure(
            "`\(path[path.count - 1])` is written `\(symbol)`", at: SourceRange(start, end + 1),
            hints: ["\(field) \(symbol) \(value)"])
    }

    /// `note.isna()`, `form.isin(["a", "b"])`, `form.lower()` as conditions and functions.
    private static func plainMethod(_ name: String, _ field: String, _ value: String) -> String? {
        switch name {
        case "isna", "isnull", "is_null": "\(field) is empty"
        case "notna", "notnull", "is_not_null": "\(field) is not empty"
        case "isin", "is_in": "\(field) in (\(value.filter { !"[]".contains($0) }))"
        case "len": "length(\(field))"
        case "strip": "trim(\(field))"
        case let function where Vocabulary.functions[function] == 1...1 && value.isEmpty: "\(function)(\(field))"
        default: nil
        }
    }

    /// `where not in (1, 2)`: nothing stands before the operator.
    func listWithoutField(before opener: Token) -> Failure? {
        guard let start = startOfWord(before: opener) else { return nil }
        let word = SourceRange(start, endOfWord(from: start))
        guard source.text(word).lowercased() == "in" else { return nil }
        return failure("a field is missing before `in`", at: word)
    }

    /// `date + 3 ngày`
    func unit(_ token: Token, behind previous: Int) -> String? {
        let number = source.text(SourceRange(previous, endOfWord(from: previous)))
        guard number.utf8.allSatisfy(isDigit), let unit = Self.foreignUnits[lowered(token)] else { return nil }
        return "\(number) \(unit)"
    }

    /// `units right join awards on a = b`: the other way round. A join without anything shared there is not.
    func foreignJoin(_ token: Token, behind sourceName: SourceRange?) -> Failure? {
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        let words = rest.split(separator: " ").map(String.init)
        let kind = lowered(token)
        guard ["right", "cross", "full"].contains(kind),
            let join = words.firstIndex(where: { $0.lowercased() == "join" }), join < 3
        else { return nil }
        let message =
            switch kind {
            case "right": "there is no `right join`: begin with the other collection"
            case "cross": "there is no `cross join`: a join needs what both sides share"
            default: "there is no `full join`: `left join` keeps the rows of one side"
            }
        var hints: [String] = []
        if kind == "right", let sourceName, words.count == join + 6, words[join + 2].lowercased() == "on",
            words[join + 4] == "="
        {
            let name = source.text(sourceName)
            hints = ["\(words[join + 1]) left join \(name) on \(words[join + 5]) = \(words[join + 3])"]
        }
        return failure(message, at: token.range, hints: hints)
    }

    /// `like "*khen*"` looks for stars.
    mutating func warnOfStars(_ value: Expression) {
        guard case .value(let written) = value, written.text.contains("*"),
            !written.text.contains(where: { "%_".contains($0) })
        else { return }
        warn(
            "`*` is a star here; `%` stands for anything", at: value.range,
            hints: ["like \(Formatter.quoted(written.text.replacing("*", with: "%")))"])
    }

    /// `matches /b/i`: flags stand inside the pattern.
    func flags(behind end: Int, _ pattern: SourceRange) -> Failure? {
        let flags = SourceRange(end, endOfWord(from: end))
        let text = source.text(flags)
        guard flags.length > 0 else { return nil }
        return failure(
            "flags stand inside the pattern", at: flags,
            hints: text.allSatisfy { "ims".contains($0) } ? ["/(?\(text))\(source.text(pattern))/"] : [])
    }
}
