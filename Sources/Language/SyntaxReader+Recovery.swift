extension SyntaxReader {
    /// Moves to the next border of the query in which `opened` parentheses were open: its next bar outside quotes and
    /// parentheses, its closing parenthesis, or the end of the statement. With `isBeyondBar` the bar at hand is passed.
    mutating func recover(openers opened: Int, isBeyondBar: Bool = false) {
        guard errorCount < Limit.errors else { return move(to: bytes.count) }
        var depth = max(openers.count - opened, 0)
        openers.removeSubrange(min(opened, openers.count)...)
        var index = isBeyondBar ? min(position + 1, bytes.count) : position
        var firstLineEnd: Int?
        // No bar stands in an expression: what was opened before it is never closed, unless more is closed behind it.
        let next = endOfSpaces(from: index)
        if depth > 0, byte(at: next) == UInt8(ascii: "|"), byte(at: next + 1) != UInt8(ascii: "|"),
            !isClosed(behind: next)
        {
            depth = 0
        }
        while index < bytes.count {
            switch bytes[index] {
            case 10:
                if depth == 0 || isEmptyLine(after: index) { return move(to: firstLineEnd ?? index) }
                firstLineEnd = firstLineEnd ?? index
            case UInt8(ascii: ";"): return move(to: firstLineEnd ?? index)
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                if depth == 0, opened > 0 { return move(to: index) }
                depth = max(depth - 1, 0)
            case UInt8(ascii: "|"):
                if byte(at: index + 1) == UInt8(ascii: "|") {
                    index += 1
                } else if depth == 0 {
                    return move(to: index)
                }
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): index = endOfSkippedQuote(from: index)
            case UInt8(ascii: "/"): if isPatternStart(index) { index = (endOfPattern(from: index) ?? index + 1) - 1 }
            case 0xC2, 0xE2: if openingQuoteLength(bytes, at: index) > 0 { index = endOfSkippedQuote(from: index) }
            default: if isCommentStart(index) { index = endOfLine(from: index) - 1 }
            }
            index += 1
        }
        move(to: firstLineEnd ?? bytes.count)
    }

    /// Whether a `)` stands behind an offset in its line that nothing behind it opens.
    private func isClosed(behind start: Int) -> Bool {
        var open = 0
        for byte in bytes[start..<endOfLine(from: start)] {
            if byte == UInt8(ascii: "(") { open += 1 }
            if byte == UInt8(ascii: ")") { open -= 1 }
            if open < 0 { return true }
        }
        return false
    }

    private func isEmptyLine(after lineEnd: Int) -> Bool {
        let index = endOfSpaces(from: lineEnd + 1)
        return index >= bytes.count || bytes[index] == 10
    }

    /// The offset of the quote that closes the one at `start` in its line; `start` itself when it opens nothing.
    private func endOfSkippedQuote(from start: Int) -> Int {
        if start > 0, isWordByte(bytes, at: start - 1, end: bytes.count), bytes[start - 1] != 10,
            spaceLength(bytes, before: start) == 0
        {
            return start
        }
        if bytes[start] == UInt8(ascii: "`") {
            let token = readQuotedName(at: start)
            return token.isUnclosed ? start : token.range.upper - 1
        }
        return endOfQuoted(from: start, stopsAtLineEnd: true).map { $0 - 1 } ?? start
    }

    /// Whether `/` stands behind `matches`.
    private func isPatternStart(_ index: Int) -> Bool {
        var end = index
        while true {
            let length = spaceLength(bytes, before: end)
            if length == 0 { break }
            end -= length
        }
        let start = end - "matches".utf8.count
        return start >= 0 && source.text(SourceRange(start, end)).lowercased() == "matches"
    }
}
