import Engine
import Foundation
import Language
import Rendering
import Testing

@testable import Shell

/// Help says only what runs, and forgets nothing that the language knows.
struct HelpTests {
    /// Takes results and forgets them, notes errors.
    private final class Host: SessionHost {
        var errors: [String] = []

        func begin(_ result: ResultHeader) throws(HostStop) {}
        func receive(_ batch: Batch) throws(HostStop) {}
        func end(_ summary: ResultSummary) throws(HostStop) {}
        func show(_ text: String) throws(HostStop) {}
        func report(_ report: Report) { if report.severity == .error { errors.append(report.text) } }

        func perform(command name: String, arguments: String) throws(HostStop) {
            if CommandRegistry.command(named: name) == nil { errors.append("no command \(name)") }
        }
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let samples = root.appendingPathComponent("Samples").path
    private static let entries = HelpTopics.all.flatMap(\.entries)

    private static func sampleSession() throws -> Session {
        let session = Session()
        try session.load([DataRequest(path: samples)], options: LoadOptions())
        return session
    }

    @Test func everyExampleRuns() throws {
        let session = try Self.sampleSession()
        for example in Self.entries.map(\.example) + HelpTopics.firstExamples {
            let host = Host()
            let outcome = session.run(SourceText(name: "<help>", example), parameters: [:], host: host)
            #expect(outcome == .done && host.errors.isEmpty, "\(example): \(host.errors)")
        }
    }

    @Test func everyExampleThatPrintsSomethingShowsIt() throws {
        let session = try Self.sampleSession()
        session.options.explainsEmptyResults = true
        for entry in Self.entries where entry.showsOutput {
            let output = Manual.output(of: entry, session)
            #expect(!output.isEmpty && !output.contains("error:"), "\(entry.form): \(output)")
        }
    }

    /// `TDQ_REWRITE=1` writes the page, to be reviewed like code.
    @Test func theManualIsUpToDate() throws {
        let file = Self.root.appendingPathComponent("Sources/Shell/Shell.docc/Manual.md")
        let page = Manual.page(try Self.sampleSession())
        if ProcessInfo.processInfo.environment["TDQ_REWRITE"] == "1" { try Data(page.utf8).write(to: file) }
        let kept = try String(contentsOf: file, encoding: .utf8)
        #expect(Array(kept.utf8) == Array(page.utf8), "TDQ_REWRITE=1 swift test --filter HelpTests writes it")
    }

    /// Every stage, aggregate, function, operator, statement, unit, chart, format and command has its entry.
    @Test func everyWordOfTheLanguageHasAnEntry() {
        let known = Set(Self.entries.flatMap(\.words))
        var words = Vocabulary.stages + Vocabulary.aggregates + Vocabulary.functions.keys
        words += Vocabulary.aggregateSynonyms.keys + Vocabulary.windowFunctions + Vocabulary.comparisonOperators
        words += Vocabulary.logicalWords + Vocabulary.statements + Vocabulary.arithmeticOperators
        words += Vocabulary.clauseWords + Vocabulary.units + Vocabulary.emptyWords + Vocabulary.charts
        words += OutputFormat.allCases.map(\.rawValue) + CommandRegistry.commands.map { $0.name }
        #expect(words.filter { !known.contains($0) } == [])
    }

    /// An example that does not use what it is an example of helps nobody.
    @Test func everyExampleUsesOneOfItsWords() {
        for entry in Self.entries where !entry.words.isEmpty && entry.showsOutput {
            let isNamed = ["marks", "dates", "missing", "values", "references", "window", "p90"].contains {
                entry.words.contains($0)
            }
            #expect(isNamed || entry.words.contains { entry.example.contains($0) }, "\(entry.form): \(entry.example)")
        }
    }

    @Test func rendererAndLanguageKnowTheSameCharts() {
        #expect(ChartKind.allCases.map(\.rawValue).sorted() == Vocabulary.charts.sorted())
    }

    @Test func nothingIsWiderThanAScreen() {
        for text in HelpTopics.all.map(\.shown) + Self.entries.map(\.says) + [HelpTopics.overview] {
            for line in text.split(separator: "\n") { #expect(line.count <= 118, "\(line)") }
        }
    }

    @Test(arguments: [
        ("where", "where P"), ("join", "join C as a"), ("left join", "left join C"), ("sort", "sort by E"),
        ("sum", "sum E"), ("average", "avg E"), ("p99.9", "p90 E"), ("across", "across A"), ("lower", "lower(t)"),
        ("left", "left(t, n)"), ("rank", "rank()"), ("per", "top n"), ("in", "f in (a"), ("starts", "f starts v"),
        ("AND", "P and Q"), ("let", "let n = Q"), ("into", "into \"file.csv\""), ("search", "search WORDS"),
        ("by", "by G"), ("trung vị", "median E"), ("trung vi", "median E"), ("BIỂU ĐỒ", "chart bar"),
        (".mode", ".mode [FORMAT]"), ("mode", ".mode [FORMAT]"), ("functions", "lower(t)"),
    ])
    func wordsFindTheirEntry(word: String, form: String) throws {
        #expect(try #require(HelpCommand.text(word)).contains(form))
    }

    @Test func wordsOfAnExplanationFindItsEntry() throws {
        let text = try #require(HelpCommand.text("logarithm"))
        #expect(text.contains("log(n)") && !text.contains("lower(t)"))
        #expect(HelpCommand.text("logarith") == nil)
        #expect(HelpCommand.text("không có gì như thế") == nil)
    }
}
