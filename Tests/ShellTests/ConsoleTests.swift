import Columns
import Engine
import Rendering
import Testing
import Values

@testable import Shell

/// Results as they leave the program, through a file.
struct ConsoleTests {
    private let folder: TemporaryFolder
    private let header = ResultHeader(schema: Schema([Field("năm", .integer)]))
    private let summary = ResultSummary(rowCount: 0, nanoseconds: 1)

    init() throws { folder = try TemporaryFolder() }

    private func written(_ format: OutputFormat?, _ body: (ConsoleHost) throws -> Void) throws -> String {
        var options = ConsoleOptions()
        options.format = format
        options.isQuiet = true
        options.outputPath = folder.path + "/out"
        let console = try ConsoleHost(session: Session(), options: options)
        try body(console)
        #expect(console.finish(successfully: true))
        return try folder.read("out")
    }

    @Test func resultsAreSeparatedByOneEmptyLine() throws {
        let text = try written(nil) { console in
            for _ in 0..<2 {
                try console.begin(header)
                try console.end(summary)
            }
            try console.show("plan")
        }
        #expect(text == "năm\n\nnăm\n\nplan\n")
    }

    @Test func jsonNeedsNoSeparation() throws {
        let text = try written(.jsonl) { console in
            for _ in 0..<2 {
                try console.begin(header)
                try console.end(summary)
            }
        }
        #expect(text.isEmpty)
    }

    @Test func aQueryMayChooseItsFormat() throws {
        let text = try written(.csv) { console in
            try console.begin(ResultHeader(schema: header.schema, format: "json"))
            try console.end(summary)
        }
        #expect(text == "[]\n")
    }

    @Test func aFormatThatIsNoneIsAnErrorOfTheQuery() throws {
        _ = try written(.csv) { console in
            #expect(console.session.options.formatProblem("json") == nil)
            let problem = console.session.options.formatProblem("jsno")
            #expect(problem?.message == "there is no format “jsno”")
            #expect(problem?.hints.first == "as json")
        }
    }

    @Test func ctrlCStopsThePrinting() throws {
        _ = try written(.csv) { console in
            try console.begin(header)
            console.session.cancellation.cancel()
            #expect(!console.wasInterrupted)
            #expect(throws: HostStop.run) { try console.receive(Batch(count: 0, vectors: [])) }
            #expect(console.wasInterrupted)
        }
    }
}
