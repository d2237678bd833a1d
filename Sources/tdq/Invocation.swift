import Shell

/// What a command line asks for.
struct Invocation {
    var data: [String] = []
    /// The values of `--data`.
    var namedData: [String] = []
    /// `-c` and `-f`, in their order.
    var scripts: [Script] = []
    var parameters: [String] = []
    var format: String?
    var output: String?
    var noHeader = false
    var null: String?
    var bom = false
    var timer = false
    var threads: Int?
    var memory: String?
    var cache = false
    var encoding: String?
    var mergesIAndY = false
    var safe = false
    var color = ConsoleOptions.Color.auto
    var quiet = false
    var hints = false
    var initFile: String?
    var noInit = false
    var lenient = false
    var keepGoing = false

    init() {}

    /// Reads the plainest command lines: data, `-c`, `-f`, `-p` and `-o`. Nil for all others, wrong ones too: they are
    /// left to the argument parser, which alone takes a quarter of such a run.
    init?(plain arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                data.append(argument)
                continue
            }
            guard ["-c", "-f", "-p", "-o"].contains(argument), let value = rest.popFirst() else { return nil }
            switch argument {
            case "-c": scripts.append(.command(value))
            case "-f": scripts.append(.file(value))
            // A value that looks like an option is none.
            case "-o" where value.hasPrefix("-"): return nil
            case "-o": format = value
            default: parameters.append(value)
            }
        }
    }
}

/// One `-c` or `-f`.
enum Script: Sendable {
    case command(String)
    case file(String)
}
