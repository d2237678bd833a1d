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
    mutating func beginsWithBar(afterLineBreak start: Int) -> Bool {
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
        if openingQuoteLength(bytes, at: start) > 0 { return readString(at: start) }
        if isWordByte(bytes, at: start, end: bytes.count) {
            return Token(kind: .word, range: SourceRange(start, endOfWord(from: start)))
        }
        switch byte {
        case UInt8(ascii: "`"): return readQuotedName(at: start)
        case UInt8(ascii: "$") where isWordStart(bytes, at: start + 1, end: bytes.count):
            return Token(kind: .parameter, range: SourceRange(start, endOfWord(from: start + 1)))
        default: return readSymbol(at: start)
        }
    }

    private func readSymbol(at start: Int) -> Token {
        if let symbol = wideSymbol(bytes, at: start) {
            return Token(kind: .symbol(symbol), range: SourceRange(start, start + 3))
        }
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
        var index = endOfGroups(from: start)
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

    /// As `endOfDigits`, for digits in groups: `1_000_000`.
    private func endOfGroups(from start: Int) -> Int {
        var index = endOfDigits(from: start)
        while index > start, byte(at: index) == UInt8(ascii: "_"), isDigit(byte(at: index + 1) ?? 0) {
            index = endOfDigits(from: index + 1)
        }
        return index
    }

    /// The text of a number, without what groups its digits.
    func numberText(_ range: SourceRange) -> String {
        String(decoding: bytes[range.lower..<range.upper].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
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
}
