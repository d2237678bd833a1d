/// Cures for stages of SQL and for stages that no bar begins: the whole line as it was meant.
extension SyntaxReader {
    /// Longer lines are not repeated in a hint.
    private static let longestLine = 200

    /// `count by form, having count > 2`: what stands behind the comma is a stage.
    mutating func stageBehindComma(_ token: Token) -> Failure? {
        guard let start = startOfWord(before: token) else { return nil }
        let comma = trimmed(stageStart, start).upper - 1
        guard comma > stageStart, bytes[comma] == UInt8(ascii: ",") else { return nil }
        let rest = source.text(SourceRange(start, endOfStageText(from: start)))
        guard beginsStage(start), let stage = stageHere(rest) else { return nil }
        let word = SourceRange(start, endOfWord(from: start))
        return failure(
            "`\(source.text(word))` is a stage, which begins behind `|` and not behind a comma", at: word,
            hints: [wholeLine(upTo: comma, then: "| \(stage)")])
    }

    /// A stage as it is called here.
    private func stageHere(_ rest: String) -> String? {
        let word = rest.prefix { $0 != " " }.lowercased()
        if word == "having" { return "where\(Self.columnNames(String(rest.dropFirst(word.count))))" }
        if word == "group" { return nil }
        return Vocabulary.stageWords[word] != nil ? rest : nil
    }

    /// The line up to a place, and what follows instead; only that where the line is long.
    private func wholeLine(upTo end: Int, then rest: String) -> String {
        var start = end
        while start > 0, bytes[start - 1] != 10 { start -= 1 }
        let before = trimmed(start, end)
        guard before.length + rest.utf8.count <= Self.longestLine, before.length > 0 else { return rest }
        return "\(source.text(before)) \(rest)"
    }

    // MARK: What is missing, or too much

    /// `show form, , year`, `awards where`: the stage without the empty place, or how it goes on.
    func operandCures(_ token: Token) -> [String] {
        guard let last = lastByte(before: token.range.lower) else { return [] }
        if token.isSymbol(.comma), bytes[last] == UInt8(ascii: ",") {
            let rest = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
            return ["\(source.text(SourceRange(stageStart, last))),\(rest)"]
        }
        guard token.kind == .end || token.isSymbol(.bar) else { return [] }
        let words = source.text(SourceRange(stageStart, last + 1)).split(separator: " ")
        switch words.last?.lowercased() ?? "" {
        case "where", "filter": return ["where field = value"]
        case "by": return ["by field"]
        case "show", "select": return ["show field, field"]
        case "hide": return ["hide field"]
        case "add": return ["add expression as name"]
        default: return []
        }
    }

    /// `awards 5`, `awards[form]`: what was meant by what is no word.
    func stageOf(_ token: Token, behind sourceName: SourceRange?) -> [String] {
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        if token.kind == .number, !rest.contains(" ") { return ["take \(rest)"] }
        // `| .form`, `|| count`, `> file.csv`
        if token.isSymbol(.dot), rest.dropFirst().first?.isLetter ?? false { return ["show \(rest.dropFirst())"] }
        if token.isSymbol(.doubleBar) {
            let stage = endOfSpaces(from: token.range.upper)
            return ["| \(source.text(SourceRange(stage, max(stage, endOfStageText(from: stage)))))"]
        }
        if token.isSymbol(.greater), rest.contains(".") { return ["| into \(Self.bare(rest.dropFirst()))"] }
        if rest.hasPrefix("["), rest.hasSuffix("]") {
            return stageInBrackets(rest, sourceName).map { [wholeLine(upTo: token.range.lower, then: $0)] } ?? []
        }
        return []
    }

