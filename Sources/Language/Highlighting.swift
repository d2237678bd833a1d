/// The colours of a text, from its syntax alone.
public enum Highlighting {
    /// Spans in the order of their places, none overlapping another; text between them has no colour. Where an error
    /// stands, its span takes the place of what it covers.
    public static func spans(of source: SourceText) -> [HighlightSpan] {
        var reader = SyntaxReader(source)
        reader.spans = []
        _ = reader.readScript()
        var errors: [HighlightSpan] = []
        for diagnostic in reader.sortedDiagnostics where diagnostic.range.length > 0 {
            guard case .error = diagnostic.severity else { continue }
            if let last = errors.last, last.range.upper > diagnostic.range.lower { continue }
            errors.append(HighlightSpan(.error, diagnostic.range))
        }
        let words = reader.spans ?? []
        let comments = reader.comments.map { HighlightSpan(.comment, $0.range) }
        return merged(errors, over: merged(comments, over: merged(words, over: [])))
    }

    /// All of `upper`, in order, and what of `lower` it does not touch.
    private static func merged(_ upper: [HighlightSpan], over lower: [HighlightSpan]) -> [HighlightSpan] {
        var result: [HighlightSpan] = []
        var rest = lower[...]
        for span in upper.sorted(by: { $0.range.lower < $1.range.lower }) {
            while let first = rest.first, first.range.upper <= span.range.lower { result.append(rest.removeFirst()) }
            while let first = rest.first, first.range.lower < span.range.upper { rest.removeFirst() }
            if result.last.map({ $0.range.upper <= span.range.lower }) ?? true { result.append(span) }
        }
        return result + rest
    }
}
