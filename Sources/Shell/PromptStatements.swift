import Language

/// What was entered at once, a pasted block perhaps, as the statements that run one after another.
struct PromptStatements {
    private static let sourceName = "<input>"

    /// One statement each, with its line numbers in the whole; the whole itself when it holds a syntax error, which
    /// running it reports.
    let sources: [SourceText]
    /// How many statements there are, those with errors included.
    let count: Int
    /// What a line that begins with a bar goes on from: the last statement that is no command; nil when the whole
    /// could not be read.
    let last: String?

    init(_ text: String) {
        let whole = SourceText(name: Self.sourceName, text)
        let parsed = Parser.parse(whole)
        let statements = parsed.script.statements
        let isReadable = !parsed.diagnostics.contains { $0.severity == .error }
        count = statements.count
        guard isReadable else {
            sources = [whole]
            last = nil
            return
        }
        sources = statements.count < 2 ? [whole] : statements.map { Self.source(of: $0, in: whole) }
        last = statements.last { !Self.isCommand($0) }.map { whole.text($0.range) }
    }

    private static func source(of statement: Statement, in whole: SourceText) -> SourceText {
        SourceText(
            name: sourceName, whole.text(statement.range),
            firstLine: whole.line(containing: statement.range.lower).number)
    }

    private static func isCommand(_ statement: Statement) -> Bool {
        if case .command = statement.kind { true } else { false }
    }
}
