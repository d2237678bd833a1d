/// The line, or the piece of it, that was probably meant.
extension SyntaxReader {
    // MARK: Stages

    /// The stages whose first words are nearest; the first with what was written behind it.
    func nearStages(to token: Token, rest: String) -> [String] {
        let word = token.kind == .word ? lowered(token) : source.text(token.range)
        guard !word.isEmpty else { return [] }
        var firsts: [String: String] = [:]
        for stage in Vocabulary.stages { firsts[String(stage.prefix { $0 != " " })] = stage }
        let near = nearest(to: word, among: Array(firsts.keys))
        return near.enumerated().map { index, first in
            var stage = firsts[first] ?? first
            if index == 0 {
                let behind = rest.dropFirst(source.text(token.range).count)
                // The second word of `sort by` and `left join` may have been written already.
                let second = stage.dropFirst(first.count)
                stage = (behind.lowercased().hasPrefix(second + " ") ? first : stage) + behind
            }
            return "did you mean \(stage)?"
        }
    }

    /// `form contains khen`: the operator that the word stands for.
    func foreignOperator(_ token: Token, _ previous: Int) -> Failure? {
        guard let symbol = Self.foreignOperators[lowered(token)] else { return nil }
        let left = source.text(SourceRange(previous, trimmed(previous, token.range.lower).upper))
        // `form Bằng khen`: a name, where Vietnamese has the same word for an operator.
        let value = "\(left) = \(source.text(rawValue(from: token.range.lower)))"
        let isName = shown(token).first?.isUppercase ?? false
        if isName, !bytes[token.range.lower..<token.range.upper].allSatisfy({ $0 < 0x80 }) {
            return failure("an operator is missing before `\(shown(token))`", at: token.range, hints: [value])
        }
        var right = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
        // `lớn hơn 5`, `từ 2017 đến 2021`
        for word in [" hơn", " than"] where right.hasPrefix(word + " ") { right = String(right.dropFirst(word.count)) }
        if symbol == "in" { right = right.replacing(" đến ", with: "..").replacing(" to ", with: "..") }
        return failure(
            "`\(shown(token))` is written `\(symbol)`", at: token.range, hints: ["\(left) \(symbol)\(right)"])
    }

    /// `=>` and its like, which nobody means as `=` and a value.
    func turnedOperator(_ operation: SourceRange, _ left: Expression) -> Failure? {
        guard source.text(operation) == "=", let next = byte(at: operation.upper), "<>!".utf8.contains(next) else {
            return nil
        }
        let symbol = String(UnicodeScalar(next)) + "="
        let whole = SourceRange(operation.lower, operation.upper + 1)
        let rest = source.text(SourceRange(whole.upper, endOfStageText(from: whole.upper)))
        return failure(
            "`\(source.text(whole))` is written `\(symbol)`", at: whole,
            hints: ["\(source.text(left.range)) \(symbol)\(rest)"])
    }

    // MARK: Commas

