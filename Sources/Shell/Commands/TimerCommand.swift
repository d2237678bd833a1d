import Engine

/// `.timer on|off`
enum TimerCommand: ShellCommand {
    static let name = ".timer"
    static let usage = "on|off"
    static let summary = "one line after each result with its time"
    static let example = ".timer on"
    static let argument = CommandArgument.onOrOff
    static let readsData = false

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        switch argument.lowercased() {
        case "on": console.options.showsTimer = true
        case "off": console.options.showsTimer = false
        case "": try console.show(console.options.showsTimer ? "on" : "off")
        default: throw console.fail(".timer takes on or off, not \(argument)")
        }
    }
}
