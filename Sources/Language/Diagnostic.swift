/// One thing wrong, or worth knowing, at one place: a sentence and at most three cures.
public struct Diagnostic: Sendable {
    public enum Severity: Sendable {
        case error, warning
    }

    public var severity: Severity
    public var range: SourceRange
    /// One sentence that says what is wrong, without a full stop.
    public var message: String
    /// What to do, or what was probably meant; at most three, most likely first.
    public var hints: [String]
    /// A name that this is told of as if it were right: where it is none, that is all there is to say.
    public var premise: SourceRange?

    public init(_ message: String, at range: SourceRange, hints: [String] = [], severity: Severity = .error) {
        self.severity = severity
        self.range = range
        self.message = message
        self.hints = Array(hints.prefix(3))
    }
}
