/// The pieces of a statement that completion tells apart. Coarser than the language's tokens: text under the cursor is
/// unfinished, and only its neighbourhood matters.
struct Lexeme: Equatable {
    enum Kind: Equatable {
        /// A name, keyword or number; a path's dots are inside.
        case word
        case quoted
        case backQuoted
        /// A comparison in signs.
        case comparison
        case bar, comma, open, close, colon
        /// A line break or semicolon that ends the statement.
        case end
        case other
    }

    var kind: Kind
    var text: String
    /// Scalars before it.
    var start: Int
    /// Scalars up to its end.
    var end: Int

    func isWord(_ words: String...) -> Bool { kind == .word && words.contains(text.lowercased()) }
}

struct LexemeReader {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0
    private var lexemes: [Lexeme] = []

    /// The pieces of `scalars`; a quotation that does not end runs to the end.
    static func read(_ scalars: [Unicode.Scalar]) -> [Lexeme] {
        var reader = LexemeReader(scalars: scalars)
        while reader.index < scalars.count { reader.readOne() }
        return reader.lexemes
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private mutating func readOne() {
        let scalar = scalars[index]
        switch scalar {
        case " ", "\t", "\r": index += 1
        case "\n": lineBreak()
        case "#": comment()
        case "-" where peek(1) == "-": comment()
        case "\"", "'": quotation(scalar, .quoted)
        case "`": quotation(scalar, .backQuoted)
        case ";": take(.end, 1)
        case "|": take(.bar, peek(1) == "|" ? 2 : 1)
        case ",": take(.comma, 1)
        case ":": take(.colon, 1)
        case "(":
            depth += 1
            take(.open, 1)
        case ")":
            depth = max(0, depth - 1)
            take(.close, 1)
        case "=", "!", "<", ">", "~": comparison()
        case _ where Self.isWordScalar(scalar) || scalar == ".": word()
        default: take(.other, 1)
        }
    }

    private func peek(_ distance: Int) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    private mutating func take(_ kind: Lexeme.Kind, _ count: Int) {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[index..<index + count])
        lexemes.append(Lexeme(kind: kind, text: String(text), start: index, end: index + count))
        index += count
    }

    /// A line break ends the statement unless the line is clearly not finished.
    private mutating func lineBreak() {
        let next = scalars[index...].first { !$0.properties.isWhitespace }
        let isOpenEnded = lexemes.last.map { $0.kind == .bar || $0.kind == .comma || $0.isWord("and", "or") } ?? true
        if depth > 0 || isOpenEnded || next == "|" || next == nil {
            index += 1
        } else {
            take(.end, 1)
        }
    }

    private mutating func comment() {
        guard index == 0 || scalars[index - 1].properties.isWhitespace else { return take(.other, 1) }
        index = scalars[index...].firstIndex(of: "\n") ?? scalars.count
    }

    private mutating func quotation(_ quote: Unicode.Scalar, _ kind: Lexeme.Kind) {
        var end = index + 1
        while end < scalars.count, scalars[end] != quote { end += scalars[end] == "\\" && kind == .quoted ? 2 : 1 }
        take(kind, min(end + 1, scalars.count) - index)
    }

    private mutating func comparison() {
        var length = 1
        while let next = peek(length), "=<>~".unicodeScalars.contains(next) { length += 1 }
        take(.comparison, length)
    }

    private mutating func word() {
        var end = index
        while end < scalars.count, Self.isWordScalar(scalars[end]) || scalars[end] == "." { end += 1 }
        take(.word, end - index)
    }

    static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "$" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }
}
