/// A comment, kept so that formatting a script loses nothing its author wrote.
public struct Comment: Sendable {
    /// With its `#` or `--`, without the spaces at its end.
    public var text: String
    public var range: SourceRange

    public init(_ text: String, range: SourceRange) {
        self.text = text
        self.range = range
    }
}
