import Language

/// A name or a type that does not fit the data.
public struct BindingError: Error, Sendable {
    public enum Kind: Sendable {
        case wrong
        /// The stage or function parses and is not built in this version.
        case notBuilt
        /// Something that cannot be bound only because something else is wrong; told when nothing else is.
        case followOn
        /// The query is beyond a bound, so that nothing more of it is bound.
        case beyondBound
        /// What had to run before the query could be bound was interrupted.
        case interrupted
    }

    public var kind: Kind
    public var range: SourceRange
    public var message: String
    /// At most three cures, the likeliest first.
    public var hints: [String]

    public init(_ message: String, at range: SourceRange, hints: [String] = [], kind: Kind = .wrong) {
        self.kind = kind
        self.range = range
        self.message = message
        self.hints = Array(hints.prefix(3))
    }

    /// An output stage where only rows are wanted; nil where there is none.
    init?(_ outputs: [OutputStage], of query: Query, as what: String) {
        guard let last = outputs.last, let stage = query.stages.last else { return nil }
        self.init(
            "\(what) gives its rows to others; `\(last.word)` stands at the end of the statement that shows them",
            at: stage.keywordRange)
    }

    static func followOn(at range: SourceRange) -> BindingError {
        BindingError("this depends on something that is wrong elsewhere", at: range, kind: .followOn)
    }

    static func brokenDefinition(_ name: String, at range: SourceRange) -> BindingError {
        BindingError("“\(name)” is not defined, because of the error in its `let`", at: range, kind: .followOn)
    }

    static func notBuilt(_ what: String, at range: SourceRange) -> BindingError {
        BindingError(
            "\(what) is part of the language, but this version does not run it yet", at: range, kind: .notBuilt)
    }
}
