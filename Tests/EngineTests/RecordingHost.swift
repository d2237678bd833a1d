import Columns
import Engine
import Rendering
import Values

/// Keeps what a session gives: results in one format (CSV unless told), plans as text, reports with their severity in front.
final class RecordingHost: SessionHost {
    /// Rows and plans, an empty line between two results.
    private(set) var output: [UInt8] = []
    private(set) var reports: [Report] = []
    private(set) var lastSchema: Schema?
    private var renderer: (any ResultRenderer)?
    private var resultCount = 0
    private let format: OutputFormat
    /// Performs a command, if it knows it.
    private let command: (_ name: String, _ arguments: String) -> Bool

    init(
        format: OutputFormat = .csv,
        command: @escaping (_ name: String, _ arguments: String) -> Bool = { _, _ in false }
    ) {
        (self.format, self.command) = (format, command)
    }

    var outputText: String { String(decoding: output, as: UTF8.self) }

    /// What was printed, and behind it each report with its severity.
    var everything: String { outputText + reports.map { "\($0.severity): \($0.text)\n" }.joined() }

    func begin(_ result: ResultHeader) throws(HostStop) {
        separate()
        lastSchema = result.schema
        renderer = makeRenderer(format, schema: result.schema)
        renderer?.begin(to: &output)
    }

    func receive(_ batch: Batch) throws(HostStop) { renderer?.append(batch, to: &output) }

    func end(_ summary: ResultSummary) throws(HostStop) {
        renderer?.finish(to: &output)
        renderer = nil
    }

    func show(_ text: String) throws(HostStop) {
        separate()
        output += text.utf8
        output.append(UInt8(ascii: "\n"))
    }

    func report(_ report: Report) { reports.append(report) }

    func perform(command name: String, arguments: String) throws(HostStop) {
        if command(name, arguments) { return }
        reports.append(Report(.error, "a test has no command .\(name)"))
        throw .failed
    }

    private func separate() {
        if resultCount > 0 { output.append(UInt8(ascii: "\n")) }
        resultCount += 1
    }
}
