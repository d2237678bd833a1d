import ArgumentParser

/// `tdq-bench`: data of any size, and measurements of tdq on it beside its peers.
@main
struct TdqBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tdq-bench",
        abstract: "Data and measurements for tdq.",
        subcommands: [Generate.self, Verify.self, Run.self, Filters.self])
}
