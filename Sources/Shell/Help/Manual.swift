import Engine
import Language
import Rendering

/// The manual: all of help as one page in Markdown, with what each example prints on the sample data.
public enum Manual {
    /// Columns that a shown table may take.
    static let width = 100

    /// - Parameter session: one with the sample data, and nothing defined.
    public static func page(_ session: Session) -> String {
        session.options.explainsEmptyResults = true
        let parts = HelpTopics.all.map { topic in
            (["## \(heading(topic))", paragraphs(topic.text)] + topic.entries.map { section($0, session) })
                .joined(separator: "\n\n")
        }
        return ([opening] + parts).joined(separator: "\n\n") + "\n"
    }

    private static let opening = """
        # The manual of tdq

        Written by `tdq manual` from what `.help` says; the outputs are those of the sample data. A query names a
        collection and says, stage by stage, what becomes of its rows. In the forms, `f`, `g` are fields, `v` a value, `E` an
        expression, `P` a condition, `C` a collection, `Q` a query, `n` a name or a number, `G` a group.
        """

    private static func heading(_ topic: HelpTopic) -> String {
        "\(topic.name.prefix(1).uppercased())\(topic.name.dropFirst()): \(topic.summary)"
    }

    /// Lines that are laid out by hand keep their layout.
    private static func paragraphs(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("  ") ? "  " + $0 : String($0) }.joined(separator: "\n")
    }

    private static func section(_ entry: HelpEntry, _ session: Session) -> String {
        var parts = ["### \(code(entry.form))", entry.says, "    \(entry.example)"]
        let printed = entry.showsOutput ? output(of: entry, session) : ""
        if !printed.isEmpty { parts.append("```text\n\(printed)\n```") }
        return parts.joined(separator: "\n\n")
    }

    /// Text with back quotes in it stands in double ones.
    private static func code(_ text: String) -> String { text.contains("`") ? "`` \(text) ``" : "`\(text)`" }

    static func output(of entry: HelpEntry, _ session: Session) -> String {
        let host = ManualHost()
        _ = session.run(SourceText(name: "manual", entry.example), parameters: [:], host: host)
        return host.text
    }
}

/// Keeps what an example prints, as a terminal would show it.
final class ManualHost: SessionHost {
    private var output: [UInt8] = []
    private var renderer: (any ResultRenderer)?

    /// Without the line break at its end.
    var text: String {
        var text = String(decoding: output, as: UTF8.self)
        while text.last == "\n" { text.removeLast() }
        return text
    }

    func begin(_ result: ResultHeader) throws(HostStop) {
        guard result.destination == .host else { return }
        let format = result.format.flatMap(OutputFormat.init(name:)) ?? .table
        let options = RenderingOptions(
            width: Manual.width, chart: result.chart.flatMap(ChartKind.init(rawValue:)))
        renderer = makeRenderer(format, schema: result.schema, options: options)
        renderer?.begin(to: &output)
    }

    func receive(_ batch: Batch) throws(HostStop) { renderer?.append(batch, to: &output) }

    func end(_ summary: ResultSummary) throws(HostStop) {
        renderer?.finish(to: &output)
        renderer = nil
    }

    func show(_ text: String) throws(HostStop) { output += (text + "\n").utf8 }

    func report(_ report: Report) { output += "\(report.severity): \(report.text)\n".utf8 }

    func perform(command name: String, arguments: String) throws(HostStop) {}
}
