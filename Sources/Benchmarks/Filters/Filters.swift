import ArgumentParser
import Engine
import Glibc

/// `tdq-bench filters`: whether the planner chooses well between index and scan.
struct Filters: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the planner's choice between index and scan.",
        discussion: """
            Each filter is asked for at four selectivities, its rows counted and one of their fields added up, with \
            every index built: as the planner wants it, and in both ways that .set index forces (always, off). \
            A choice that takes more than --limit times the better way ends with status 1.
            """)

    @Option(help: "How many rows.")
    var rows = RowCount(1_000_000)

    @Option(help: "Only the filters of this name.")
    var only: [String] = []

    @Option(help: "How often each way is measured; the best time counts.")
    var runs = 7

    @Option(help: "The ratio to stay below.")
    var limit = 1.3

    @Option(help: "The folder of the data; what is not there is made.")
    var data = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/tdq-bench-data"

    @Option(help: "The folder of the benchmark files, where it is not found by itself.")
    var suites: String?

    /// What is asked of the rows: their number alone, and a field of them.
    private static let questions = ["count", "sum v3"]

    func run() throws {
        let suites = try Suites(path: self.suites)
        let filters = try suites.filters().filter { only.isEmpty || only.contains($0.name) }
        var measured: [FilterMeasurement] = []
        for name in Set(filters.map(\.dataName)).sorted() {
            measured += try measure(filters.filter { $0.dataName == name }, suites.dataSet(name))
        }
        print(table(measured))
        let slow = measured.filter { $0.ratio > limit }
        for one in slow { StandardError.write("\(one.label): \(fixed(one.ratio)) × the better way\n") }
        if !slow.isEmpty { throw ExitCode(1) }
    }

    private func measure(_ filters: [Filter], _ data: DataSet) throws -> [FilterMeasurement] {
        let place = DataSet.Place(folder: self.data, rows: rows)
        if mkdir(self.data, 0o755) != 0, errno != EEXIST {
            throw BenchmarkError.system(action: "make", what: self.data, message: String(cString: strerror(errno)))
        }
        try data.makeIfMissing(place)
        let session = Session()
        try session.load(
            data.files(place).map { DataRequest(name: $0.name, path: $0.path) }, options: LoadOptions())
        let timer = FilterTimer(session, runs: runs)
        let collection = data.files(place)[0].name ?? session.collections[0].name
        return try filters.flatMap { filter in
            try zip(Filter.shares, filter.conditions).flatMap { share, condition in
                try Self.questions.map { question in
                    try timer.measure(
                        "\(collection) where \(condition) | \(question)", label: "\(filter.name), \(share), \(question)"
                    )
                }
            }
        }
    }

    // MARK: Printing

    private func table(_ measured: [FilterMeasurement]) -> String {
        let lines = measured.map { one in
            "| \(one.label) | \(one.way.rawValue) | \(fixed(one.chosen * 1e3)) | \(fixed(one.byIndex * 1e3)) "
                + "| \(fixed(one.byScan * 1e3)) | \(fixed(one.ratio)) |"
        }
        let worst = measured.map(\.ratio).max() ?? 1
        let head = [
            "| filter | chosen | ms | by index | by scan | ratio |", "| --- | --- | ---: | ---: | ---: | ---: |",
        ]
        return
            ([
                "\(measured.count) questions at \(rows) rows; the planner's choice is within \(fixed(worst)) × of the better way",
                "",
            ] + head + lines).joined(separator: "\n")
    }

    private func fixed(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let fraction = "\(thousandths % 1_000)"
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
