extension SyntaxReader {
    /// `name in (select unit from awards)`, `name in (awards | show unit)`: a query where values belong.
    func queryInList(_ subject: Expression, _ opener: Token) -> Failure? {
        guard let end = endOfParenthesis(opener.range.lower) else { return nil }
        let inside = trimmed(opener.range.upper, end)
        let text = source.text(inside)
        guard !text.utf8.contains(UInt8(ascii: "\"")), !text.utf8.contains(UInt8(ascii: "'")) else { return nil }
        let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
        let left = source.text(subject.range)
        let cure: String
        if words.count == 4, words[0].lowercased() == "select", words[2].lowercased() == "from" {
            cure = "| with \(words[3]) on \(left) = \(words[1])"
        } else if words.count > 3, words[0].lowercased() == "select" {
            cure = "| with (…) on \(left) = \(words[1])"
        } else if words.count > 2, let bar = words.lastIndex(of: "|"), bar > 0 {
            cure =
                "| with (\(words.joined(separator: " "))) on \(left) = \(bar == words.count - 3 ? words[bar + 2] : "…")"
        } else {
            return nil
        }
        return failure(
            "`in` takes values, not a query; a stage of its own looks into other rows", at: inside, hints: [cure])
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
