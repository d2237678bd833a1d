import Engine

/// `.read FILE`
enum ReadCommand: ShellCommand {
    static let name = ".read"
    static let usage = "FILE"
    static let summary = "runs a script"
    static let example = ".read report.tdq"
    static let argument = CommandArgument.file

    private static let maximumDepth = 16

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        guard !console.session.options.isSafe else { throw console.fail(".read is off in safe mode (--safe)") }
        let path = argument.withoutQuotes()
        guard !path.isEmpty else { throw console.fail(".read needs a file") }
        guard console.readDepth < maximumDepth else {
            throw console.fail("\(path): scripts read each other more than \(maximumDepth) deep; does one read itself?")
        }
        let script: ScriptFile
        do { script = try ScriptFile(path: path) } catch { throw console.fail(error.description) }
        console.readDepth += 1
        defer { console.readDepth -= 1 }
        switch console.session.run(script.source, parameters: [:], host: console) {
        case .done, .checkFailed: return
        case .failed, .usage: throw .failed
        case .interrupted, .stopped: throw .run
        }
    }
}
