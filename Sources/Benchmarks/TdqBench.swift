import ArgumentParser

/// `tdq-bench`: makes data of any size for measuring the system.
@main
struct TdqBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tdq-bench",
        abstract: "Data and measurements for tdq.",
        subcommands: [Generate.self])
}
