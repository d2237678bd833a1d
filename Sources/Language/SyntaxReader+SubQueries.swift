extension SyntaxReader {
    /// `name in (select unit from awards)`, `name in (awards | show unit)`: a query where values belong.
    func queryInList(_ subject: Expression, _ opener: Token, isNegated: Bool) -> Failure? {
        guard let end = endOfParenthesis(opener.range.lower) else { return nil }
        let inside = trimmed(opener.range.upper, end)
        let text = source.text(inside)
        guard !text.utf8.contains(UInt8(ascii: "\"")), !text.utf8.contains(UInt8(ascii: "'")) else { return nil }
        let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
        let left = source.text(subject.range)
        let stage = isNegated ? "without" : "with"
        let query: String
        let column: String
        if words.count > 3, words[0].lowercased() == "select" {
            let isPlain = words[2].lowercased() == "from"
            query = isPlain ? words[3...].joined(separator: " ") : "…"
            column = words[1]
        } else if words.count > 2, let bar = words.lastIndex(of: "|"), bar > 0 {
            query = words.joined(separator: " ")
            column = bar == words.count - 3 ? words[bar + 2] : "…"
        } else {
            return nil
        }
        let other = query.contains(" ") || query == "…" ? "(\(query))" : query
        return failure(
            "`in` takes values, not a query; a stage of its own looks into other rows", at: inside,
            hints: ["| \(stage) \(other) on \(left) = \(column)"])
    }

    /// The `)` of the `(` at `start`, in a text of bounded length.
    func endOfParenthesis(_ start: Int) -> Int? {
        var depth = 0
        for index in start..<min(bytes.count, start + 500) {
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
