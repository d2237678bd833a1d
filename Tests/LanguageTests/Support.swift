import Language

func parse(_ text: String) -> ParseResult { Parser.parse(SourceText(name: "<test>", text)) }

func dump(_ text: String) -> String {
    let result = parse(text)
    guard result.diagnostics.isEmpty else {
        return result.diagnostics.map {
            "\($0.severity) \($0.range.lower)-\($0.range.upper): \($0.message) \($0.hints)"
        }
        .joined(separator: "\n")
    }
    return Dump.script(result.script)
}
