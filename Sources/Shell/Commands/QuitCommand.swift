import Engine

/// `.quit`
enum QuitCommand: ShellCommand {
    static let name = ".quit"
    static let usage = ""
    static let summary = "leaves; so does Ctrl-D on an empty line"
    static let example = ".quit"
    static let argument = CommandArgument.nothing
    static let readsData = false

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        console.wantsToQuit = true
        throw .run
    }
}

/// `.exit`
enum ExitCommand: ShellCommand {
    static let name = ".exit"
    static let usage = ""
    static let summary = "leaves"
    static let example = ".exit"
    static let argument = CommandArgument.nothing
    static let readsData = false

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        try QuitCommand.run(argument, on: console)
    }
}
