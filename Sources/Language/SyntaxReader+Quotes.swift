extension SyntaxReader {
    // MARK: Quotes

    /// Quoted text. It may run over lines, but only when what follows the closing quote can follow a value: a
    /// forgotten quote then costs its own line and no other.
    mutating func readString(at start: Int) -> Token {
        if let end = endOfQuoted(from: start, stopsAtLineEnd: true) {
            return Token(kind: .string, range: SourceRange(start, end))
        }
        if let end = endOfQuoted(from: start, stopsAtLineEnd: false), canFollowString(end) {
            return Token(kind: .string, range: SourceRange(start, end))
        }
        let end = trimmed(start, endOfLine(from: start)).upper
        if errorCount == 0, isOnlyBlank(after: endOfLine(from: start)) {
            missingAtEnd = "the closing `\(closingQuote(at: start))`"
        }
        return Token(kind: .string, range: SourceRange(start, end), isUnclosed: true)
    }

    private func isOnlyBlank(after start: Int) -> Bool {
        var index = start
        while index < bytes.count, bytes[index] == 10 || spaceLength(bytes, at: index, end: bytes.count) > 0 {
            index += 1
        }
        return index == bytes.count
    }

    /// The offset behind the quote that closes the one at `start`, escapes passed over.
    func endOfQuoted(from start: Int, stopsAtLineEnd: Bool) -> Int? {
        var index = start + openingQuoteLength(bytes, at: start)
        while index < bytes.count {
            let length = closingQuoteLength(at: index, opener: start)
            if length > 0 { return index + length }
            if bytes[index] == 10, stopsAtLineEnd { return nil }
            index += bytes[index] == UInt8(ascii: "\\") && byte(at: index + 1) != 10 ? 2 : 1
        }
        return nil
    }

    /// The length of the quote at `index` when it closes the one at `opener`. A curly quote is closed by its partner or
    /// by the straight one; a single one not before a letter, where it is an apostrophe.
    private func closingQuoteLength(at index: Int, opener: Int) -> Int {
        let last = bytes[opener + openingQuoteLength(bytes, at: opener) - 1]
        switch (bytes[opener], bytes[index]) {
        case (UInt8(ascii: "\""), let byte), (UInt8(ascii: "'"), let byte): return byte == bytes[opener] ? 1 : 0
        case (0xC2, 0xC2): return byte(at: index + 1) == 0xBB ? 2 : 0
        case (0xE2, UInt8(ascii: "\"")): return last == 0x9C ? 1 : 0
        case (0xE2, UInt8(ascii: "'")): return last == 0x98 && !isWordAhead(index + 1) ? 1 : 0
        case (0xE2, 0xE2):
            guard byte(at: index + 1) == 0x80, byte(at: index + 2) == last + 1 else { return 0 }
            return last == 0x9C || !isWordAhead(index + 3) ? 3 : 0
        default: return 0
        }
    }

    private func isWordAhead(_ index: Int) -> Bool {
        index < bytes.count && isWordByte(bytes, at: index, end: bytes.count)
    }

    /// The quote that closes the one at `start`, for messages.
    func closingQuote(at start: Int) -> String {
        switch source.text(SourceRange(start, start + openingQuoteLength(bytes, at: start))) {
        case "“": "”"
        case "‘": "’"
        case "«": "»"
        case let straight: straight
        }
    }

    /// What stands between the quotes of a string token.
    func insideOfQuotes(_ token: Token) -> SourceRange {
        let lower = token.range.lower + openingQuoteLength(bytes, at: token.range.lower)
        guard !token.isUnclosed else { return SourceRange(lower, max(lower, token.range.upper)) }
        let last = bytes[token.range.upper - 1]
        return SourceRange(lower, token.range.upper - (last < 0x80 ? 1 : last == 0xBB ? 2 : 3))
    }

    private func canFollowString(_ end: Int) -> Bool {
        let index = endOfSpaces(from: end)
        guard let next = byte(at: index) else { return true }
        return next == 10 || "|,);".utf8.contains(next) || isCommentStart(index)
            || (index > end && endOfLogicalWord(at: index) != nil)
    }

    /// Back quotes; two of them inside stand for one.
    func readQuotedName(at start: Int) -> Token {
        let line = endOfLine(from: start)
        var index = start + 1
        while index < line {
            if bytes[index] == UInt8(ascii: "`") {
                guard byte(at: index + 1) == UInt8(ascii: "`") else {
                    return Token(kind: .quotedName, range: SourceRange(start, index + 1))
                }
                index += 1
            }
            index += 1
        }
        return Token(kind: .quotedName, range: SourceRange(start, trimmed(start, line).upper), isUnclosed: true)
    }

    /// The text inside quotes, with the escapes `\n`, `\t`, `\r` and `\c` for any other character `c`.
    func unquoted(_ range: SourceRange) -> String {
        var result: [UInt8] = []
        var index = range.lower
        while index < range.upper {
            var byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 1 < range.upper {
                index += 1
                byte = bytes[index]
                if byte == UInt8(ascii: "n") { byte = 10 }
                if byte == UInt8(ascii: "t") { byte = 9 }
                if byte == UInt8(ascii: "r") { byte = 13 }
            }
            result.append(byte)
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Consumes a string token; an unclosed one is reported at its opening quote.
    mutating func takeString(_ token: Token) -> WrittenValue {
        advance(token, as: .string)
        if token.isUnclosed {
            let lower = token.range.lower
            report(
                "this quote is never closed; another `\(closingQuote(at: lower))` closes it",
                at: SourceRange(lower, lower + openingQuoteLength(bytes, at: lower)))
        } else if let place = firstBadByte, token.range.lower < place, place < token.range.upper, bytes[place] == 0 {
            firstBadByte = nil
        }
        return WrittenValue(unquoted(insideOfQuotes(token)), range: token.range, isQuoted: true)
    }

    /// Consumes a word or a name in back quotes.
    mutating func takeName(_ token: Token, as kind: HighlightSpan.Kind) -> Name {
        advance(token, as: kind)
        guard token.kind == .quotedName else { return Name(source.text(token.range), range: token.range) }
        let lower = token.range.lower
        if token.isUnclosed {
            report(
                "this back quote is never closed; another one closes it", at: SourceRange(lower, lower + 1))
        }
        let upper = token.isUnclosed ? token.range.upper : token.range.upper - 1
        var text: [UInt8] = []
        var index = lower + 1
        while index < upper {
            text.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "`") ? 2 : 1
        }
        if text.isEmpty, !token.isUnclosed { report("a name is missing between these back quotes", at: token.range) }
        return Name(String(decoding: text, as: UTF8.self), range: token.range, isQuoted: true)
    }
}
