extension SyntaxReader {
    // MARK: SQL

    /// The parts of an SQL query, as written.
    private struct SQLParts {
        var columns = ""
        var source = ""
        var alias = ""
        var join = ""
        var joinWord = "join"
        var filter = ""
        var keys = ""
        var having = ""
        var order = ""
        var limit = ""
        var offset = ""
        /// Whether there is something that a line of stages does not say, or that is not finished.
        var isBeyond = false

        /// The same with `a.form` as `form`, where `a` is the collection's alias.
        var withoutAlias: SQLParts {
            guard !alias.isEmpty else { return self }
            var plain = self
            let fields: [WritableKeyPath<SQLParts, String>] = [
                \.columns, \.join, \.filter, \.keys, \.having, \.order,
            ]
            for field in fields {
                plain[keyPath: field] = self[keyPath: field].split(separator: " ").map { word in
                    let start = word.prefix { "(,".contains($0) }
                    let name = word.dropFirst(start.count)
                    return name.hasPrefix(alias + ".") ? start + name.dropFirst(alias.count + 1) : word
                }.joined(separator: " ")
            }
            return plain
        }
    }

    /// `select … from …`: an error with the same query in this language as its hint.
    mutating func foreignQuery(_ token: Token) -> Failure? {
        guard isWord(token, "select") || isWord(token, "show") else { return nil }
        let end = min(endOfLine(from: token.range.lower), token.range.lower + 500)
        guard let parts = parts(of: source.text(SourceRange(token.range.upper, end))) else { return nil }
        return failure(
            "a query begins with its collection: there is no `\(source.text(token.range)) … from`", at: token.range,
            hints: Self.translation(of: parts).map { [$0] } ?? [])
    }

    /// The parts of a query from behind its `select`; nil where no `from` follows.
    private func parts(of select: String) -> SQLParts? {
        let words = select.split { " \t\r\n;".contains($0) }.map(String.init)
        guard let from = Self.outerWords(words).first(where: { words[$0].lowercased() == "from" }),
            from + 1 < words.count
        else { return nil }
        var parts = SQLParts()
        parts.columns = words[..<from].joined(separator: " ").replacing("\"", with: "`").filter { !"[]".contains($0) }
        parts.source = words[from + 1].filter { !"\"`[]".contains($0) }
        parts.isBeyond = parts.source.contains { "(,".contains($0) }
        read(Array(words[(from + 2)...]), into: &parts)
        return parts
    }

    /// A query of SQL in this language, and any other as it is; nil for SQL that no line of stages says.
    private func plainQuery(_ text: String) -> String? {
        let query = Self.bare(text[...])
        guard query.lowercased().hasPrefix("select ") else { return query.isEmpty ? nil : query }
        return parts(of: String(query.dropFirst("select ".count))).flatMap(Self.translation)
    }

    /// `with t as (…) select … from t`: a query has its name from a statement of its own.
    private mutating func commonTable(_ token: Token) -> Failure? {
        let name = peek(after: token)
        guard isWord(token, "with"), name.kind == .word else { return nil }
        let `as` = endOfSpaces(from: name.range.upper)
        let opener = endOfSpaces(from: endOfWord(from: `as`))
        guard source.text(SourceRange(`as`, endOfWord(from: `as`))).lowercased() == "as",
            byte(at: opener) == UInt8(ascii: "("), let closer = endOfParenthesis(opener)
        else { return nil }
        let query = plainQuery(source.text(SourceRange(opener + 1, closer)).replacing("\n", with: " "))
        let start = skipBlanks(from: closer + 1)
        let rest = plainQuery(source.text(SourceRange(start, max(start, endOfLine(from: start)))))
        return failure(
            "a query is named by `let`, in a statement of its own: there is no `with … as`",
            at: token.range.union(name.range),
            hints: ["let \(shown(name)) = \(query ?? "…")"] + (rest.map { [$0] } ?? []))
    }

