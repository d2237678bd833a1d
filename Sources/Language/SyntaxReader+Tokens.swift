extension SyntaxReader {
    // MARK: Looking and moving

    /// The next token; spaces, comments and line breaks that continue the statement are passed over.
    mutating func peek() -> Token {
        if let cachedToken { return cachedToken }
        let token = readToken(at: skipBlanks(from: position))
        cachedToken = token
        return token
    }

    /// Consumes the token `peek` gave. After one that `continues`, a line break is a space.
    mutating func advance(_ token: Token, continues: Bool = false) {
        position = token.range.upper
        cachedToken = nil
        continuation = continues ? token.range : nil
    }

    mutating func advance(_ token: Token, as kind: HighlightSpan.Kind, continues: Bool = false) {
        mark(kind, token.range)
        advance(token, continues: continues)
    }

    mutating func move(to offset: Int) {
        position = offset
        cachedToken = nil
        continuation = nil
    }

    /// The token behind `token`, which stays the next one.
    mutating func peek(after token: Token) -> Token {
        let saved = (position, cachedToken, continuation, missingAtEnd)
        advance(token)
        let next = peek()
        (position, cachedToken, continuation, missingAtEnd) = saved
        return next
    }

    /// A word in lower case; empty for other tokens and for words longer than any the language has.
    func lowered(_ token: Token) -> String {
        guard token.kind == .word, token.range.length <= 16 else { return "" }
        return source.text(token.range).lowercased()
    }

    func isWord(_ token: Token, _ word: String) -> Bool {
        token.range.length == word.utf8.count && lowered(token) == word
    }

    func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Whether `(` stands directly behind the token.
    func isDirectlyCalled(_ token: Token) -> Bool { byte(at: token.range.upper) == UInt8(ascii: "(") }

    // MARK: Blanks

    /// The offset of the next byte that is neither space nor comment; line breaks are passed where they end nothing.
    mutating func skipBlanks(from start: Int) -> Int {
        var index = start
        var isContinued = isBetweenStatements || !openers.isEmpty || continuation != nil
        while index < bytes.count {
            if bytes[index] == 10 {
                isContinued = isContinued || beginsWithBar(afterLineBreak: index)
                if !isContinued { return index }
                index += 1
            } else {
                let length = blankLength(at: index)
                if length == 0 { return index }
                index += length
            }
        }
        noteEndOfText()
        return index
    }

    /// The length of a space or a comment at `index`; comments are noted.
    private mutating func blankLength(at index: Int) -> Int {
        let space = spaceLength(bytes, at: index, end: bytes.count)
        if space > 0 { return space }
        guard isCommentStart(index) else { return 0 }
        let end = endOfLine(from: index)
        if index >= (comments.last?.range.upper ?? 0) {
            let range = trimmed(index, end)
            comments.append(Comment(source.text(range), range: range))
        }
        return end - index
    }

    /// Whether the line behind the break, empty lines and comments aside, begins with a bar.
    private mutating func beginsWithBar(afterLineBreak start: Int) -> Bool {
        let count = comments.count
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == 10 {
                index += 1
            } else {
                let length = blankLength(at: index)
                if length == 0 { break }
                index += length
            }
        }
        comments.removeSubrange(count...)
        return index < bytes.count && bytes[index] == UInt8(ascii: "|")
    }

    /// Behind an error the text's end matters no more: another line would not mend it.
    private mutating func noteEndOfText() {
        guard errorCount == 0 else { return }
        if let opener = openers.last {
            missingAtEnd = "`)` for the `(` in line \(source.line(containing: opener).number)"
        } else if let continuation {
            missingAtEnd = "something after `\(source.text(continuation))`"
        }
    }

    /// `#` or `--` at the start of a line or after a space.
    func isCommentStart(_ index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "#") || (bytes[index] == 45 && byte(at: index + 1) == 45) else {
            return false
        }
        return index == 0 || bytes[index - 1] == 10 || spaceLength(bytes, before: index) > 0
    }

    func endOfLine(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != 10 { index += 1 }
        return index
    }

    /// The range without the spaces at its ends.
    func trimmed(_ lower: Int, _ upper: Int) -> SourceRange {
        var lower = lower
        var upper = upper
        while lower < upper {
            let length = spaceLength(bytes, at: lower, end: upper)
            if length == 0 { break }
            lower += length
        }
        while upper > lower {
            let length = spaceLength(bytes, before: upper)
            if length == 0 || length > upper - lower { break }
            upper -= length
        }
        return SourceRange(lower, upper)
    }

    func endOfSpaces(from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let length = spaceLength(bytes, at: index, end: bytes.count)
            if length == 0 { break }
            index += length
        }
        return index
    }

    func endOfWord(from start: Int) -> Int {
        var index = start
        while index < bytes.count, isWordByte(bytes, at: index, end: bytes.count) { index += 1 }
        return index
    }

    // MARK: Tokens

    private mutating func readToken(at start: Int) -> Token {
        guard start < bytes.count, bytes[start] != 10, bytes[start] != UInt8(ascii: ";") else {
            return Token(kind: .end, range: SourceRange(start, min(start + 1, bytes.count)))
        }
        let byte = bytes[start]
        if isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(self.byte(at: start + 1) ?? 0)) {
            return Token(kind: .number, range: SourceRange(start, endOfNumber(from: start)))
        }
        if isWordByte(bytes, at: start, end: bytes.count) {
            return Token(kind: .word, range: SourceRange(start, endOfWord(from: start)))
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return readString(at: start)
        case UInt8(ascii: "`"): return readQuotedName(at: start)
        case UInt8(ascii: "$") where isWordStart(bytes, at: start + 1, end: bytes.count):
            return Token(kind: .parameter, range: SourceRange(start, endOfWord(from: start + 1)))
        default: return readSymbol(at: start)
        }
    }

    private func readSymbol(at start: Int) -> Token {
        for length in [2, 1] where start + length <= bytes.count {
            let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
            if let symbol = Symbol(rawValue: text) {
                return Token(kind: .symbol(symbol), range: SourceRange(start, start + length))
            }
        }
        return Token(kind: .unknown, range: SourceRange(start, start + 1))
    }

    /// A date written in full (`2022-03-17`, `17/03/2022`) or a number with decimals and exponent.
    private func endOfNumber(from start: Int) -> Int {
        if let end = endOfDate(from: start) { return end }
        var index = endOfDigits(from: start)
        if byte(at: index) == UInt8(ascii: "."), isDigit(byte(at: index + 1) ?? 0) {
            index = endOfDigits(from: index + 1)
        }
        if let letter = byte(at: index), letter | 0x20 == UInt8(ascii: "e") {
            let sign = byte(at: index + 1)
            let digits = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? index + 2 : index + 1
            if isDigit(byte(at: digits) ?? 0) { index = endOfDigits(from: digits) }
        }
        return index
    }

    private func endOfDigits(from start: Int) -> Int {
        var index = start
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        return index
    }

    private func endOfDate(from start: Int) -> Int? {
        let first = endOfDigits(from: start)
        guard first < bytes.count, (1...4).contains(first - start) else { return nil }
        let separator = bytes[first]
        let isYearFirst = first - start == 4 && separator == UInt8(ascii: "-")
        guard isYearFirst || (first - start <= 2 && separator == UInt8(ascii: "/")) else { return nil }
        let second = endOfDigits(from: first + 1)
        guard (1...2).contains(second - first - 1), byte(at: second) == separator else { return nil }
        let third = endOfDigits(from: second + 1)
        let length = third - second - 1
        return (isYearFirst ? (1...2).contains(length) : length == 4) ? third : nil
    }

    // MARK: Quotes

    /// Quoted text. It may run over lines, but only when what follows the closing quote can follow a value: a
    /// forgotten quote then costs its own line and no other.
    private mutating func readString(at start: Int) -> Token {
        if let end = endOfQuoted(from: start, stopsAtLineEnd: true) {
            return Token(kind: .string, range: SourceRange(start, end))
        }
        if let end = endOfQuoted(from: start, stopsAtLineEnd: false), canFollowString(end) {
            return Token(kind: .string, range: SourceRange(start, end))
        }
        let end = trimmed(start, endOfLine(from: start)).upper
        if errorCount == 0, isOnlyBlank(after: endOfLine(from: start)) {
            missingAtEnd = "the closing `\(source.text(SourceRange(start, start + 1)))`"
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

    private func endOfQuoted(from start: Int, stopsAtLineEnd: Bool) -> Int? {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == bytes[start] { return index + 1 }
            if bytes[index] == 10, stopsAtLineEnd { return nil }
            index += bytes[index] == UInt8(ascii: "\\") && byte(at: index + 1) != 10 ? 2 : 1
        }
        return nil
    }

    private func canFollowString(_ end: Int) -> Bool {
        let index = endOfSpaces(from: end)
        guard let next = byte(at: index) else { return true }
        return next == 10 || "|,);".utf8.contains(next) || isCommentStart(index)
            || (index > end && endOfLogicalWord(at: index) != nil)
    }

    /// Back quotes; two of them inside stand for one.
    private func readQuotedName(at start: Int) -> Token {
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
        let lower = token.range.lower
        guard token.isUnclosed else {
            let inside = SourceRange(lower + 1, token.range.upper - 1)
            return WrittenValue(unquoted(inside), range: token.range, isQuoted: true)
        }
        let quote = source.text(SourceRange(lower, lower + 1))
        report(
            "this quote is never closed; another `\(quote)` closes it", at: SourceRange(lower, lower + 1))
        let inside = SourceRange(lower + 1, token.range.upper)
        return WrittenValue(unquoted(inside), range: token.range, isQuoted: true)
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
