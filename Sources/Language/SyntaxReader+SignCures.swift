/// Signs of other languages.
extension SyntaxReader {
    /// `a ? b : c`, `a ^ 2`, `a[0]`: signs that stand nowhere here.
    func foreignSign(_ token: Token) -> Failure? {
        switch byte(at: token.range.lower) {
        case UInt8(ascii: "?"): return ternary(at: token.range.lower)
        case UInt8(ascii: "^"): return power(token.range)
        case UInt8(ascii: "["):
            return failure(
                "`[` cannot stand here", at: token.range,
                hints: ["`unnest` gives a row for each element of a list", "left(…, 3) takes the beginning of a text"])
        default: return nil
        }
    }

    /// `form !contains x`: what the sign negates.
    func exclamation(_ token: Token) -> Failure {
        let rest = source.text(SourceRange(token.range.upper, endOfStageText(from: token.range.upper)))
        let word = rest.prefix { $0.isLetter || $0 == "_" }
        guard let previous = startOfWord(before: token), let symbol = Self.foreignOperators[word.lowercased()] else {
            return failure("`!` cannot stand here", at: token.range, hints: ["`not`", "`!=`"])
        }
        let field = source.text(SourceRange(previous, trimmed(previous, token.range.lower).upper))
        let value = rest.dropFirst(word.count)
        return failure(
            "`!\(word)` is no operator",
            at: SourceRange(token.range.lower, token.range.upper + word.utf8.count),
            hints: [symbol == "~" ? "\(field) !~\(value)" : "not \(field) \(symbol)\(value)"])
    }

    /// `a ** 2` and `a // 2`, of which the second sign is read alone.
    func doubledOperator(_ token: Token) -> Failure? {
        let lower = token.range.lower
        guard lower > 0, byte(at: lower) == bytes[lower - 1] else { return nil }
        let whole = SourceRange(lower - 1, token.range.upper)
        if token.isSymbol(.star) { return power(whole) }
        guard token.isSymbol(.slash), let (left, right) = operands(of: whole) else { return nil }
        return failure("`//` is written with `floor`", at: whole, hints: ["floor(\(left) / \(right))"])
    }

    private func power(_ sign: SourceRange) -> Failure {
        var hints = ["a * a is a square"]
        if let (left, right) = operands(of: sign), let exponent = Int(right), (2...4).contains(exponent) {
            hints = [Array(repeating: left, count: exponent).joined(separator: " * ")]
        }
        return failure("there are no powers", at: sign, hints: hints)
    }

    /// The words directly before and behind a sign.
    private func operands(of sign: SourceRange) -> (left: String, right: String)? {
        let end = trimmed(stageStart, sign.lower).upper
        var start = end
        while start > stageStart, isWordByte(bytes, at: start - 1, end: bytes.count) || bytes[start - 1] == 46 {
            start -= 1
        }
        let next = endOfSpaces(from: sign.upper)
        let right = SourceRange(next, endOfWord(from: next))
        guard start < end, right.length > 0 else { return nil }
        return (source.text(SourceRange(start, end)), source.text(right))
    }

    /// `[Họ tên] = x`: names stand in back quotes.
    func bracketedName(_ token: Token) -> Failure? {
        guard bytes.indices.contains(token.range.lower), bytes[token.range.lower] == UInt8(ascii: "["),
            let closer = bytes[token.range.lower...].prefix(200).firstIndex(of: UInt8(ascii: "]"))
        else { return nil }
        let name = source.text(SourceRange(token.range.lower + 1, closer))
        guard !name.contains("\n"), !name.isEmpty else { return nil }
        return failure(
            "a name of several words stands in back quotes", at: SourceRange(token.range.lower, closer + 1),
            hints: ["`\(name)`"])
    }
}
