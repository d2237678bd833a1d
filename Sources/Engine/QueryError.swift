import Language

/// Everything that can be wrong with a statement, in the one form in which this module lets it out.
public struct QueryError: Error, Sendable {
    public enum Code: String, Sendable {
        /// The text is not a statement.
        case syntax
        /// A name or a type does not fit the data.
        case binding
        /// Something legal that went wrong while running: overflow, memory limit, a file that cannot be written.
        case execution
        /// The statement parses, and this version does not run it.
        case notBuilt
        /// A parameter is missing or unknown.
        case usage
        case interrupted
    }

    public var code: Code
    /// Where in the source; nil for what has no place in it.
    public var range: SourceRange?
    public var message: String
    /// At most three.
    public var hints: [String]
    /// What else is wrong with the same statement.
    public var others: [QueryError] = []
    /// How many more errors there are than are told.
    public var omitted = 0
    /// It stands only for an error told elsewhere.
    var isFollowOn = false

    public init(_ code: Code, _ message: String, at range: SourceRange? = nil, hints: [String] = []) {
        self.code = code
        self.range = range
        self.message = message
        self.hints = Array(hints.prefix(3))
    }
}
