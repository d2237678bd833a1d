import ArgumentParser
import Shell

/// `tdq [DATA…] [options]`
struct MainArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tdq",
        abstract: "A shell and script runner for queries over collections of records.",
        usage: """
            tdq [DATA…] [OPTIONS]
            tdq [DATA…] -c 'awards count by form'
            tdq [DATA…] -f report.tdq -p year=2021
            tdq format FILE…
            tdq check FILE…
            tdq manual
            """,
        discussion: """
            DATA is a file, a folder, NAME=FILE, or - for standard input. Without it the sample data is used. Without \
            -c and -f a terminal gets the prompt, and anything else is read as a script.
            """,
        version: Program.version)

    @Argument(help: "Files, folders, NAME=FILE, or - for standard input.")
    var data: [String] = []

    @Option(name: .customLong("data"), help: ArgumentHelp("The same as DATA; none starts empty.", valueName: "data"))
    var namedData: [String] = []

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: "Run a statement and end; repeatable, in order with -f.", transform: PlacedScript.command)
    var command: [PlacedScript] = []

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue, help: "Run a script and end; repeatable.",
        transform: PlacedScript.file)
    var file: [PlacedScript] = []

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A script's parameter.", valueName: "name=value"))
    var param: [String] = []

    @Option(name: [.customShort("o"), .long], help: "table, csv, tsv, json, jsonl, markdown, html, vertical.")
    var format: String?

    @Option(name: .long, help: ArgumentHelp("Write results to a file, whole or not at all.", valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "No line of field names.")
    var noHeader = false

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("What stands for a missing value.", valueName: "text"))
    var null: String?

    @Flag(name: .long, help: "A byte order mark first, for spreadsheets.")
    var bom = false

    @Flag(name: .long, help: "Say on standard error how long each statement took.")
    var timer = false

    @Option(name: .long, help: "How many threads at most.")
    var threads: Int?

    @Option(name: .long, help: ArgumentHelp("How much memory at most: 512M, 4G.", valueName: "size"))
    var memory: String?

    @Flag(name: .long, help: "Keep what is loaded in the user's cache and open it from there while it is unchanged.")
    var cache = false

    @Flag(name: .long, help: "No !command, no into, no reading of files beyond DATA.")
    var safe = false

    @Option(name: .long, help: "auto, always, never; NO_COLOR is heeded.")
    var color: ConsoleOptions.Color = .auto

    @Flag(name: .long, help: "Errors and warnings only.")
    var quiet = false

    @Flag(name: .long, help: "Say why a query finds nothing, and how values were read, wherever errors go.")
    var hints = false

    @Option(name: .customLong("init"), help: ArgumentHelp("Run this script first.", valueName: "file"))
    var initFile: String?

    @Flag(name: .long, help: "Do not run the user's init.tdq.")
    var noInit = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The encoding of the files, where they do not tell: windows-1258, TCVN3, VISCII, VNI…", valueName: "name"))
    var encoding: String?

    @Flag(
        name: .customLong("merge-i-y"),
        help: "A lone y counts as i: kỹ is kĩ, quý is quí (and the names Vy and Vi are one).")
    var mergesIAndY = false

    @Flag(name: .long, help: "Set rows that do not fit aside in _rejected and go on.")
    var lenient = false

    @Flag(name: .long, help: "Go on after an error.")
    var keepGoing = false
}

extension ConsoleOptions.Color: ExpressibleByArgument {}

extension MainArguments {
    var invocation: Invocation {
        var result = Invocation()
        (result.data, result.namedData) = (data, namedData)
        result.scripts = (command + file).sorted { $0.place < $1.place }.map(\.script)
        result.parameters = param
        (result.format, result.output) = (format, output)
        (result.noHeader, result.null, result.bom) = (noHeader, null, bom)
        (result.timer, result.threads, result.memory, result.cache) = (timer, threads, memory, cache)
        (result.encoding, result.mergesIAndY) = (encoding, mergesIAndY)
        (result.safe, result.color, result.quiet, result.hints) = (safe, color, quiet, hints)
        (result.initFile, result.noInit) = (initFile, noInit)
        (result.lenient, result.keepGoing) = (lenient, keepGoing)
        return result
    }
}

/// One `-c` or `-f`, with its place among all of them.
struct PlacedScript: Sendable {
    var script: Script
    var place: Int

    /// The parser keeps the order within one option only, and calls these in the order of the command line.
    nonisolated(unsafe) private static var count = 0

    @Sendable static func command(_ text: String) -> PlacedScript { numbered(.command(text)) }

    @Sendable static func file(_ path: String) -> PlacedScript { numbered(.file(path)) }

    private static func numbered(_ script: Script) -> PlacedScript {
        count += 1
        return PlacedScript(script: script, place: count)
    }
}