    /// `[form]`, `[['form', 'year']]`, `[:5]`, `[awards.year > 2020]` as stages.
    private func stageInBrackets(_ text: String, _ sourceName: SourceRange?) -> String? {
        let inside = text.drop { $0 == "[" || $0 == " " }.prefix { $0 != "]" }
        if inside.contains(where: { "=<>~".contains($0) }) {
            let prefix = sourceName.map { source.text($0) + "." } ?? ""
            return "where \(inside.hasPrefix(prefix) ? inside.dropFirst(prefix.count) : inside)"
        }
        let ends = inside.split(separator: ":", omittingEmptySubsequences: false)
        if ends.count == 2, ["", "0"].contains(ends[0]), !ends[1].isEmpty, ends[1].utf8.allSatisfy(isDigit) {
            return "take \(ends[1])"
        }
        if let place = Int(inside) { return place > 0 ? "skip \(place) | take 1" : "take 1" }
        let names = inside.split(separator: ",").map { name in
            name.trimmingPrefix { $0 == " " }.filter { !"\"'".contains($0) }
        }
        guard !names.isEmpty,
            names.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } })
        else { return nil }
        return "show \(names.joined(separator: ", "))"
    }

    /// `awards form`, `awards form, year`: names alone.
    func isListed(_ token: Token) -> Bool {
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        return rest.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { item in
            item.split(separator: " ").count == 1
                && item.allSatisfy { $0.isLetter || $0.isNumber || "_. ".contains($0) }
        }
    }

    private func lastByte(before offset: Int) -> Int? {
        let end = trimmed(stageStart, max(stageStart, offset)).upper
        return end > stageStart ? end - 1 : nil
    }

    /// `show top 5`: a number behind the word of a stage.
    func countBehindWord(_ token: Token) -> Failure? {
        guard token.kind == .number, let start = startOfWord(before: token), start > stageStart else { return nil }
        let word = SourceRange(start, endOfWord(from: start))
        guard ["top", "take", "limit", "first", "last", "skip"].contains(source.text(word).lowercased()) else {
            return nil
        }
        let stage = source.text(SourceRange(start, endOfStageText(from: start)))
        let isWhole = ["show", "select"].contains(source.text(trimmed(stageStart, start)).lowercased())
        let take = stage.hasPrefix("top") && !stage.contains(" by ") ? "take\(stage.dropFirst(3))" : stage
        return failure(
            "`\(source.text(word))` is a stage, which begins behind `|`", at: word.union(token.range),
            hints: [
                isWhole ? wholeLine(upTo: stageStart, then: take) : wholeLine(upTo: start, then: "| \(take)")
            ])
    }

    /// `add x as quantity * 2`: the stage with the name behind the value.
    func nameBeforeValue(_ token: Token) -> String? {
        let text = source.text(SourceRange(stageStart, endOfStageText(from: stageStart)))
        let words = text.split(separator: " ").map(String.init)
        guard words.count > 4, words[0].lowercased() == "add", words[2].lowercased() == "as",
            case .symbol(let symbol) = token.kind, [.plus, .minus, .star, .slash, .percent].contains(symbol)
        else { return nil }
        return "add \(words[3...].joined(separator: " ")) as \(words[1])"
    }

    // MARK: where behind an aggregate

    /// `count by form where count > 2` asks for groups, `count by form where year = 2021` for rows.
    func conditionCure(of condition: String, behind before: String) -> String {
        let name = condition.drop { $0 == " " || $0 == "(" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let isAggregate =
            Vocabulary.aggregate(String(name)) != nil
            || Vocabulary.aggregate(String(name.prefix { $0 != "_" })) != nil && name.contains("_")
            || before.split { " ,".contains($0) }.windows.contains { $0.lowercased() == "as" && $1 == name }
        if isAggregate { return "| where\(Self.columnNames(condition))" }
        // `sum quantity where status=đã trao by form`: the keys belong to the sum.
        guard before.firstRange(of: " by ") == nil, let by = condition.ranges(of: " by ").last else {
            return "where\(condition) | \(before)"
        }
        return "where\(condition[..<by.lowerBound]) | \(before)\(condition[by.lowerBound...])"
    }

    // MARK: group by

    /// `group by form` where a stage must begin, with what is computed for each group.
    func groupCure(_ token: Token, rest: String) -> String {
        let bar = endOfSpaces(from: endOfStageText(from: token.range.lower))
        guard byte(at: bar) == UInt8(ascii: "|") else { return groupless(rest) }
        let next = endOfSpaces(from: bar + 1)
        let stage = source.text(SourceRange(next, endOfStageText(from: next)))
        let plain = groupless(rest)
        guard Self.isAggregate(stage), plain.hasPrefix("count by ") else { return plain }
        return wholeLine(upTo: token.range.lower, then: "\(stage) \(plain.dropFirst("count ".count))")
    }

    /// `group by form` as the stage that makes the groups; any other stage as it is.
    func groupless(_ stage: String) -> String {
        guard stage.lowercased().hasPrefix("group") else { return stage }
        let written = stage.dropFirst("group".count).drop { $0 == " " }
        let keys = written.lowercased().hasPrefix("by ") ? written.dropFirst(3) : written
        guard !keys.isEmpty else { return "count by …" }
        let words = keys.split(separator: " ").map(String.init)
        guard let index = words.indices.dropFirst().first(where: { Self.isAggregate(words[$0]) }) else {
            return "count by \(keys)"
        }
        var key = words[..<index].joined(separator: " ")
        if key.hasSuffix(",") { key.removeLast() }
        return "\(words[index...].joined(separator: " ")) by \(key)"
    }

    /// `show form, count(*) group by form`: the line with the aggregates as a stage.
    func groupCure(_ token: Token, behind before: String, rest: String) -> String? {
        guard lowered(token) == "group", rest.dropFirst("group".count).lowercased().hasPrefix(" by ") else {
            return nil
        }
        let keys = rest.dropFirst("group by ".count)
        if Self.isAggregate(before) {
            // `sum(quantity) group by form having sum(quantity) > 5`
            guard let having = keys.firstRange(of: " having ") else { return "by \(keys)" }
            return "by \(keys[..<having.lowerBound]) | where \(Self.columnNames(String(keys[having.upperBound...])))"
        }
        let keyword = before.prefix { $0 != " " }
        guard ["show", "select"].contains(keyword.lowercased()) else { return "| \(groupless(rest))" }
        let items = before.dropFirst(keyword.count).split(separator: ",").map { String($0.drop { $0 == " " }) }
        let aggregates = items.filter(Self.isAggregate).map(Self.plainCount)
        let list = aggregates.isEmpty ? "count" : aggregates.joined(separator: ", ")
        return wholeLine(upTo: stageStart, then: "\(list) by \(keys)")
    }

    private static func isAggregate(_ text: String) -> Bool {
        Vocabulary.aggregate(String(text.prefix { $0.isLetter || $0.isNumber })) != nil
    }
}

extension Array {
    /// Each element with the next.
    fileprivate var windows: Zip2Sequence<Self, SubSequence> { zip(self, dropFirst()) }
}
