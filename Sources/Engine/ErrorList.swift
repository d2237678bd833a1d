import Language
import Planning

/// What is wrong with a source, told in the order of the places, and no more of it than a person mends at a time.
struct ErrorList {
    private let source: SourceText
    private var reports: [(offset: Int, report: Report)] = []
    private var omitted = 0

    init(_ source: SourceText) { self.source = source }

    var hasErrors: Bool { reports.contains { $0.report.severity == .error } }

    /// One place has one error: the first, which is the parser's where it has one.
    private func isTold(_ offset: Int) -> Bool {
        reports.contains { $0.offset == offset && $0.report.severity == .error }
    }

    mutating func add(_ diagnostic: Diagnostic) {
        let text = ErrorText.describe(diagnostic.message, at: diagnostic.range, hints: diagnostic.hints, in: source)
        let severity = diagnostic.severity == .error ? Report.Severity.error : .warning
        reports.append((diagnostic.range.lower, Report(severity, text)))
    }

    /// Adds an error and the others of its statement, except what only follows from an error elsewhere.
    mutating func add(_ error: QueryError) {
        for one in [error] + error.others where one.range.map({ !isTold($0.lower) }) ?? true {
            let text = ErrorText.describe(one.message, at: one.range, hints: one.hints, in: source)
            reports.append((one.range?.lower ?? 0, Report(.error, text)))
        }
        omitted += error.omitted
    }

    func report(to host: any SessionHost) {
        var told = 0
        var left = omitted
        for (_, report) in reports.enumerated().sorted(by: Self.isBefore).map(\.element) {
            if report.severity == .error {
                told += 1
                if told > BindingErrors.limit {
                    left += 1
                    continue
                }
            }
            host.report(report)
        }
        if left > 0 { host.report(Report(.error, "and \(left) more error\(left == 1 ? "" : "s")")) }
    }

    /// By place; what was added first goes first at one place.
    private static func isBefore(
        _ a: (offset: Int, element: (offset: Int, report: Report)),
        _ b: (offset: Int, element: (offset: Int, report: Report))
    ) -> Bool {
        (a.element.offset, a.offset) < (b.element.offset, b.offset)
    }
}
