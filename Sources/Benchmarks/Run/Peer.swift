/// Another system on the same data: what it is called, and what has to be installed for it.
struct Peer: Hashable {
    let name: String
    let title: String
    /// It takes a benchmark's `sql` where it has no query of its own.
    let speaksSQL: Bool
    /// It keeps data in memory between queries.
    let keepsData: Bool
    /// Its script times the program itself, which the script only starts.
    let isTimedByScript: Bool

    static let all = [
        Peer(name: "duckdb", title: "DuckDB", speaksSQL: true, keepsData: true, isTimedByScript: false),
        Peer(name: "clickhouse", title: "ClickHouse", speaksSQL: true, keepsData: true, isTimedByScript: false),
        Peer(name: "polars", title: "Polars", speaksSQL: false, keepsData: true, isTimedByScript: false),
        Peer(name: "sqlite", title: "SQLite", speaksSQL: true, keepsData: true, isTimedByScript: true),
        Peer(name: "miller", title: "Miller", speaksSQL: false, keepsData: false, isTimedByScript: true),
    ]

    /// What `--peers` names, in the order of `all`.
    static func named(_ names: String) throws -> [Peer] {
        let wanted = names.split(separator: ",").map(String.init)
        if wanted == ["none"] { return [] }
        for name in wanted where !all.contains(where: { $0.name == name }) {
            throw BenchmarkError.noSuchBenchmark(name, known: all.map(\.name) + ["none"])
        }
        return all.filter { wanted.contains($0.name) }
    }
}

/// What a peer's script reported.
struct PeerReport {
    struct Answer {
        var timings: Timings
        /// Where the job checks.
        var sums: ResultSums?
    }

    var version = ""
    /// Why the peer cannot run here.
    var absence: String?
    /// Seconds.
    var load: Double?
    /// Bytes.
    var peakMemory: Double?
    var answers: [String: Answer] = [:]
    var problems: [String: String] = [:]

    /// - Throws: where a line is not what a script prints.
    mutating func take(line: some StringProtocol) throws {
        guard let value = JSONReader.read(line) else {
            throw BenchmarkError.failed(what: "reading a peer's line", message: String(line))
        }
        version = value["version"]?.text ?? version
        absence = value["absent"]?.text ?? absence
        load = value["load"]?.number ?? load
        peakMemory = value["peak"]?.number ?? peakMemory
        guard let query = value["query"]?.text else { return }
        if let problem = value["error"]?.text {
            problems[query] = problem
        } else if let first = value["first"]?.number, let warm = value["times"]?.numbers {
            var answer = Answer(timings: Timings(first: first, warm: warm))
            if let rows = value["rows"]?.number, let sums = value["sums"]?.numbers {
                answer.sums = ResultSums(rows: Int(rows), sums: sums)
            }
            answers[query] = answer
        } else {
            throw BenchmarkError.failed(what: "reading a peer's line", message: String(line))
        }
    }
}

/// Runs a peer's script, `peers/run_<name>.py` among the benchmark files.
struct PeerRunner {
    let peer: Peer
    let python: String
    let suites: Suites

    /// The queries on data in memory, each several times.
    func measure(_ queries: [(name: String, query: String)], load: String, runs: Int) throws -> PeerReport {
        try run(job(queries, load, runs: runs, checks: true)).report
    }

    /// How many seconds it takes to load the data, in a process of its own; nil where the peer did not.
    func loadTime(_ load: String) throws -> Double? {
        try run(job([], load, runs: 0, checks: false)).report.load
    }

    /// One query as a whole program, from its start to its end: once to check it, then as often as asked for.
    func program(_ query: (name: String, query: String), load: String, runs: Int) throws -> PeerReport {
        var checked = try run(job([query], load, runs: 0, checks: true)).report
        guard checked.answers[query.name] != nil else { return checked }
        let times = try (0..<runs).map { _ in
            let (report, seconds) = try run(job([query], load, runs: 0, checks: false))
            return peer.isTimedByScript ? report.answers[query.name]?.timings.first ?? seconds : seconds
        }
        checked.answers[query.name]?.timings = Timings(first: times[0], warm: times)
        return checked
    }

    /// Why the peer cannot run here, or nil.
    func absence() -> String? {
        do {
            return try run(job([], "", runs: 0, checks: false)).report.absence
        } catch {
            return "\(error)"
        }
    }

    private func run(_ job: JSONValue) throws -> (report: PeerReport, seconds: Double) {
        let script = "\(suites.folder)/peers/run_\(peer.name).py"
        let child = ChildProcess(program: python, arguments: ["-B", script], input: job.description)
        let (text, seconds) = try child.text()
        var report = PeerReport()
        for line in text.split(separator: "\n") { try report.take(line: line) }
        return (report, seconds)
    }

    private func job(
        _ queries: [(name: String, query: String)], _ load: String, runs: Int, checks: Bool
    ) -> JSONValue {
        let list = queries.map { JSONValue.object(["name": .text($0.name), "query": .text($0.query)]) }
        return .object([
            "queries": .list(list), "load": .text(load), "runs": .number(Double(runs)), "checks": .boolean(checks),
        ])
    }
}
