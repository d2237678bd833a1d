import Language
import Planning

/// What is wrong with a source, told in the order of the places, and no more of it than a person mends at a time.
struct ErrorList {
    private let source: SourceText
    private var reports: [Entry] = []
    private var omitted = 0

    private struct Entry {
        var range: SourceRange?
        var severity: Report.Severity
        var message: String
        var hints: [String]
        /// Where an error leaves nothing to say about this.
        var premise: SourceRange?

        var offset: Int { range?.lower ?? 0 }
    }

    init(_ source: SourceText) { self.source = source }

    var hasErrors: Bool { reports.contains { $0.severity == .error } }

    /// One place has one error: the first, which is the parser's where it has one.
    private func isTold(_ offset: Int) -> Bool {
        reports.contains { $0.offset == offset && $0.severity == .error }
    }

    mutating func add(_ diagnostic: Diagnostic) {
        reports.append(
            Entry(
                range: diagnostic.range, severity: diagnostic.severity == .error ? .error : .warning,
                message: diagnostic.message, hints: diagnostic.hints, premise: diagnostic.premise))
    }

    /// Adds an error and the others of its statement, except what only follows from an error elsewhere.
    mutating func add(_ error: QueryError) {
        for one in [error] + error.others where one.range.map({ !isTold($0.lower) }) ?? true {
            reports.append(Entry(range: one.range, severity: .error, message: one.message, hints: one.hints))
        }
        omitted += error.omitted
    }

    func report(to host: any SessionHost) {
        var told = 0
        var left = omitted
        for entry in reports.enumerated().sorted(by: Self.isBefore).map(\.element) where isWorthTelling(entry) {
            if entry.severity == .error {
                told += 1
                if told > BindingErrors.limit {
                    left += 1
                    continue
                }
            }
            let text = ErrorText.describe(
                entry.message, at: entry.range, hints: entry.hints, in: source, width: host.errorWidth)
            host.report(Report(entry.severity, text))
        }
        if left > 0 { host.report(Report(.error, "and \(left) more error\(left == 1 ? "" : "s")")) }
    }

    /// Not what depends on a name that is none, nor a warning of what an error is about as a whole.
    private func isWorthTelling(_ entry: Entry) -> Bool {
        if let premise = entry.premise, isTold(premise.lower) { return false }
        guard entry.severity == .warning, let place = entry.range else { return true }
        return !reports.contains { other in
            guard other.severity == .error, let range = other.range else { return false }
            return range.lower <= place.lower && place.upper <= range.upper
        }
    }

    /// By place; what was added first goes first at one place.
    private static func isBefore(_ a: (offset: Int, element: Entry), _ b: (offset: Int, element: Entry)) -> Bool {
        (a.element.offset, a.offset) < (b.element.offset, b.offset)
    }
}
