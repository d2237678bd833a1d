/// A piece of text and what it is, for a shell's colours.
public struct HighlightSpan: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case keyword, stage, function, field, value, number, string, `operator`, comment, parameter, error
    }

    public var kind: Kind
    public var range: SourceRange

    public init(_ kind: Kind, _ range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}
