import Language

/// What was entered at once, a pasted block perhaps, as the statements that run one after another.
struct PromptStatements {
    struct Entry {
        /// With its line numbers in the whole.
        var source: SourceText
        /// What a line that begins with a bar goes on from once this has run; nil for a command.
        var query: String?
    }

    private static let sourceName = "<input>"

    /// One for each statement; only one, the whole, when that holds a syntax error, which running it reports.
    let entries: [Entry]
    /// How many statements there are, those with errors included.
    let count: Int

    init(_ text: String) {
        let whole = SourceText(name: Self.sourceName, text)
        let parsed = Parser.parse(whole)
        count = parsed.script.statements.count
        let hasErrors = parsed.diagnostics.contains { $0.severity == .error }
        entries =
            hasErrors ? [Entry(source: whole)] : parsed.script.statements.map { Self.entry(for: $0, in: whole) }
    }

    /// How many do not run when the entry at `index` is the last that does: all, where a syntax error stops the whole.
    func notRun(afterFailureOf index: Int) -> Int { entries.count < count ? count : count - index - 1 }

    private static func entry(for statement: Statement, in whole: SourceText) -> Entry {
        let text = whole.text(statement.range)
        let line = whole.line(containing: statement.range.lower).number
        let source = SourceText(name: sourceName, text, firstLine: line)
        if case .command = statement.kind { return Entry(source: source) }
        return Entry(source: source, query: text)
    }
}
