/// Why a stage or a statement could not be read to its end.
struct Failure: Error {
    var diagnostic: Diagnostic
}

/// How names and values are told apart where the reader stands.
struct ReadingContext {
    /// Bare words are fields; otherwise (right of a comparison) they are values and fields have a leading dot.
    var wordsAreFields = true
    /// `sum E` may stand without parentheses.
    var takesAggregateWords = false
    /// A clause such as `as n` may follow, so a bare value that swallows one is an error.
    var isListItem = false
}

/// A recursive-descent reader that finds its tokens as it goes, because where a value may stand there are none.
/// Its parts: tokens, values, expressions, predicates, stages, statements, recovery.
struct SyntaxReader {
    /// Bounds that keep every recursion, here and in those who walk the tree, far from the end of the stack.
    enum Limit {
        static let errors = 10
        static let warnings = 10
        static let nesting = 200
        static let height = 1_000
    }

    let source: SourceText
    let bytes: [UInt8]
    /// The end of what has been consumed.
    var position = 0
    var context = ReadingContext()
    /// Where each parenthesis that is open was opened.
    var openers: [Int] = []
    /// How many of the open parentheses, from the outermost, enclose the query being read.
    var queryOpeners = 0
    var nesting = 0
    /// The height of the expression read last.
    var height = 0
    /// The operator consumed last, when a line break behind it continues the statement.
    var continuation: SourceRange?
    /// Line breaks between statements are spaces.
    var isBetweenStatements = false
    var cachedToken: Token?
    /// For each `(` the offset of the `)` that closes it in the same line; made when first needed.
    var closers: [Int: Int]?

    var diagnostics: [Diagnostic] = []
    var errorCount = 0
    var comments: [Comment] = []
    /// What the text's end left open.
    var missingAtEnd: String?
    /// The first byte that is no UTF-8, or NUL; one that stands where it does no harm is forgotten.
    var firstBadByte: Int?
    /// Where the statement being read begins.
    var statementStart = 0
    /// Where the stage being read begins, for hints that write it anew.
    var stageStart = 0
    /// The source, while the stage directly behind it is read.
    var leadingSource: SourceRange?
    /// The value without quotes read last.
    var lastRawValue: SourceRange?
    /// Highlighted words, kept only when asked for.
    var spans: [HighlightSpan]?

    init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
        firstBadByte = Self.firstBadByte(in: source.bytes)
    }

    private static func firstBadByte(in bytes: [UInt8]) -> Int? {
        let zero = bytes.firstIndex(of: 0)
        guard String(validating: bytes, as: UTF8.self) == nil else { return zero }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var index = 0
        while index < zero ?? bytes.count {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): index += scalar.count
            case .error, .emptyInput: return index
            }
        }
        return zero
    }

    var sortedDiagnostics: [Diagnostic] {
        diagnostics.sorted { ($0.range.lower, $0.range.upper) < ($1.range.lower, $1.range.upper) }
    }

    // MARK: Diagnostics

    /// An error in a line that only continues a statement tells where that began: a line end forgotten to end it is
    /// far from where it shows. A line that begins with a bar is meant to continue.
    func withBeginning(_ diagnostic: Diagnostic) -> Diagnostic {
        let line = source.line(containing: diagnostic.range.lower)
        let first = source.line(containing: statementStart).number
        let start = endOfSpaces(from: line.range.lower)
        guard line.number > first, byte(at: start) != UInt8(ascii: "|") else { return diagnostic }
        var told = diagnostic
        told.hints = Array(diagnostic.hints.prefix(2)) + ["the statement begins in line \(first)"]
        return told
    }

    func failure(_ message: String, at range: SourceRange, hints: [String] = []) -> Failure {
        Failure(diagnostic: Diagnostic(message, at: range, hints: hints))
    }

    /// Adds a diagnostic, at most ten warnings; after the tenth error the rest of the text is left unread.
    mutating func report(_ diagnostic: Diagnostic) {
        let isKnown = diagnostics.contains {
            $0.range == diagnostic.range && ($0.message == diagnostic.message || $0.severity == diagnostic.severity)
        }
        guard !isKnown, errorCount < Limit.errors else { return }
        guard case .error = diagnostic.severity else {
            if diagnostics.count - errorCount < Limit.warnings { diagnostics.append(diagnostic) }
            return
        }
        diagnostics.append(diagnostic)
        errorCount += 1
        if errorCount == Limit.errors { move(to: bytes.count) }
    }

    mutating func report(_ message: String, at range: SourceRange, hints: [String] = []) {
        report(Diagnostic(message, at: range, hints: hints))
    }

    mutating func warn(_ message: String, at range: SourceRange, hints: [String] = []) {
        report(Diagnostic(message, at: range, hints: hints, severity: .warning))
    }

    // MARK: Bounds

    /// Goes one level deeper; the caller comes back up with `nesting -= 1`.
    mutating func descend(at range: SourceRange) throws(Failure) {
        guard nesting < Limit.nesting else {
            throw failure(
                "this is nested more than \(Limit.nesting) levels deep", at: range,
                hints: ["name a part of it with `add … as n` or `let`"])
        }
        nesting += 1
    }

    /// Notes that an expression stands above the one read last and another of the height given.
    mutating func grow(over other: Int, at range: SourceRange) throws(Failure) {
        height = max(height, other) + 1
        guard height <= Limit.height else {
            throw failure(
                "this expression has more than \(Limit.height) operators in a row", at: range,
                hints: ["split it with `add … as n`"])
        }
    }

    // MARK: Recording

    mutating func mark(_ kind: HighlightSpan.Kind, _ range: SourceRange) {
        if spans != nil, range.length > 0 { spans?.append(HighlightSpan(kind, range)) }
    }
}
