extension SyntaxReader {
    /// The parts of an SQL query, as written.
    private struct SQLParts {
        var columns = ""
        var source = ""
        var filter = ""
        var keys = ""
        var having = ""
        var order = ""
        var limit = ""
    }

    /// `select … from …`: an error with the same query in this language as its hint.
    mutating func foreignQuery(_ token: Token) -> Failure? {
        guard isWord(token, "select") || isWord(token, "show") else { return nil }
        let end = min(endOfLine(from: token.range.lower), token.range.lower + 500)
        let line = source.text(SourceRange(token.range.upper, end))
        let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == ";" }.map(String.init)
        guard let from = words.firstIndex(where: { $0.lowercased() == "from" }), from + 1 < words.count else {
            return nil
        }
        var parts = SQLParts()
        parts.columns = words[..<from].joined(separator: " ")
        parts.source = words[from + 1]
        read(Array(words[(from + 2)...]), into: &parts)
        return failure(
            "a query begins with its collection: there is no `\(source.text(token.range)) … from`", at: token.range,
            hints: [Self.translation(of: parts)])
    }

    private func read(_ words: [String], into parts: inout SQLParts) {
        var part: WritableKeyPath<SQLParts, String>?
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1].lowercased() : ""
            switch word.lowercased() {
            case "where": part = \.filter
            case "group" where next == "by": part = \.keys
            case "having": part = \.having
            case "order" where next == "by": part = \.order
            case "limit": part = \.limit
            case "by" where index > 0 && ["group", "order"].contains(words[index - 1].lowercased()): continue
            default:
                guard let part else { continue }
                parts[keyPath: part] += (parts[keyPath: part].isEmpty ? "" : " ") + word
            }
        }
    }

    private static func translation(of parts: SQLParts) -> String {
        var stages: [String] = []
        if !parts.filter.isEmpty { stages.append("where \(parts.filter)") }
        let columns = parts.columns.split(separator: ",").map { $0.drop { $0 == " " } }
        let aggregates = columns.filter { column in
            column.contains("(") && Vocabulary.aggregate(String(column.prefix { $0 != "(" })) != nil
        }
        if !parts.keys.isEmpty || !aggregates.isEmpty {
            let items = aggregates.map { $0 == "count(*)" ? "count" : String($0) }
            let list = items.isEmpty ? "count" : items.joined(separator: ", ")
            stages.append(list + (parts.keys.isEmpty ? "" : " by \(parts.keys)"))
        }
        if !parts.having.isEmpty { stages.append("where \(parts.having)") }
        if !parts.order.isEmpty { stages.append("sort by \(parts.order)") }
        if !parts.limit.isEmpty { stages.append("take \(parts.limit)") }
        if stages.allSatisfy({ !$0.contains("(") }), parts.keys.isEmpty, aggregates.isEmpty, parts.columns != "*" {
            stages.append("show \(parts.columns)")
        }
        return ([parts.source] + stages.prefix(1)).joined(separator: " ")
            + stages.dropFirst().map { " | \($0)" }.joined()
    }
}