    /// `count awards`, `from awards where …`, `sum quantity from awards`: the collection goes first.
    mutating func queryWithoutSource(_ token: Token) -> Failure? {
        if let failure = commonTable(token) ?? continuation(token) ?? calledOnCollection(token) { return failure }
        let written = lowered(token)
        let verb = Self.verbs[written] ?? written
        // `lấy 5 awards`
        let word = verb == "show" && peek(after: token).kind == .number ? "take" : verb
        let isStage = Vocabulary.stageWords[word] != nil || Vocabulary.aggregate(word) != nil
        guard isStage || word == "from", !isDirectlyCalled(token) else { return nil }
        if word == "chart" { return chartWithoutSource(token) }
        let next = peek(after: token)
        switch next.kind {
        case .number, .quotedName: break
        case .word:
            let isOther = Vocabulary.stageWords[lowered(next)] != nil || Vocabulary.aggregate(lowered(next)) != nil
            guard !isOther, !["by", "on"].contains(lowered(next)) else { return nil }
        default: return nil
        }
        let end = endOfStageText(from: token.range.lower)
        var words = source.text(SourceRange(token.range.lower, end)).split(separator: " ").map(String.init)
        if word != written { words[0] = word }
        let isBeyond = word != "from" && words.contains { $0.lowercased().hasSuffix("select") }
        return failure(
            "a query begins with its collection, not with `\(shown(token))`", at: token.range,
            hints: isBeyond ? ["`let n = …` names a query"] : [Self.collectionFirst(words)])
    }

    /// A stage or condition on a line of its own, set in below a query: what goes on with it is not there.
    private mutating func continuation(_ token: Token) -> Failure? {
        let word = lowered(token)
        let isCondition = ["and", "or"].contains(word)
        guard isCondition || Vocabulary.stageWords[word] != nil || Vocabulary.aggregate(word) != nil,
            Vocabulary.stageWords[lowered(peek(after: token))] == nil, isSetInBelowQuery(token)
        else { return nil }
        let stage = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        return failure(
            "a query begins with its collection, not with `\(shown(token))`", at: token.range,
            hints: [
                isCondition
                    ? "a condition of several lines stands in parentheses"
                    : "a line that goes on begins with a bar: | \(stage)"
            ])
    }

    private func isSetInBelowQuery(_ token: Token) -> Bool {
        let line = source.line(containing: token.range.lower).range
        let space = SourceRange(line.lower, token.range.lower)
        guard line.lower > 0, space.length > 0, source.text(space).allSatisfy(\.isWhitespace) else { return false }
        let above = source.text(source.line(containing: line.lower - 1).range).drop(while: \.isWhitespace)
        guard let last = above.last(where: { !$0.isWhitespace }) else { return false }
        return last != ";" && !above.hasPrefix("#") && !above.hasPrefix("--")
    }

    /// `count(awards)`, `sum(awards.quantity)`: an aggregate as a function of a collection.
    private func calledOnCollection(_ token: Token) -> Failure? {
        guard let aggregate = Vocabulary.aggregate(lowered(token)), let (call, rest) = call(token) else { return nil }
        let path = Self.bare(call.dropFirst(token.range.length + 1).dropLast())
            .split(separator: ".", maxSplits: 1).map(String.init)
        guard (1...2).contains(path.count),
            path.joined().allSatisfy({ $0.isLetter || $0.isNumber || "_.".contains($0) })
        else { return nil }
        let field = path.count == 2 ? " \(path[1])" : aggregate == "count" ? "" : " …"
        return failure(
            "a query begins with its collection, not with `\(shown(token))`", at: token.range,
            hints: ["\(path[0]) \(aggregate)\(field)\(rest)"])
    }

    /// Words with which people begin, in Vietnamese and English, and that no collection is likely to be called.
    private static let verbs = [
        "đếm": "count", "dem": "count", "lọc": "where", "hiện": "show", "xem": "show", "lấy": "show", "liệt": "show",
        "tìm": "search", "tổng": "sum", "find": "search", "get": "show", "list": "show", "display": "show",
    ]

