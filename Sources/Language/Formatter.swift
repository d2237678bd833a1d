/// Prints trees in the language's standard layout, so that they parse back to the same trees: names in back quotes only
/// where they need them, text values in quotes, comments kept. A tree with `invalid` nodes has no such text; they print
/// as `…`.
public enum Formatter {
    /// The longest query, in characters, that is left on one line.
    static let lineLength = 100

    /// A script, each statement on lines of its own; it ends in a line break unless it is empty.
    public static func format(_ script: Script) -> String {
        var lines: [String] = []
        for (index, statement) in script.statements.enumerated() {
            if statement.followsEmptyLine, index > 0 { lines.append("") }
            lines += statement.leadingComments.map(\.text)
            lines.append(statementText(statement) + trailing(statement.trailingComments))
        }
        lines += script.trailingComments.map(\.text)
        return lines.map { $0 + "\n" }.joined()
    }

    /// A query: on one line when it is short, otherwise each stage on a line of its own behind `| `.
    public static func format(_ query: Query) -> String { queryText(query, prefix: "") }

    /// An expression as it stands in `where`.
    public static func format(_ expression: Expression) -> String {
        ExpressionPrinter().text(expression)
    }

    // MARK: Statements

    private static func statementText(_ statement: Statement) -> String {
        switch statement.kind {
        case .query(let query): queryText(query, prefix: "")
        case .letQuery(let name, let query): queryText(query, prefix: "let \(nameText(name)) = ")
        case .letValue(let name, let value): "let \(nameText(name)) = \(ExpressionPrinter.rightText(value))"
        case .parameter(let parameter): parameterText(parameter)
        case .check(let sentence, let query): queryText(query, prefix: "check \(quoted(sentence)): ")
        case .explain(let query): queryText(query, prefix: "explain ")
        case .profile(let query): queryText(query, prefix: "profile ")
        case .describe(let query): queryText(query, prefix: "describe ")
        case .command(let name, let arguments, _):
            "." + nameText(name) + (arguments.isEmpty ? "" : " " + arguments)
        case .invalid: "…"
        }
    }

    private static func parameterText(_ parameter: Parameter) -> String {
        var result = "param " + nameText(parameter.name)
        if let type = parameter.type { result += ": " + nameText(type) }
        if let value = parameter.defaultValue { result += " = " + ExpressionPrinter.rightText(value) }
        if let explanation = parameter.explanation { result += " " + quoted(explanation) }
        return result
    }

    // MARK: Queries

    private static func queryText(_ query: Query, prefix: String) -> String {
        let hasComments = query.stages.contains { !$0.leadingComments.isEmpty || !$0.trailingComments.isEmpty }
        if !hasComments {
            let line = prefix + inlineText(query)
            if line.count <= lineLength { return line }
        }
        var result = prefix + sourceText(query.source)
        for stage in query.stages {
            for comment in stage.leadingComments { result += "\n" + comment.text }
            result += "\n| " + StagePrinter.text(stage.kind) + trailing(stage.trailingComments)
        }
        return result
    }

    /// A query on one line; behind `!command`, which takes the rest of its line, another begins.
    static func inlineText(_ query: Query) -> String {
        var result = sourceText(query.source)
        for (index, stage) in query.stages.enumerated() {
            let isAfterCommand = index > 0 && isShellCommand(query.stages[index - 1])
            result += isAfterCommand ? "\n| " : index == 0 ? " " : " | "
            result += StagePrinter.text(stage.kind)
        }
        return result
    }

    static func parenthesized(_ query: Query) -> String {
        let closing = query.stages.last.map(isShellCommand) ?? false ? "\n)" : ")"
        return "(" + inlineText(query) + closing
    }

    private static func isShellCommand(_ stage: Stage) -> Bool {
        if case .shell = stage.kind { true } else { false }
    }

    private static func sourceText(_ source: Query.Source) -> String {
        switch source {
        case .named(let name): sourceName(name)
        case .search(let words, _): "search " + searchText(words)
        case .query(let query): parenthesized(query)
        case .invalid: "…"
        }
    }

    /// A collection's name, in back quotes where it would begin something else.
    static func sourceName(_ name: Name) -> String {
        let word = name.text.lowercased()
        let isReserved = Vocabulary.statements.contains(word) || ["search", "select", "show"].contains(word)
        return nameText(name, isReserved: isReserved)
    }

    /// Search words as they were written, where they can be.
    static func searchText(_ words: WrittenValue) -> String {
        guard !words.isQuoted else { return quoted(words.text) }
        let reader = SyntaxReader(SourceText(name: "", "t search " + words.text))
        var copy = reader
        guard case .query(let query)? = copy.readScript().statements.first?.kind, query.stages.count == 1,
            case .search(let same) = query.stages[0].kind, same.text == words.text, !same.isQuoted,
            copy.diagnostics.isEmpty, !words.text.utf8.contains(UInt8(ascii: ")"))
        else { return quoted(words.text) }
        return words.text
    }

    // MARK: Words

    private static func trailing(_ comments: [Comment]) -> String {
        comments.map { "  " + $0.text }.joined()
    }

    static func nameText(_ name: Name, isReserved: Bool = false) -> String {
        let bytes = Array(name.text.utf8)
        let isPlain =
            isWordStart(bytes, at: 0, end: bytes.count)
            && bytes.indices.allSatisfy { isWordByte(bytes, at: $0, end: bytes.count) }
        if isPlain, !isReserved { return name.text }
        return "`" + name.text.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
    }

    static func quoted(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 10: result += "\\n".utf8
            case 9: result += "\\t".utf8
            case 13: result += "\\r".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
