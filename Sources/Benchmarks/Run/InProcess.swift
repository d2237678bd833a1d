import Engine

/// tdq inside this process: data loaded once, queries run on it.
struct InProcess {
    private let session: Session
    /// Seconds.
    let loadTime: Double

    /// Without data.
    init() { (session, loadTime) = (Session(), 0) }

    init(_ files: [DataSet.File]) throws {
        let session = Session()
        self.session = session
        loadTime = try Clock.seconds {
            try session.load(files.map { DataRequest(name: $0.name, path: $0.path) }, options: LoadOptions())
        }
    }

    /// One run whose result is added up.
    func result(of query: String) throws -> ResultSums {
        try run(query, SummingHost(isChecking: true)).result
    }

    /// The first run is that of a session that has not seen the query; before the warm ones the indexes that help it are
    /// built, as they are for a query that comes again and again.
    func time(_ query: String, runs: Int) throws -> Timings {
        session.options.planner.indexes = .lazy
        let first = try once(query)
        session.options.planner.indexes = .eager
        _ = try once(query)
        return Timings(first: first, warm: try Timings.warm(atLeast: runs) { try once(query) })
    }

    private func once(_ query: String) throws -> Double {
        try Clock.seconds { _ = try run(query, SummingHost(isChecking: false)) }
    }

    private func run(_ query: String, _ host: SummingHost) throws -> SummingHost {
        let outcome = session.run(SourceText(name: "benchmark", query), parameters: [:], host: host)
        guard outcome == .done, host.problems.isEmpty else {
            throw BenchmarkError.failed(what: query, message: host.problems.joined(separator: "\n"))
        }
        return host
    }
}