    /// `chart bar awards by form`
    private mutating func chartWithoutSource(_ token: Token) -> Failure? {
        guard peek(after: token).kind == .word else { return nil }
        let text = source.text(SourceRange(token.range.lower, endOfStageText(from: token.range.lower)))
        var words = text.split(separator: " ").map(String.init)
        let kind = words.count > 1 && Vocabulary.charts.contains(words[1].lowercased()) ? words.remove(at: 1) : "bar"
        guard words.count > 1, Vocabulary.stageWords[words[1].lowercased()] == nil else { return nil }
        let isNamed = Vocabulary.aggregate(words[1]) == nil && words[1].lowercased() != "by"
        let name = isNamed ? words[1] : "…"
        var rest = Array(words[(isNamed ? 2 : 1)...])
        if rest.first.map({ Vocabulary.aggregate($0) == nil }) ?? true { rest.insert("count", at: 0) }
        return failure(
            "a query begins with its collection, not with `\(shown(token))`", at: token.range,
            hints: [([name, "chart", kind] + rest).joined(separator: " ")])
    }

    private static func collectionFirst(_ words: [String]) -> String {
        let first = words[0].lowercased()
        if first == "from" {
            // `from awards where … select form`: the second stage needs its bar.
            let stages = words.dropFirst(2).split { $0.lowercased() == "select" }
            let columns = words.dropFirst(2).contains { $0.lowercased() == "select" } ? stages.last : nil
            guard let columns, stages.count < 3 else { return words.dropFirst().joined(separator: " ") }
            let before = stages.count == 2 ? stages[0].map { $0 } + ["|"] : []
            return (words[1...1] + before + ["show"] + columns).joined(separator: " ")
        }
        if let from = words.firstIndex(where: { $0.lowercased() == "from" }), from + 1 < words.count {
            return joined(words[from + 1], words[(from + 2)...], words[..<from])
        }
        let takesNumber = ["take", "limit", "skip", "sample", "top"].contains(first)
        let nameIndex = takesNumber ? 2 : 1
        guard words.count > nameIndex, !["where", "filter", "sort", "order"].contains(first),
            takesNumber || !words[1].utf8.contains(where: "=<>~(,".utf8.contains)
        else { return "… " + words.joined(separator: " ") }
        let stage = ["show", "select"].contains(first) ? [] : words[..<nameIndex]
        return joined(words[nameIndex], words[(nameIndex + 1)...], stage)
    }

    /// The collection, what stood behind it, and then the stage that stood before it.
    private static func joined(_ name: String, _ rest: ArraySlice<String>, _ stage: ArraySlice<String>) -> String {
        let isPart = rest.first.map { ["by", "per", "across"].contains($0.lowercased()) } ?? false
        if rest.isEmpty || isPart { return ([name] + stage + rest).joined(separator: " ") }
        let query = ([name] + rest).joined(separator: " ")
        return stage.isEmpty ? query : query + " | " + stage.joined(separator: " ")
    }

    /// The places of the words that stand in no parentheses: those in a query of its own belong to what holds it.
    private static func outerWords(_ words: [String]) -> [Int] {
        var depth = 0
        return words.indices.filter { index in
            let isOuter = depth == 0
            depth += words[index].count { $0 == "(" } - words[index].count { $0 == ")" }
            return isOuter
        }
    }

    /// Clauses that no stage of one line stands for.
    private static let otherClauses: Set<String> = [
        "union", "intersect", "except", "minus", "tablesample", "window", "qualify", "fetch", "for", "right", "full",
        "cross", "natural", ",",
    ]

