/// Whether a shell should run what was typed or ask for another line.
public enum Completeness: Sendable, Equatable {
    case complete
    /// Something is still open: `reason` says what is missing, in a few words.
    case incomplete(reason: String)

    /// A text with an error before its open end is complete: another line would not mend it.
    public static func of(_ source: SourceText) -> Completeness {
        var reader = SyntaxReader(source)
        _ = reader.readScript()
        return reader.missingAtEnd.map { .incomplete(reason: $0) } ?? .complete
    }
}
