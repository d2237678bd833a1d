import Engine
import Rendering

/// `.mode [FORMAT]`
enum ModeCommand: ShellCommand {
    static let name = ".mode"
    static let usage = "[FORMAT]"
    static let summary = "the format of results; without FORMAT, which one it is"
    static let example = ".mode markdown"
    static let argument = CommandArgument.format
    static let readsData = false

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        if argument.isEmpty {
            try console.show(console.options.format?.rawValue ?? "automatic: table on a terminal, csv elsewhere")
        } else if ["auto", "automatic"].contains(argument.lowercased()) {
            console.options.format = nil
        } else if let format = OutputFormat(name: argument) {
            console.options.format = format
        } else {
            throw console.fail(ConsoleHost.unknownFormat(argument))
        }
    }
}
