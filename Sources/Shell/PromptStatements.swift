import Language

/// What was entered at once, a pasted block perhaps, as the statements that run one after another.
struct PromptStatements {
    private static let sourceName = "<input>"

    /// One statement each, with its line numbers in the whole; the whole itself when it holds a syntax error, which
    /// running it reports.
    let sources: [SourceText]
    /// How many statements there are, those with errors included.
    let count: Int
    /// What a line that begins with a bar goes on from: the last statement that is no command.
    let last: String?

    init(_ text: String) {
        let whole = SourceText(name: Self.sourceName, text)
        let parsed = Parser.parse(whole)
        let statements = parsed.script.statements
        count = statements.count
        if statements.count < 2 || parsed.diagnostics.contains(where: { $0.severity == .error }) {
            sources = [whole]
        } else {
            sources = statements.map { statement in
                SourceText(
                    name: Self.sourceName, whole.text(statement.range),
                    firstLine: whole.line(containing: statement.range.lower).number)
            }
        }
        last = statements.last { if case .command = $0.kind { false } else { true } }.map { whole.text($0.range) }
    }
}
