/// Values chosen by a condition, as other languages write them.
extension SyntaxReader {
    /// `case when P then a else b end`, `if P then a else b`
    func conditional(_ token: Token, behind previous: Int) -> Failure? {
        let word = SourceRange(previous, endOfWord(from: previous))
        let keyword = source.text(word).lowercased()
        let isCase = keyword == "case" && lowered(token) == "when"
        let start = isCase ? token.range.upper : token.range.lower
        let stage = source.text(SourceRange(start, endOfStageText(from: start)))
        // Inside parentheses it ends where they do.
        let rest = String(stage[..<(Self.endOfParentheses(stage) ?? stage.endIndex)])
        guard isCase || keyword == "if" && rest.contains(" then ") else { return nil }
        return failure(
            "`\(isCase ? "case" : "if … then")` is written `if(P, a, b)`", at: word.union(token.range),
            hints: Self.choice(rest).map { [$0] } ?? [])
    }

    /// The first parenthesis that closes what the text does not open.
    private static func endOfParentheses(_ text: String) -> String.Index? {
        var depth = 0
        return text.indices.first { index in
            depth += text[index] == "(" ? 1 : text[index] == ")" ? -1 : 0
            return depth < 0
        }
    }

    /// `P then a else b end as n` as `if(P, a, b) as n`.
    private static func choice(_ text: String) -> String? {
        guard let then = text.firstRange(of: " then "), let other = text.firstRange(of: " else "),
            then.upperBound <= other.lowerBound, text[then.upperBound...].firstRange(of: " when ") == nil,
            text[other.upperBound...].firstRange(of: " then ") == nil
        else { return nil }
        let (value, rest) = split(text[other.upperBound...])
        let condition = text[..<then.lowerBound].drop { $0 == " " }
        return "if(\(condition), \(text[then.upperBound..<other.lowerBound]), \(value))\(rest)"
    }

    /// A value up to `end`, a comma or a clause, and what follows.
    private static func split(_ text: Substring) -> (value: Substring, rest: Substring) {
        if let end = text.firstRange(of: " end ") {
            return (text[..<end.lowerBound], text[text.index(before: end.upperBound)...])
        }
        if text.lowercased().hasSuffix(" end") { return (text.dropLast(" end".count), "") }
        let ends = [",", " as ", " per ", " sort "].compactMap { text.firstRange(of: $0)?.lowerBound }
        let end = ends.min() ?? text.endIndex
        return (text[..<end], text[end...])
    }

    /// `year > 2020 ? "a" : "b"`: the mark stands at an offset of this stage.
    func ternary(at mark: Int) -> Failure? {
        let rest = source.text(SourceRange(mark + 1, endOfStageText(from: mark + 1)))
        guard let colon = rest.firstIndex(of: ":") else { return nil }
        let first = rest[..<colon].drop { $0 == " " }
        let (second, clauses) = Self.split(rest[rest.index(after: colon)...].drop { $0 == " " })
        var start = min(endOfWord(from: stageStart), mark)
        for index in start..<mark where bytes[index] == UInt8(ascii: ",") { start = index + 1 }
        var condition = source.text(trimmed(start, mark))[...]
        var last = second
        if condition.hasPrefix("(") {
            condition = condition.dropFirst()
            if condition.hasSuffix(")") {
                condition = condition.dropLast()
            } else if second.hasSuffix(")") {
                last = second.dropLast()
            }
        }
        let values = [first, last].map(Self.bare)
        return failure(
            "`? :` is written `if(P, a, b)`", at: SourceRange(mark, mark + 1),
            hints: values.contains("") ? [] : ["if(\(condition), \(values[0]), \(values[1]))\(clauses)"])
    }

    /// The same where a value without quotes took it in.
    func ternary(in value: SourceRange) -> Failure? {
        guard context.isListItem || !openers.isEmpty else { return nil }
        let text = source.text(value)
        guard let mark = text.firstRange(of: " ? "), text[mark.upperBound...].contains(":") else { return nil }
        return ternary(at: value.lower + text[..<mark.lowerBound].utf8.count + 1)
    }

    // MARK: Aggregates of some rows

    /// `sumif(quantity, year = 2021)`, `countif(year = 2021)`: the aggregate with its filter; nil for other functions.
    func filteredAggregate(_ call: String) -> String? {
        let name = call.prefix { $0 != "(" }
        guard let aggregate = Self.filteredAggregates[name.lowercased()], call.hasSuffix(")"), name.count < call.count
        else { return nil }
        let arguments = Self.items(String(call.dropFirst(name.count + 1).dropLast()))
        var conditions = arguments.filter { argument in argument.contains { "=<>~".contains($0) } }
        // A field that is true or false is a condition alone.
        if conditions.isEmpty, arguments.count == (aggregate == "count" ? 1 : 2) { conditions = arguments.suffix(1) }
        let others = arguments.filter { !conditions.contains($0) }
        guard !conditions.isEmpty, others.count == (aggregate == "count" ? 0 : 1) else { return nil }
        let value = others.first.map { $0 + " " } ?? ""
        return "\(aggregate)(\(value)where \(conditions.joined(separator: " and ")))"
    }

    /// `running(sum quantity)`: a column beside each row; nil for other functions.
    func windowStage(_ call: String) -> String? {
        Vocabulary.windowFunctions.contains(call.prefix { $0 != "(" }.lowercased()) ? "add \(call)" : nil
    }

    /// The call that begins with a word, to its closing parenthesis, and what follows in the stage; nil for none.
    func call(_ word: Token) -> (call: String, rest: String)? {
        guard isDirectlyCalled(word), let end = endOfParenthesis(word.range.upper) else { return nil }
        let stageEnd = max(end + 1, endOfStageText(from: end + 1))
        return (
            source.text(SourceRange(word.range.lower, end + 1)), source.text(SourceRange(end + 1, stageEnd))
        )
    }

    private static let filteredAggregates = [
        "sumif": "sum", "sumifs": "sum", "countif": "count", "countifs": "count", "averageif": "avg",
        "averageifs": "avg", "avgif": "avg", "minif": "min", "minifs": "min", "maxif": "max", "maxifs": "max",
        "dcountif": "distinct",
    ]

    /// What stands between the commas outside of parentheses and quotes, without the spaces around.
    static func items(_ text: String) -> [String] {
        var items = [""]
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if "\"'".contains(character) {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
            } else if character == ",", depth == 0 {
                items.append("")
                continue
            }
            items[items.count - 1].append(character)
        }
        return items.map { bare($0[...]) }
    }

    /// Without the spaces around.
    static func bare(_ text: Substring) -> String {
        var bare = text.drop { $0 == " " }
        while bare.last == " " { bare.removeLast() }
        return String(bare)
    }
}
