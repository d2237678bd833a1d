import Engine

/// Takes a result and keeps its sums, or with `isChecking` off no more than its length.
final class SummingHost: SessionHost {
    private let isChecking: Bool
    private(set) var result = ResultSums(rows: 0, sums: [])
    /// Plans.
    private(set) var shown = ""
    private(set) var problems: [String] = []

    init(isChecking: Bool) { self.isChecking = isChecking }

    func begin(_ header: ResultHeader) {
        result = ResultSums(rows: 0, sums: header.schema.fields.map { _ in 0 })
    }

    func receive(_ batch: Batch) {
        result.rows += batch.count
        guard isChecking else { return }
        for (column, vector) in batch.vectors.enumerated() {
            // Batch by batch, so that rounding does not grow with the rows.
            var sum = 0.0
            for row in 0..<batch.count {
                switch vector.value(row) {
                case .missing, .list: break
                case .text(let text): sum += Double(text.utf8.count)
                case .integer(let value): sum += Double(value)
                case .decimal(let value): sum += value.doubleValue
                case .double(let value): sum += value.isNaN ? 0 : value
                case .boolean(let value): sum += value ? 1 : 0
                case .date(let date): sum += Double(date.daysSinceEpoch)
                case .dateTime(let time): sum += Double(time.microseconds)
                }
            }
            result.sums[column] += sum
        }
    }

    func end(_ summary: ResultSummary) {}

    func show(_ text: String) { shown += text }

    func report(_ report: Report) {
        if report.severity == .error { problems.append(report.text) }
    }

    func perform(command name: String, arguments: String) throws(HostStop) {
        problems.append("a benchmark has no place for .\(name)")
        throw .failed
    }
}
