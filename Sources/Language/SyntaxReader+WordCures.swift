/// Cures for a word that stands where it cannot, by what people mean with it.
extension SyntaxReader {
    /// Functions of one value that people write without parentheses.
    private static let plainFunctions: Set<String> = [
        "lower", "upper", "length", "trim", "fold", "round", "abs", "floor", "ceil", "log", "sqrt",
    ]

    /// The line, or the piece of it, that was meant by a word behind the one at `previous`; nil when nobody can tell.
    func cure(ofWord token: Token, behind previous: Int) -> String? {
        let stage = source.text(SourceRange(stageStart, endOfWord(from: stageStart))).lowercased()
        let before = source.text(SourceRange(stageStart, trimmed(stageStart, token.range.lower).upper))
        let rest = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
        let isAggregate = Vocabulary.aggregate(stage) != nil
        switch lowered(token) {
        case "rows", "row", "dòng", "records":
            return ["take", "limit", "skip", "sample"].contains(stage) ? "\(before)\(rest)" : nil
        case "where", "filter", "if":
            // The rows go first, then what is computed of them.
            return isAggregate && openers.count == queryOpeners ? conditionCure(of: rest, behind: before) : nil
        case "desc", "descending", "down", "giảm": return ordered(before, stage, by: "desc")
        case "asc", "ascending", "up", "tăng": return ordered(before, stage, by: "asc")
        case "per", "over", "theo": return isAggregate ? "by\(rest)" : nil
        case "exists": return "\(source.text(SourceRange(previous, endOfWord(from: previous)))) is not empty"
        case let word
        where ["sort", "order", "top"].contains(stage) && !nearest(to: word, among: ["desc", "descending"]).isEmpty:
            return "\(before) desc"
        case "by" where isAggregate:
            guard let across = before.firstRange(of: " across ") else {
                return before.firstRange(of: " by ") == nil ? nil : "\(before),\(rest)"
            }
            return "\(before[..<across.lowerBound]) by\(rest)\(before[across.lowerBound...])"
        case "by" where ["sort", "order"].contains(stage):
            return rest.drop { $0 == " " } == "given" ? "\(before) given" : "\(before),\(rest)"
        case "by":
            let last = source.text(SourceRange(previous, endOfWord(from: previous))).lowercased()
            // `add rank by quantity`
            if stage == "add", ["rank", "row"].contains(last) { return "\(last)() as \(last) sort by\(rest) desc" }
            return ["add", "top"].contains(stage) ? "per\(rest)" : nil
        case "bye", "bi", "y",
            "buy" where isAggregate && !rest.isEmpty:
            return "by\(rest)"
        case "nulls" where ["sort", "order"].contains(stage): return before
        case let word where stage == "distinct" && Vocabulary.aggregate(word) != nil && openers.count == queryOpeners:
            return "\(before) | \(source.text(token.range))\(rest)"
        case "and" where isAggregate: return "\(before),\(rest)"
        case let word where isAggregate && Vocabulary.aggregate(word) != nil && openers.count == queryOpeners:
            return "\(before), \(source.text(token.range))\(rest)"
        case "and":
            return ["show", "select", "hide", "distinct", "sort", "order"].contains(stage) ? "\(before),\(rest)" : nil
        case "not": return ["where", "filter"].contains(stage) ? negated(token, previous, rest) : nil
        case "offset", "skip": return ["take", "limit"].contains(stage) ? "skip\(rest) | \(before)" : nil
        default:
            let function = source.text(SourceRange(previous, endOfWord(from: previous)))
            // `where and year = 2021`
            let opening = source.text(trimmed(stageStart, previous)).lowercased()
            if ["where", "filter"].contains(opening), ["and", "or"].contains(function.lowercased()) {
                return "\(opening) \(source.text(token.range))\(rest)"
            }
            return Self.plainFunctions.contains(function.lowercased()) ? "\(function)(\(shown(token)))" : nil
        }
    }

    /// `sort by quantity descending`, `count by form desc`
    private func ordered(_ before: String, _ stage: String, by order: String) -> String? {
        if ["sort", "order", "top"].contains(stage) { return "\(before) \(order)" }
        guard Vocabulary.aggregate(stage) != nil, let by = before.firstRange(of: " by ") else { return nil }
        let key = before[by.upperBound...].split(separator: ",").last ?? ""
        return "\(before) | sort by \(key.drop { $0 == " " }) \(order)"
    }

    /// `year not = 2021`, `year not > 2020`, `year not 2021`
    private func negated(_ token: Token, _ previous: Int, _ rest: String) -> String {
        let field = source.text(SourceRange(previous, trimmed(previous, token.range.lower).upper))
        let condition = rest.drop { $0 == " " }
        let sign = condition.prefix { "=<>~!".contains($0) }
        let value = condition.dropFirst(sign.count).drop { $0 == " " }
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        if sign.isEmpty, let first = words.first {
            if Self.missingWords.contains(first.lowercased()) { return "\(field) is not empty" }
            // `form not contains giấy`
            if words.count == 2, let symbol = Self.foreignOperators[first.lowercased()] {
                return symbol == "~" ? "\(field) !~ \(words[1])" : "not \(field) \(symbol) \(words[1])"
            }
        }
        switch sign {
        case "", "=", "==": return "\(field) != \(value)"
        case "~": return "\(field) !~ \(value)"
        default: return "not \(field) \(condition)"
        }
    }

