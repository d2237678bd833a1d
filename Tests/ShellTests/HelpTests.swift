import Engine
import Language
import Testing

@testable import Shell

/// Help says only what runs.
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

    static let samples = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Samples"

    @Test func everyExampleRuns() throws {
        let session = Session()
        try session.load([DataRequest(path: Self.samples)], options: LoadOptions())
        for topic in HelpTopics.all {
            #expect(!topic.examples.isEmpty)
            for example in topic.examples {
                let host = Host()
                let outcome = session.run(SourceText(name: "<help>", example), parameters: [:], host: host)
                #expect(outcome == .done && host.errors.isEmpty, "\(topic.name): \(host.errors)")
            }
        }
        for example in HelpTopics.firstExamples {
            #expect(session.run(SourceText(name: "<help>", example), parameters: [:], host: Host()) == .done)
        }
    }

    @Test func nothingIsWiderThanAScreen() {
        for topic in HelpTopics.all {
            for line in topic.shown.split(separator: "\n") { #expect(line.count <= 118, "\(line)") }
        }
    }

    @Test(arguments: [
        ("where", "stages"), ("join", "stages"), ("left join", "stages"), ("sort", "stages"), ("sum", "aggregates"),
        ("average", "aggregates"), ("p90", "aggregates"), ("across", "aggregates"), ("lower", "functions"),
        ("left", "functions"), ("rank", "windows"), ("per", "windows"), ("in", "predicates"), ("starts", "predicates"),
        ("AND", "predicates"), ("let", "statements"), ("into", "output"), ("as", "output"), ("search", "search"),
        ("distinct", "stages"), ("by", "aggregates"),
    ])
    func wordsFindTheirTopic(word: String, topic: String) { #expect(HelpTopics.topic(for: word)?.name == topic) }

    @Test func everyWordOfTheLanguageHasATopic() {
        let words = Vocabulary.stages.filter { $0 != "chart" } + Vocabulary.aggregates + Vocabulary.functions.keys
        let rest = Vocabulary.windowFunctions + Vocabulary.comparisonOperators + Vocabulary.logicalWords
        for word in words + rest + Vocabulary.statements + Vocabulary.arithmeticOperators {
            #expect(HelpTopics.topic(for: word) != nil, "\(word)")
        }
        #expect(HelpTopics.topic(for: "chart") == nil)
    }
}
