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

    /// Reads the plainest command lines: data, `-c`, `-f`, `-p`, `-o` and the commonest flags. Nil for all others, wrong
    /// ones too: they are left to the argument parser, which alone takes a quarter of such a run.
    init?(plain arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if !argument.hasPrefix("-") || argument == "-" {
                data.append(argument)
            } else if !setPlainFlag(argument) {
                guard let value = rest.popFirst(), setPlainOption(argument, value) else { return nil }
            }
        }
    }

    private mutating func setPlainFlag(_ name: String) -> Bool {
        switch name {
        case "--quiet": quiet = true
        case "--no-init": noInit = true
        case "--no-header": noHeader = true
        case "--timer": timer = true
        default: return false
        }
        return true
    }

    private mutating func setPlainOption(_ name: String, _ value: String) -> Bool {
        switch name {
        case "-c": scripts.append(.command(value))
        case "-f": scripts.append(.file(value))
        case "-p": parameters.append(value)
        // A value that looks like an option is none.
        case "-o" where !value.hasPrefix("-"): format = value
        default: return false
        }
        return true
    }
}

/// One `-c` or `-f`.
enum Script: Sendable {
    case command(String)
    case file(String)
}
