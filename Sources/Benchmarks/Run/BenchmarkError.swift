/// Why a measurement could not be made; each says what to do about it.
enum BenchmarkError: Error, CustomStringConvertible {
    /// A line of a benchmark file that cannot be used.
    case file(path: String, line: Int, message: String)
    case suitesNotFound
    case noSuchBenchmark(String, known: [String])
    /// A result that is not what it must be.
    case wrongResult(benchmark: String, system: String, message: String)
    /// No expected values for this size.
    case notRecorded(benchmark: String, rows: String, known: [String])
    case failed(what: String, message: String)
    case system(action: String, what: String, message: String)

    var description: String {
        switch self {
        case .file(let path, let line, let message): "\(path):\(line): \(message)"
        case .suitesNotFound:
            "the benchmark files were not found; start in the project's folder or name theirs with --suites"
        case .noSuchBenchmark(let name, let known):
            "there is no benchmark “\(name)”; there are \(known.joined(separator: ", "))"
        case .wrongResult(let benchmark, let system, let message):
            "\(benchmark): \(system) gives a wrong result: \(message)"
        case .notRecorded(let benchmark, let rows, let known):
            "\(benchmark) has no expected result for \(rows) rows, only for \(known.joined(separator: ", ")); "
                + "--record writes one where two peers agree"
        case .failed(let what, let message): "\(what) failed: \(message)"
        case .system(let action, let what, let message): "cannot \(action) \(what): \(message)"
        }
    }
}
