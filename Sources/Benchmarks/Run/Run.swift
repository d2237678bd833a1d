import ArgumentParser
import Glibc

/// `tdq-bench run`: measures tdq and its peers on the same files and prints one Markdown table.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure tdq beside its peers and print a Markdown table.",
        discussion: """
            Each query runs once and then --runs times on data in memory, a short one until its runs take 50 ms, and \
            as a whole program; rows and the sum of each column of its result are checked, and a wrong result ends \
            with status 1. Data that is not there is made (about 90 bytes a row for groupby and join, 700 for awards).

            The peers run from Python (--python): DuckDB, ClickHouse and Polars through the packages duckdb, chdb, \
            polars and pyarrow, for example
                python3 -m venv peers && peers/bin/pip install duckdb chdb polars pyarrow
                tdq-bench run --python peers/bin/python
            SQLite and Miller through their programs sqlite3 and mlr. What is not installed is named as absent.
            Build with -c release; the program tdq is looked for beside tdq-bench.
            """)

    @Option(help: "How many rows; 1e4, 1e5, 1e6 and 1e7 have recorded results, others are checked against the peers.")
    var rows = RowCount(1_000_000)

    @Option(help: "Which suites: \(Suites.names.joined(separator: ", ")); all without it.")
    var suite: [String] = []

    @Option(help: "Only the benchmarks of this name.")
    var only: [String] = []

    @Option(help: "Which peers, with commas between: duckdb, clickhouse, polars, sqlite, miller; or none.")
    var peers = "duckdb,clickhouse,polars,sqlite,miller"

    @Option(help: "How often each query runs after its first time, at least.")
    var runs = 3

    @Option(help: "The folder of the data; what is not there is made.")
    var data = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/tdq-bench-data"

    @Option(help: "The Python that has the peers' packages.")
    var python = "python3"

    @Option(help: "The program to measure as a whole; “none” leaves whole programs out.")
    var program: String?

    @Option(help: "The folder of the benchmark files, where it is not found by itself.")
    var suites: String?

    @Flag(help: "Write the results that two systems agree on into the benchmark files.")
    var record = false

    func validate() throws {
        guard (1...1_000).contains(runs) else { throw ValidationError("--runs must be between 1 and 1000") }
        for name in suite where !Suites.names.contains(name) {
            throw ValidationError("there is no suite \(name); there are \(Suites.names.joined(separator: ", "))")
        }
    }

    func run() throws {
        let suites = try Suites(path: self.suites)
        let items = try chosen(suites)
        let runners = try Peer.named(peers).map { PeerRunner(peer: $0, python: python, suites: suites) }
        let absences = runners.map { ($0, $0.absence()) }
        let present = absences.filter { $0.1 == nil }.map(\.0)
        let program = try wholeProgram()
        try makeFolder()
        var run = BenchmarkRun(
            suites: suites, place: DataSet.Place(folder: data, rows: rows), runs: runs, program: program,
            peers: present, absent: absences.compactMap { runner, reason in reason.map { (runner.peer, $0) } },
            isRecording: record)
        try run.run(items)
        var measurements = run.measurements
        if let program, only.isEmpty {
            try StartUp.measure(program: program, peers: present, runs: runs, into: &measurements)
        }
        print(
            MeasurementTable(measurements: measurements, peers: present.map(\.peer), rows: rows, runs: runs).markdown,
            terminator: "")
        for error in measurements.errors { StandardError.write("error: \(error)\n") }
        if !measurements.errors.isEmpty { throw ExitCode(1) }
    }

    private func chosen(_ suites: Suites) throws -> [BenchmarkRun.Item] {
        let all = try (suite.isEmpty ? Suites.names : suite).flatMap { suite in
            try suites.benchmarks(of: suite).map { BenchmarkRun.Item(suite: suite, benchmark: $0) }
        }
        let names = all.map(\.benchmark.name)
        for name in only where !names.contains(name) {
            throw BenchmarkError.noSuchBenchmark(name, known: names)
        }
        return only.isEmpty ? all : all.filter { only.contains($0.benchmark.name) }
    }

    private func wholeProgram() throws -> String? {
        if program == "none" { return nil }
        let path = program ?? Places.sibling("tdq")
        guard access(path, X_OK) == 0 else {
            throw BenchmarkError.failed(
                what: "finding the program \(path)",
                message: "build it (swift build -c release), name one with --program, or give --program none")
        }
        return path
    }

    private func makeFolder() throws {
        guard mkdir(data, 0o755) != 0, errno != EEXIST else { return }
        throw BenchmarkError.system(action: "make", what: data, message: String(cString: strerror(errno)))
    }
}
