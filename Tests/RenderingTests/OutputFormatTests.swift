import Rendering
import Testing

@Suite struct OutputFormatTests {
    @Test func names() {
        for format in OutputFormat.allCases { #expect(OutputFormat(name: format.rawValue.uppercased()) == format) }
        #expect(OutputFormat(name: "md") == .markdown)
        #expect(OutputFormat(name: "ndjson") == .jsonl)
        #expect(OutputFormat(name: "jsonlines") == .jsonl)
        #expect(OutputFormat(name: "xlsx") == nil)
    }

    @Test func suggestions() {
        #expect(OutputFormat.suggestions(for: "cvs") == [.csv])
        #expect(OutputFormat.suggestions(for: "jason") == [.json, .jsonl])
        #expect(OutputFormat.suggestions(for: "vert") == [.vertical])
        #expect(OutputFormat.suggestions(for: "parquet").isEmpty)
        #expect(OutputFormat.suggestions(for: "").isEmpty)
        #expect(OutputFormat.suggestions(for: String(repeating: "x", count: 1_000_000)).isEmpty)
    }
}
