import ArgumentParser

/// `tdq-bench generate`: data of any size, the same bytes each time.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write data of any size.",
        discussion: """
            awards: a package like the samples. The same rows and seed give the same files, byte for byte; what is \
            wrong on purpose is listed in violations.csv beside the data.
            groupby, join: the data of H2O.ai's benchmark as R makes it with its seed; groupby is one CSV file, join a \
            folder of four.
            What is written appears complete or not at all.
            """)

    @Option(help: "What to write: awards, groupby or join.")
    var data: DataKind = .awards

    @Option(help: "How many rows (1000000 or 1e6); of awards the other collections grow with them, within bounds.")
    var rows: RowCount

    @Option(help: "The seed of the random numbers of awards.")
    var seed: UInt64 = 1

    @Option(help: "The folder to write (groupby: the file); it must be new, a folder may be empty.")
    var output: String

    @Flag(help: "Let some listed violations of awards be references to units that do not exist.")
    var danglingReferences = false

    func validate() throws {
        if let problem = data.problem(rows: rows.count) { throw ValidationError(problem) }
    }

    func run() throws {
        try data.write(rows: rows.count, seed: seed, danglingReferences: danglingReferences, to: output)
    }
}
