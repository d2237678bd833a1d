/// The syntax tree. Every node carries its range; nothing here knows what data exists.

/// A script: its statements in order.
public struct Script: Sendable {
    public var statements: [Statement]
    /// The comments after the last statement.
    public var trailingComments: [Comment] = []

    public init(statements: [Statement]) { self.statements = statements }
}

/// A name as written, without its back quotes.
public struct Name: Sendable {
    public var text: String
    public var range: SourceRange
    /// Written in back quotes: always a field, never a keyword.
    public var isQuoted: Bool

    public init(_ text: String, range: SourceRange, isQuoted: Bool = false) {
        self.text = text
        self.range = range
        self.isQuoted = isQuoted
    }
}

public struct Statement: Sendable {
    public var kind: Kind
    public var range: SourceRange
    /// The comments on lines of their own before it.
    public var leadingComments: [Comment] = []
    /// The comments at the end of its last line.
    public var trailingComments: [Comment] = []
    /// Whether an empty line stands before it (and its comments).
    public var followsEmptyLine = false
    /// What a `let` or `param` that could not be read was to define.
    public var lostName: String?

    public init(_ kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }

    public enum Kind: Sendable {
        case query(Query)
        /// `let n = Q`
        case letQuery(Name, Query)
        /// `let since = 2019`
        case letValue(Name, WrittenValue)
        case parameter(Parameter)
        /// `check "sentence": Q`
        case check(sentence: String, Query)
        case explain(Query)
        case profile(Query)
        case describe(Query)
        /// `.name arguments`, the arguments as written and trimmed; understood by the host, not here.
        case command(Name, arguments: String, argumentsRange: SourceRange)
        /// What could not be read; a diagnostic says why.
        case invalid
    }
}

/// `param n[: type] [= default] ["what it is"]`
public struct Parameter: Sendable {
    public var name: Name
    public var type: Name?
    public var defaultValue: WrittenValue?
    public var explanation: String?

    public init(name: Name, type: Name? = nil, defaultValue: WrittenValue? = nil, explanation: String? = nil) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.explanation = explanation
    }
}

public struct Query: Sendable {
    public var source: Source
    public var stages: [Stage]
    public var range: SourceRange

    public init(source: Source, stages: [Stage], range: SourceRange) {
        self.source = source
        self.stages = stages
        self.range = range
    }

    public indirect enum Source: Sendable {
        /// A collection or a `let` query.
        case named(Name)
        /// `search WORDS` over every collection.
        case search(WrittenValue, range: SourceRange)
        /// A query in parentheses.
        case query(Query)
        /// Nothing that can be a source; a diagnostic says so.
        case invalid(SourceRange)
    }
}

/// A value exactly as written, because rule 3 reads it by the type of what it is compared with.
public struct WrittenValue: Sendable {
    /// Without its quotes and escapes when quoted; trimmed, inner spaces kept, when not.
    public var text: String
    public var range: SourceRange
    public var isQuoted: Bool

    public init(_ text: String, range: SourceRange, isQuoted: Bool) {
        self.text = text
        self.range = range
        self.isQuoted = isQuoted
    }

    /// The words of a `search`: what stands between spaces; a phrase in quotes is one word, alone or among others.
    public var searchWords: [String] {
        if isQuoted { return text.contains { !$0.isWhitespace } ? [text] : [] }
        var words: [String] = []
        var word = ""
        var isInQuotes = false
        for character in text {
            if "\"“”".contains(character) {
                isInQuotes.toggle()
            } else if isInQuotes || !character.isWhitespace {
                word.append(character)
                continue
            }
            if !word.allSatisfy(\.isWhitespace) { words.append(word) }
            word = ""
        }
        return word.allSatisfy(\.isWhitespace) ? words : words + [word]
    }
}

/// An expression with the name it is given, `E as n`.
public struct NamedExpression: Sendable {
    public var expression: Expression
    public var name: Name?

    public init(_ expression: Expression, name: Name? = nil) {
        self.expression = expression
        self.name = name
    }

    public var range: SourceRange { name.map { expression.range.union($0.range) } ?? expression.range }
}

public struct SortKey: Sendable {
    public var expression: Expression
    public var isDescending: Bool
    /// `given`: people's names by the given name first.
    public var isGivenName: Bool

    public init(_ expression: Expression, isDescending: Bool = false, isGivenName: Bool = false) {
        self.expression = expression
        self.isDescending = isDescending
        self.isGivenName = isGivenName
    }
}
