import Columns
import Engine
import Values

/// Keeps rows as values.
final class ValueHost: SessionHost {
    var rows: [[Value]] = []
    var problems: [String] = []

    func begin(_ result: ResultHeader) throws(HostStop) {}

    func receive(_ batch: Batch) throws(HostStop) {
        for position in 0..<batch.count { rows.append(batch.vectors.map { $0.value(position) }) }
    }

    func end(_ summary: ResultSummary) throws(HostStop) {}
    func show(_ text: String) throws(HostStop) { problems.append(text) }
    func report(_ report: Report) { if report.severity == .error { problems.append(report.text) } }
    func perform(command name: String, arguments: String) throws(HostStop) { throw .failed }
}