    /// `~ thi đua, khen thưởng`: a value that holds a comma needs quotes; in a number there is none.
    func commaCures(_ comma: Token) -> [String] {
        guard let lastRawValue, lastRawValue.upper <= comma.range.lower,
            trimmed(lastRawValue.upper, comma.range.lower).length == 0
        else { return [] }
        var end = comma.range.lower
        while byte(at: end) == UInt8(ascii: ","), end - comma.range.lower < 200 {
            end += 1
            while !isEnd(at: end) { end += 1 }
        }
        let value = trimmed(lastRawValue.lower, end)
        let text = source.text(value)
        let quoted = Formatter.quoted(text)
        let behind = source.text(trimmed(comma.range.upper, endOfStageText(from: comma.range.upper)))
        if behind.prefix(while: { $0.isLetter || $0.isNumber || "_. ".contains($0) }).count < behind.count,
            let sign = behind.first(where: { "=<>~,\"".contains($0) }), "=<>~".contains(sign)
        {
            return ["and \(behind)"]
        }
        if let list = valuesBehindEquals(lastRawValue.lower, text) {
            return text.contains(where: \.isLetter) ? [list, quoted] : [list]
        }
        // `1,5 tỷ`: the comma of a number with its unit.
        let number = text.prefix { $0.isNumber || $0 == "," }
        if number.count < text.count, number.split(separator: ",").count == 2, number.count(where: { $0 == "," }) == 1,
            number.last != ","
        {
            return ["\(number.replacing(",", with: "."))\(text.dropFirst(number.count))", quoted]
        }
        guard text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ",") }) else { return [quoted] }
        let groups = text.split(separator: ",", omittingEmptySubsequences: false)
        if groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }) { return [groups.joined()] }
        return groups.count == 2 && !groups[1].isEmpty ? ["\(groups[0]).\(groups[1])"] : [quoted]
    }

    /// `= 2021|2022`, `form = Bằng khen|Giấy khen`: a bar without spaces, and behind it what begins no stage.
    mutating func valuesBesideBars(_ token: Token) -> Failure? {
        guard let first = lastRawValue, first.upper + 1 == token.range.lower,
            token.kind == .word || token.kind == .number
        else { return nil }
        var values = [source.text(first)]
        var end = first.upper
        while byte(at: end) == UInt8(ascii: "|"), byte(at: end + 1) != UInt8(ascii: "|"), values.count < 8 {
            let next = SourceRange(end + 1, max(end + 1, endOfStageText(from: end + 1)))
            if next.length == 0 || beginsStage(next.lower) { break }
            values.append(source.text(next))
            end = next.upper
        }
        guard values.count > 1, values.allSatisfy({ !$0.isEmpty && !$0.contains { "=<>~,()\"".contains($0) } }) else {
            return nil
        }
        let whole = SourceRange(first.lower, end)
        guard let list = valuesBehindEquals(first.lower, values.joined(separator: ", ")) else { return nil }
        move(to: end)
        // The word before the sign, a path's names included.
        let subject = source.text(SourceRange(startOfCondition(first.lower), first.lower)).split { "=! ".contains($0) }
        return failure(
            "`\(source.text(whole))` is no list; its values stand in parentheses", at: whole,
            hints: ["\(subject.last.map { "\($0) " } ?? "")\(list)"])
    }

    /// Where the line of a value begins, or the stage in it.
    private func startOfCondition(_ value: Int) -> Int {
        var start = value
        while start > 0, bytes[start - 1] != 10, bytes[start - 1] != UInt8(ascii: "|"), value - start < 100 {
            start -= 1
        }
        while start < value, bytes[start] & 0xC0 == 0x80 { start += 1 }
        return start
    }

    /// `= 2021, 2022`: several values behind `=` are a list. A comma without a space is one of a number.
    private func valuesBehindEquals(_ value: Int, _ text: String) -> String? {
        let values = text.split(separator: ",", omittingEmptySubsequences: false)
        guard values.count > 1, values.dropFirst().allSatisfy({ $0.first == " " && $0.count > 1 }) else { return nil }
        var end = value
        while end > 0, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        guard end > 1, bytes[end - 1] == UInt8(ascii: "=") else { return nil }
        switch bytes[end - 2] {
        case UInt8(ascii: "!"): return "not in (\(text))"
        case UInt8(ascii: "<"), UInt8(ascii: ">"): return nil
        default: return "in (\(text))"
        }
    }

    /// `show form quantity`: the comma, or the `by`, that lists need.
    func missingComma(_ token: Token, _ previous: Int) -> [String] {
        let before = source.text(SourceRange(stageStart, trimmed(stageStart, token.range.lower).upper))
        let rest = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        let keyword = before.prefix { $0 != " " && $0 != "(" }.lowercased()
        let isAggregate = Vocabulary.aggregate(keyword) != nil && keyword != "distinct"
        let takesList = ["show", "select", "hide", "distinct", "sort", "order"].contains(keyword)
        guard isAggregate || takesList, before.utf8.count <= 80 else { return [] }
        let last = source.text(SourceRange(previous, endOfWord(from: previous)))
        if isAggregate, EditDistance.distance(Array(last.utf8), Array("by".utf8)) == 1 {
            return ["\(before.dropLast(last.count))by \(rest)"]
        }
        if isAggregate, ["theo", "per", "for", "each"].contains(last.lowercased()) {
            return ["\(before.dropLast(last.count))by \(rest)"]
        }
        if isAggregate, last.lowercased() == "of" { return ["\(before.dropLast(last.count))\(rest)"] }
        if isAggregate, before.lowercased().hasSuffix(" as by") {
            return ["\(before.dropLast(" as by".count)) by \(rest)"]
        }
        let name = nameOfWords(from: previous, token)
        let isPlainName = (last + shown(token)).utf8.allSatisfy { $0 < 0x80 }
        if ["sort", "order"].contains(keyword), ["asc", "desc"].contains(last.lowercased()) {
            return ["\(before.dropLast(last.count))\(rest) \(last)"]
        }
        let isGivenName = before.lowercased().hasSuffix(" as \(last.lowercased())")
        if isGivenName, !isAggregate { return [name] }
        if isAggregate, before.lowercased().firstRange(of: " by ") == nil {
            let keyed = "\(before) by \(rest)"
            return isPlainName ? [keyed] + (isGivenName ? [name] : []) : [name, keyed]
        }
        let words = rest.split(separator: " ")
        let isPlain = words.allSatisfy { word in
            !Vocabulary.clauseWords.contains(word.lowercased()) && word.utf8.allSatisfy { isLetter($0) || $0 > 0x7F }
        }
        let isLast = endOfWord(from: token.range.lower) == endOfStageText(from: token.range.lower)
        let named = isLast && ["show", "select"].contains(keyword) ? ["as \(shown(token))"] : []
        // `bloc.name khối`: a path is no word of a name.
        if previous > 0, bytes[previous - 1] == UInt8(ascii: "."), !named.isEmpty {
            return named + ["\(before), \(rest)"]
        }
        let list = "\(before), \(isPlain ? words.joined(separator: ", ") : rest)"
        // Names in Vietnamese are often of several words.
        return isPlainName ? [list] : [name, list]
    }

    /// `sum quantity as tổng số`: names in Vietnamese are often of several words.
    func givenName(_ token: Token, _ previous: Int, _ before: String) -> String? {
        let last = source.text(SourceRange(previous, endOfWord(from: previous)))
        guard before.lowercased().hasSuffix(" as \(last.lowercased())"),
            !(last + shown(token)).utf8.allSatisfy({ $0 < 0x80 })
        else { return nil }
        return nameOfWords(from: previous, token)
    }

    /// The words from `start` on, the token among them, up to a word that means something, as one name.
    private func nameOfWords(from start: Int, _ token: Token) -> String {
        var end = token.range.upper
        while end < bytes.count, spaceLength(bytes, at: end, end: bytes.count) > 0 {
            let next = endOfSpaces(from: end)
            let upper = endOfWord(from: next)
            let word = source.text(SourceRange(next, upper)).lowercased()
            guard upper > next, !Vocabulary.clauseWords.contains(word), !Vocabulary.logicalWords.contains(word) else {
                break
            }
            end = upper
        }
        return "`\(source.text(SourceRange(start, end)))`"
    }

    // MARK: Aggregates

    /// `max a - min a`: an aggregate inside an expression has its argument in parentheses.
    func aggregateCure(_ token: Token, _ previous: Int) -> String? {
        let end = endOfWord(from: previous)
        guard previous > stageStart, Vocabulary.aggregate(source.text(SourceRange(previous, end))) != nil else {
            return nil
        }
        let text = source.text(SourceRange(stageStart, endOfStageText(from: stageStart)))
        if let keysLast = aggregatesBehindKeys(text) { return keysLast }
        let words = text.split(separator: " ").map(String.init)
        if words.count > 2, words[0].lowercased() == "distinct", words[1].lowercased() == "count" {
            return "count distinct \(words[2...].joined(separator: " "))"
        }
        var result: [String] = []
        var index = 0
        while index < words.count {
            let bare = words[index].drop { !$0.isLetter }
            let name = bare.split(separator: "(", omittingEmptySubsequences: false).last.map(String.init) ?? ""
            if Vocabulary.aggregate(name) != nil, words[index].hasSuffix(name), index + 1 < words.count,
                let first = words[index + 1].first, first.isLetter || first == "_"
            {
                let field = words[index + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
                result.append("\(words[index])(\(field))\(words[index + 1].dropFirst(field.count))")
                index += 2
            } else {
                result.append(words[index])
                index += 1
            }
        }
        let cure = result.joined(separator: " ")
        let isList = Vocabulary.aggregate(words.first ?? "") != nil && !cure.contains { "=<>~".contains($0) }
        return isList ? cure.replacing(" and ", with: ", ") : cure
    }

    /// `count by year, sum quantity`: all that is computed stands before the keys.
    private func aggregatesBehindKeys(_ text: String) -> String? {
        guard let by = text.firstRange(of: " by "), Vocabulary.aggregate(String(text.prefix { $0.isLetter })) != nil
        else { return nil }
        let items = text[by.upperBound...].split(separator: ",").map { String($0.drop { $0 == " " }) }
        let isAggregate = { (item: String) in
            let words = item.split(separator: " ")
            return words.count > 1 && Vocabulary.aggregate(String(words[0])) != nil
        }
        let keys = items.filter { !isAggregate($0) }
        guard !keys.isEmpty, keys.count < items.count else { return nil }
        let computed = [String(text[..<by.lowerBound])] + items.filter(isAggregate)
        return "\(computed.joined(separator: ", ")) by \(keys.joined(separator: ", "))"
    }

    // MARK: Conditions

    /// `kinds has tổng kết or phát động`: two words, which no condition begins with.
    private mutating func hasAgain(_ list: Expression, _ operand: Expression, from start: Int) -> Failure? {
        let next = peek()
        guard case .field = operand, next.kind == .word, !isLogicalWord(next),
            !Vocabulary.clauseWords.contains(lowered(next))
        else { return nil }
        return failure(
            "a value alone is no condition; `has` is asked again", at: operand.range,
            hints: ["\(source.text(list.range)) has \(source.text(rawValue(from: start)))"])
    }

    /// `year = 2021 or 2017`: the part behind `or` compares nothing, because it is a value again.
    mutating func bareAlternative(_ operand: Expression, from start: Int, to previous: Expression) -> Failure? {
        if case .has(let left, .value, _) = previous { return hasAgain(left, operand, from: start) }
        guard case .comparison(let operation, let left, .value(let value)) = previous,
            [.equal, .identical, .notEqual].contains(operation)
        else { return nil }
        switch operand {
        case .value: break
        case .field:
            let next = peek()
            guard next.kind == .word, !isLogicalWord(next), !Vocabulary.clauseWords.contains(lowered(next)) else {
                return nil
            }
        default: return nil
        }
        var values = [source.text(value.range)]
        var lower = start
        var end = start
        while values.count <= 8 {
            end = lower
            while !isEnd(at: end) { end += 1 }
            let text = source.text(trimmed(lower, end))
            if text.isEmpty || text.utf8.contains(where: "=<>~".utf8.contains) { break }
            values.append(text)
            guard end < bytes.count, let next = endOfLogicalWord(at: end) else { break }
            lower = next
        }
        if bytes[value.range.upper..<start].contains(10) {
            return failure("a value alone is no condition", at: operand.range)
        }
        let membership = operation == .notEqual ? "not in" : "in"
        return failure(
            "a value alone is no condition; `\(membership)` takes several values", at: operand.range,
            hints: ["\(source.text(left.range)) \(membership) (\(values.joined(separator: ", ")))"])
    }
}