    /// A statement of another language, told by its first word.
    mutating func foreignStatement(_ token: Token) -> Failure? {
        let next = peek(after: token)
        let rest = source.text(
            SourceRange(token.range.upper, max(token.range.upper, endOfLine(from: token.range.upper)))
        )
        .drop { $0 == " " }
        if next.isSymbol(.equal) {
            return failure(
                "a name is given with `let`", at: token.range, hints: ["let \(source.text(token.range)) \(rest)"])
        }
        // A collection may have any of these names: then a stage follows it.
        let isStage = Vocabulary.stageWords[lowered(next)] != nil || Vocabulary.aggregate(lowered(next)) != nil
        guard next.kind == .word, !isDirectlyCalled(next), !isStage || isWord(next, "into") else { return nil }
        switch lowered(token) {
        case "desc": return failure("there is no statement `desc`", at: token.range, hints: ["describe \(rest)"])
        case "schema", "columns", "fields":
            return failure("there is no statement `\(shown(token))`", at: token.range, hints: [".schema \(rest)"])
        case "print": return failure("a query prints its rows by itself", at: token.range, hints: [String(rest)])
        case "set" where lowered(next) == "index":
            let policy = rest.dropFirst("index".count).drop { $0 == " " || $0 == "=" }
            return failure(
                "the shell is set up by a command, which begins with a dot", at: token.range,
                hints: [".set index \(policy)"])
        case "set", "var", "const":
            return failure("a name is given with `let`", at: token.range, hints: ["let \(rest)"])
        case "show" where ["tables", "collections", "databases"].contains(lowered(next)):
            return failure("there is no collection before `show`", at: token.range, hints: [".collections"])
        case "insert", "update", "delete", "drop", "create", "alter":
            return failure("collections are only read: nothing here changes their data", at: token.range)
        default: return nil
        }
    }

    /// `= (a, b)`: several values are asked for with `in`.
    func listBehindEquals(_ left: Expression, _ operation: SourceRange) -> Failure? {
        let start = endOfSpaces(from: operation.upper)
        guard byte(at: start) == UInt8(ascii: "("), let end = endOfParenthesis(start) else { return nil }
        let inside = bytes[(start + 1)..<end]
        let text = source.text(SourceRange(start + 1, end))
        let isChain = text.contains(" or ") && !text.contains { "=<>~\"".contains($0) }
        guard inside.contains(UInt8(ascii: ",")) || isChain, !inside.contains(UInt8(ascii: "(")) else { return nil }
        let word = source.text(operation).hasPrefix("=") ? "in" : "not in"
        let values = isChain ? text.replacing(" or ", with: ", ") : text
        return failure(
            "several values are asked for with `\(word)`", at: operation,
            hints: ["\(source.text(left.range)) \(word) (\(values))"])
    }

    /// `year >= 2020 and <= 2022`: each condition names its field.
    mutating func missingSubject(behind previous: Expression) -> Failure? {
        let token = peek()
        guard case .symbol(let symbol) = token.kind, symbol.comparison != nil,
            case .comparison(_, let left, _) = previous
        else { return nil }
        var end = token.range.upper
        while !isEnd(at: end) { end += 1 }
        let condition = source.text(SourceRange(token.range.lower, trimmed(token.range.lower, end).upper))
        return failure(
            "a field is missing before `\(shown(token))`", at: token.range,
            hints: ["\(source.text(left.range)) \(condition)"])
    }

    /// `khối = tổng hợp và năm = 2021`: `và` is a word of the value, which no one means before a condition.
    /// `hoặc` stands in no name, so it joins values too.
    mutating func warnOfForeignLogic(in range: SourceRange) {
        guard diagnostics.count - errorCount < Limit.warnings else { return }
        let text = source.text(range)
        guard text.utf8.contains(where: "=<>~".utf8.contains) else { return warnOfAlternatives(text, range) }
        for (word, logical) in [("và", "and"), ("hoặc", "or"), ("&", "and")] {
            guard let place = text.firstRange(of: " \(word) ") else { continue }
            let condition = text[place.upperBound...]
            guard let sign = condition.firstIndex(where: { "=<>~".contains($0) }), sign != condition.startIndex else {
                continue
            }
            let lower = range.lower + text[..<place.lowerBound].utf8.count + 1
            warn(
                "`\(word)` is read as part of the value; conditions are joined by `\(logical)`",
                at: SourceRange(lower, lower + word.utf8.count), hints: ["\(logical) \(condition)"])
            return
        }
    }

    private mutating func warnOfAlternatives(_ text: String, _ range: SourceRange) {
        // A cheap look before the dear one: few values have two spaces.
        guard text.utf8.count(where: { $0 == UInt8(ascii: " ") }) > 1, let place = text.firstRange(of: " hoặc ") else {
            return
        }
        let lower = range.lower + text[..<place.lowerBound].utf8.count + 1
        let values = text.split(separator: " hoặc ").joined(separator: ", ")
        warn(
            "`hoặc` is read as part of the value; `in` takes several values",
            at: SourceRange(lower, lower + "hoặc".utf8.count), hints: ["in (\(values))"])
    }
}
