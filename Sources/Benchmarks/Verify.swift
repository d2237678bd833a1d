import ArgumentParser

/// `tdq-bench verify`: whether a group-by file gives the results that are published for its size.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a group-by file by the results of the ten queries, worked out without the engine.",
        discussion: "The expected results are those of the benchmark files for as many rows as the file has.")

    @Argument(help: "The CSV file that generate --data groupby wrote.")
    var file: String

    @Option(help: "The folder of the benchmark files, where it is not found by itself.")
    var suites: String?

    func run() throws {
        let benchmarks = try Suites(path: suites).benchmarks(of: "groupby")
        let data = try GroupbyFile(path: file)
        let results = GroupbyReference(data).results
        let rows = RowCount(data.rows)
        for benchmark in benchmarks {
            guard let result = results[benchmark.name] else {
                throw BenchmarkError.noSuchBenchmark(benchmark.name, known: results.keys.sorted())
            }
            try benchmark.check(result, of: file, at: rows)
            print("\(benchmark.name): \(result.text)")
        }
    }
}
