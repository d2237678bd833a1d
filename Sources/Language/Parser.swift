/// Reads the text of a script, or of one line, into a tree. Parsing never fails: what cannot be read becomes an
/// `invalid` node with a diagnostic beside it, and reading goes on at the next stage or statement.
public enum Parser {
    /// The time is linear in the length of the text, and the tree's height is bounded, whatever the text.
    public static func parse(_ source: SourceText) -> ParseResult {
        var reader = SyntaxReader(source)
        let script = reader.readScript()
        return ParseResult(script: script, diagnostics: reader.sortedDiagnostics)
    }
}

public struct ParseResult: Sendable {
    public var script: Script
    /// In the order of their places; at most ten of them are errors.
    public var diagnostics: [Diagnostic]

    public init(script: Script, diagnostics: [Diagnostic]) {
        self.script = script
        self.diagnostics = diagnostics
    }
}
