import Language

/// What kind of thing stands at the end of an unfinished statement.
struct CompletionContext: Equatable {
    enum Place: Equatable {
        case nothing
        case commandName
        case commandArgument(of: String)
        /// A collection, a `let` name, or a word that begins a statement.
        case source
        /// A collection inside a stage.
        case partner
        case stage
        /// A field or a function.
        case expression
        /// After a whole operand of a condition.
        case afterOperand
        /// After a whole expression in another stage: `by`, `as` and their like.
        case afterExpression
        case value(of: String)
        case format
        /// The kind of a chart.
        case chart
    }

    var place: Place
    /// What is typed of it.
    var typed: String
    /// The collection that the query reads.
    var source: String?

    /// - Parameter text: a statement up to the cursor, or several of them.
    init(_ text: String) {
        if let command = Self.command(text) {
            self = command
            return
        }
        let scalars = Array(text.unicodeScalars)
        var walk = StatementWalk(scalars: scalars, lexemes: LexemeReader.read(scalars))
        self = walk.context()
    }

    init(_ place: Place, typed: String, source: String? = nil) {
        self.place = place
        self.typed = typed
        self.source = source
    }

    /// `.name argument`, on the last line.
    private static func command(_ text: String) -> CompletionContext? {
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        let trimmed = line.drop { $0 == " " }
        guard trimmed.first == "." else { return nil }
        guard let space = trimmed.firstIndex(of: " ") else {
            return CompletionContext(.commandName, typed: String(trimmed))
        }
        let argument = trimmed[space...].drop { $0 == " " }
        return CompletionContext(.commandArgument(of: String(trimmed[..<space])), typed: String(argument))
    }
}

/// A walk over a statement's lexemes that keeps what the next word may be.
private struct StatementWalk {
    let scalars: [Unicode.Scalar]
    let lexemes: [Lexeme]
    private var index = 0
    private var place = CompletionContext.Place.source
    private var source: String?
    private var isCondition = false
    /// The word before a comparison.
    private var operand: String?

    init(scalars: [Unicode.Scalar], lexemes: [Lexeme]) {
        self.scalars = scalars
        self.lexemes = lexemes
    }

    mutating func context() -> CompletionContext {
        while index < lexemes.count {
            let lexeme = lexemes[index]
            // The last word, with the cursor right behind it, is what is being typed.
            if index == lexemes.count - 1, lexeme.end == scalars.count, isCompletable(lexeme) {
                return CompletionContext(place, typed: lexeme.text, source: source)
            }
            index += 1
            if let context = step(lexeme) { return context }
        }
        return CompletionContext(place, typed: "", source: source)
    }

    private func isCompletable(_ lexeme: Lexeme) -> Bool {
        lexeme.kind == .word || (lexeme.kind == .backQuoted && (lexeme.text.count == 1 || lexeme.text.last != "`"))
    }

    /// Moves behind one lexeme; a context when the cursor is in the value that it begins.
    private mutating func step(_ lexeme: Lexeme) -> CompletionContext? {
        switch lexeme.kind {
        case .end: begin()
        case .bar: place = .stage
        case .comma: if place != .source { place = .expression }
        case .open: if place == .afterOperand || place == .afterExpression { place = .expression }
        case .close: place = isCondition ? .afterOperand : .afterExpression
        case .colon: place = .source
        case .comparison: return source == nil ? skipDefinition(lexeme) : value()
        case .word, .backQuoted: return word(lexeme)
        case .other: if source != nil { place = .expression }
        case .quoted: break
        }
        return nil
    }

    private mutating func begin() {
        place = .source
        source = nil
        isCondition = false
        operand = nil
    }

    /// `let n = Q`: the source comes after the sign.
    private mutating func skipDefinition(_ lexeme: Lexeme) -> CompletionContext? {
        place = .source
        return nil
    }

    private mutating func word(_ lexeme: Lexeme) -> CompletionContext? {
        switch place {
        case .source: sourceWord(lexeme)
        case .partner: place = .afterExpression
        case .stage: stageWord(lexeme)
        case .expression, .afterOperand, .afterExpression: return expressionWord(lexeme)
        case .chart: place = .expression
        case .nothing, .format, .value, .commandName, .commandArgument: break
        }
        return nil
    }

    private mutating func sourceWord(_ lexeme: Lexeme) {
        if lexeme.isWord("let", "param") {
            place = .nothing
        } else if !lexeme.isWord("check", "explain", "profile", "describe") {
            source = unquoted(lexeme.text)
            place = .stage
        }
    }

    private mutating func stageWord(_ lexeme: Lexeme) {
        isCondition = lexeme.isWord("where", "filter")
        switch lexeme.text.lowercased() {
        case "join", "with", "without", "union", "except", "intersect": place = .partner
        case "as": place = .format
        case "chart": place = .chart
        case "into", "take", "limit", "skip", "sample", "search": place = .nothing
        case "left", "inner": place = .stage
        default: place = .expression
        }
    }

    private mutating func expressionWord(_ lexeme: Lexeme) -> CompletionContext? {
        if lexeme.isWord("and", "or", "not", "by", "per", "across", "on", "where", "if") {
            place = .expression
            if lexeme.isWord("where") { isCondition = true }
        } else if lexeme.isWord("as") {
            place = .nothing
        } else if lexeme.isWord("in", "starts", "ends", "has", "like", "between"), operand != nil, isCondition {
            return value()
        } else {
            operand = unquoted(lexeme.text)
            place = isCondition ? .afterOperand : .afterExpression
        }
        return nil
    }

    /// Moves behind a value, or gives its context when the statement ends inside it.
    private mutating func value() -> CompletionContext? {
        var start = lexemes[index - 1].end
        while index < lexemes.count {
            let lexeme = lexemes[index]
            if lexeme.kind == .open || (lexeme.kind == .comma && isInList) {
                start = lexeme.end
            } else if lexeme.isWord("and", "or"), lexeme.end < scalars.count {
                break
            } else if [.bar, .comma, .close, .end].contains(lexeme.kind) {
                break
            }
            index += 1
        }
        guard index == lexemes.count else {
            place = .afterOperand
            return nil
        }
        var typed = String.UnicodeScalarView()
        typed.append(contentsOf: scalars[start...].drop { $0.properties.isWhitespace })
        guard let operand else { return CompletionContext(.nothing, typed: "", source: source) }
        // A leading dot makes it a field.
        if typed.first == "." { return CompletionContext(.expression, typed: String(typed), source: source) }
        return CompletionContext(.value(of: operand), typed: String(typed), source: source)
    }

    /// Whether the parenthesis last seen belongs to `in (…)`.
    private var isInList: Bool {
        guard let open = lexemes[..<index].lastIndex(where: { $0.kind == .open || $0.kind == .close }), open > 0 else {
            return false
        }
        return lexemes[open].kind == .open && lexemes[open - 1].isWord("in")
    }

    private func unquoted(_ text: String) -> String {
        text.first == "`" ? String(text.dropFirst().prefix { $0 != "`" }) : text
    }
}