    private func read(_ words: [String], into parts: inout SQLParts) {
        var part: WritableKeyPath<SQLParts, String>?
        let outer = Set(Self.outerWords(words))
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1].lowercased() : ""
            let begun = part
            switch outer.contains(index) ? word.lowercased() : "" {
            case "where": part = \.filter
            case "join":
                // A second one is more than the parts hold.
                if !parts.join.isEmpty { parts.isBeyond = true }
                part = \.join
            case "left" where next == "join" || next == "outer":
                parts.joinWord = "left join"
                continue
            case "inner" where next == "join", "outer" where next == "join": continue
            case "group" where next == "by": part = \.keys
            case "having": part = \.having
            case "order" where next == "by": part = \.order
            case "limit": part = \.limit
            case "offset": part = \.offset
            case let clause where Self.otherClauses.contains(clause): parts.isBeyond = true
            case "by" where index > 0 && ["group", "order"].contains(words[index - 1].lowercased()): continue
            default:
                guard let part else {
                    if word.lowercased() != "as", parts.alias.isEmpty { parts.alias = word }
                    continue
                }
                parts[keyPath: part] += (parts[keyPath: part].isEmpty ? "" : " ") + word
            }
            if let begun, begun != part, parts[keyPath: begun].isEmpty { parts.isBeyond = true }
        }
        if let part, parts[keyPath: part].isEmpty { parts.isBeyond = true }
    }

    /// Nil for what is beyond a few words.
    private static func translation(of written: SQLParts) -> String? {
        guard !written.isBeyond else { return nil }
        var parts = written.withoutAlias
        var columns = parts.columns
        if columns.lowercased().hasPrefix("top ") {
            let words = columns.split(separator: " ", maxSplits: 2)
            guard words.count == 3 else { return nil }
            (parts.limit, columns) = (String(words[1]), String(words[2]))
        }
        let isDistinct = columns.lowercased().hasPrefix("distinct ")
        if isDistinct { columns = String(columns.dropFirst("distinct ".count)) }
        let items = columns.split(separator: ",").map { named(String($0.drop { $0 == " " })) }
        let isGrouped = !parts.keys.isEmpty
        let calls = items.compactMap { $0.contains("(") ? String($0.prefix { $0 != "(" }) : nil }
        guard !isGrouped || calls.allSatisfy({ Vocabulary.aggregate($0) != nil || Vocabulary.functions[$0] != nil })
        else { return nil }
        parts.keys = byName(parts.keys, items)
        let aggregates = items.filter { column in
            column.contains("(") && Vocabulary.aggregate(String(column.prefix { $0 != "(" })) != nil
        }
        var stages: [String] = []
        if !parts.join.isEmpty {
            guard let join = joinStage(parts.join) else { return nil }
            stages.append(parts.joinWord + join.dropFirst("join".count))
        }
        if !parts.filter.isEmpty { stages.append(filterStage(parts.filter)) }
        if !parts.keys.isEmpty || !aggregates.isEmpty {
            let list = aggregates.isEmpty ? "count" : aggregates.map(plainCount).joined(separator: ", ")
            stages.append(list + (parts.keys.isEmpty ? "" : " by \(parts.keys)"))
        }
        if !parts.having.isEmpty { stages.append("where \(columnNames(withNames(parts.having, items)))") }
        if !parts.order.isEmpty {
            let order = byName(withNames(parts.order, items), items)
            stages.append("sort by \(columnNames(order))")
        }
        if !parts.offset.isEmpty { stages.append("skip \(parts.offset)") }
        if !parts.limit.isEmpty { stages.append("take \(parts.limit)") }
        if isDistinct {
            stages.append("distinct \(columns)")
        } else if parts.keys.isEmpty, aggregates.isEmpty, columns != "*" {
            stages.append("show \(items.joined(separator: ", "))")
        }
        return ([parts.source] + stages.prefix(1)).joined(separator: " ")
            + stages.dropFirst().map { " | \($0)" }.joined()
    }

    /// `x in (select y from z where …)` as the stage that looks into z; any other condition as it is.
    private static func filterStage(_ filter: String) -> String {
        let words = filter.split(separator: " ").map(String.init)
        guard let select = words.firstIndex(where: { $0.lowercased() == "(select" }),
            words.last?.hasSuffix(")") == true,
            select > 1, words[select - 1].lowercased() == "in", select + 3 < words.count,
            words[select + 2].lowercased() == "from"
        else { return "where \(filter)" }
        let isNegated = words[select - 2].lowercased() == "not"
        guard select == (isNegated ? 3 : 2) else { return "where \(filter)" }
        let query = words[(select + 3)...].joined(separator: " ").dropLast()
        let other = query.contains(" ") ? "(\(query))" : String(query)
        return "\(isNegated ? "without" : "with") \(other) on \(words[0]) = \(words[select + 1])"
    }

    /// `having sum(x) > 5` where the query names `sum(x) as total`: by that name.
    private static func withNames(_ text: String, _ items: [String]) -> String {
        var text = text
        for item in items {
            guard let place = item.lowercased().firstRange(of: " as ") else { continue }
            let length = item.lowercased().distance(from: item.lowercased().startIndex, to: place.lowerBound)
            let expression = item.prefix(length)
            let lower = text.lowercased()
            guard expression.contains("("), let found = lower.firstRange(of: expression.lowercased()) else { continue }
            let before = lower.distance(from: lower.startIndex, to: found.lowerBound)
            text = "\(text.prefix(before))\(item.dropFirst(length + " as ".count))\(text.dropFirst(before + length))"
        }
        return text
    }

    /// `count(*) n` as `count(*) as n`.
    private static func named(_ item: String) -> String {
        let words = item.split(separator: " ")
        let isNamed = words.count > 1 && words[words.count - 2].lowercased() == "as"
        guard words.count > 1, !isNamed, let last = words.last,
            last.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
            words[words.count - 2].last.map({ $0.isLetter || $0 == ")" || $0 == "`" }) ?? false,
            words.count == 2 || words[words.count - 2].hasSuffix(")")
        else { return item }
        return words.dropLast().joined(separator: " ") + " as " + last
    }

    /// `order by 2 desc`: the second column, by its name.
    private static func byName(_ order: String, _ items: [String]) -> String {
        order.split(separator: ",").map { key in
            let words = key.split(separator: " ").map(String.init)
            guard let number = words.first.flatMap({ Int($0) }), items.indices.contains(number - 1) else {
                return words.joined(separator: " ")
            }
            let item = items[number - 1].split(separator: " ").map(String.init)
            let name = item.count == 3 && item[1].lowercased() == "as" ? item[2] : columnNames(items[number - 1])
            return ([name] + words.dropFirst()).joined(separator: " ")
        }.joined(separator: ", ")
    }

    /// `units u on unit = u.id`, the alias of this side gone already: the field of these rows goes first.
    private static func joinStage(_ text: String) -> String? {
        var words = text.split(separator: " ").map(String.init)
        words.removeAll { $0.lowercased() == "as" }
        guard words.count > 3, let on = words.firstIndex(where: { $0.lowercased() == "on" }), (1...2).contains(on)
        else {
            return nil
        }
        let name = words[on - 1]
        let sides = words[(on + 1)...].joined().split(separator: "=").map(String.init)
        guard sides.count == 2, let other = sides.first(where: { $0.hasPrefix(name + ".") }),
            let own = sides.first(where: { !$0.hasPrefix(name + ".") })
        else { return nil }
        let alias = on == 2 ? " as \(name)" : ""
        return "join \(words[0])\(alias) on \(own) = \(other.dropFirst(name.count + 1))"
    }

    static func plainCount(_ aggregate: String) -> String {
        let isPlain = aggregate.lowercased().hasPrefix("count(*)")
        return isPlain ? "count" + aggregate.dropFirst("count(*)".count) : aggregate
    }

    /// Behind the aggregation its columns are named: `count(*)` is `count`, `sum(x)` is `sum_x`.
    static func columnNames(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let name = word.prefix { $0 != "(" }
            guard name.count < word.count, let aggregate = Vocabulary.aggregate(String(name)) else {
                return String(word)
            }
            let argument = word.dropFirst(name.count + 1).prefix { $0 != ")" }
            let rest = word.dropFirst(name.count + argument.count + 2)
            return (argument == "*" ? aggregate : "\(aggregate)_\(argument)") + rest
        }.joined(separator: " ")
    }
}
