import ArgumentParser
import Engine
import Glibc
import Shell

/// `tdq format FILE…`
struct FormatArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tdq format", abstract: "Print scripts in the standard layout.")

    @Argument(help: "Scripts; - is standard input.")
    var files: [String]
}

/// `tdq check FILE…`
struct CheckArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tdq check", abstract: "Parse scripts and bind them to the data without running them.")

    @Argument(help: "Scripts; - is standard input.")
    var files: [String]

    @Option(name: .long, help: "A file or folder whose names the scripts use; none for no data. Repeatable.")
    var data: [String] = []

    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A script's parameter.", valueName: "name=value"))
    var param: [String] = []
}

/// `tdq manual`
struct ManualArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tdq manual", abstract: "Print the manual: every stage, function, condition and command.")
}

/// Looking at scripts without running them, and the manual.
enum ScriptTools {
    static func format(_ arguments: FormatArguments) -> ExitStatus {
        withConsole { console in
            eachFile(arguments.files, console) { script in
                guard let text = console.session.format(script.source, host: console) else { return .failed }
                do { try console.show(text) } catch { return console.isReaderGone ? .done : .failed }
                return .done
            }
        }
    }

    /// The manual's examples run on the sample data, whatever else there is.
    static func printManual() -> ExitStatus {
        withConsole { console in
            let requests = DataSource.sampleRequests()
            if let status = load(requests, console) { return status }
            guard !requests.isEmpty else { return .notLoaded }
            do { try console.show(Manual.page(console.session)) } catch {
                return console.isReaderGone ? .done : .failed
            }
            return .done
        }
    }

    static func check(_ arguments: CheckArguments) throws(UsageProblem) -> ExitStatus {
        let parameters = try Limits.parameters(arguments.param)
        let requests = try DataSource.requests(operands: [], named: arguments.data)
        return withConsole { console in
            if let status = load(requests, console) { return status }
            return eachFile(arguments.files, console) { script in
                ExitStatus(console.session.check(script.source, parameters: parameters, host: console))
            }
        }
    }

    /// nil when all went well.
    private static func load(_ requests: [DataRequest], _ console: ConsoleHost) -> ExitStatus? {
        do {
            try console.load(requests)
            return nil
        } catch {
            console.report(Report(.error, error.description))
            return console.session.cancellation.isCancelled ? .interrupted : .notLoaded
        }
    }

    private static func withConsole(_ body: (ConsoleHost) -> ExitStatus) -> ExitStatus {
        let session = Session()
        Interruption.watch(session.cancellation)
        let console: ConsoleHost
        do {
            console = try ConsoleHost(session: session, options: ConsoleOptions())
        } catch {
            StandardError.write("error: \(error.description)\n")
            return .failed
        }
        return body(console)
    }

    /// Every file is looked at, whatever the ones before it hold.
    private static func eachFile(
        _ paths: [String], _ console: ConsoleHost, _ body: (ScriptFile) -> ExitStatus
    ) -> ExitStatus {
        var status = ExitStatus.done
        for path in paths {
            do {
                status = status.and(body(try ScriptFile(path: path)))
            } catch {
                console.report(Report(.error, error.description))
                status = status.and(.usage)
            }
        }
        return status
    }
}
