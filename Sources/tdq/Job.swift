import Engine
import Glibc
import Rendering
import Shell
import VietnameseText

/// One run of the program: data loaded, then the prompt or the scripts.
struct Job {
    private let arguments: Invocation
    private let console: ConsoleHost
    private let parameters: [String: String]

    private var session: Session { console.session }

    static func run(_ arguments: Invocation) throws(UsageProblem) -> ExitStatus {
        if arguments.hints, arguments.quiet {
            throw UsageProblem(description: "--quiet shows no hints; give one of --hints and --quiet")
        }
        try Limits.validate(threads: arguments.threads, memory: arguments.memory)
        let parameters = try Limits.parameters(arguments.parameters)
        let requests = try DataSource.requests(operands: arguments.data, named: arguments.namedData)
        let hasScripts = !arguments.scripts.isEmpty
        let isInteractive = !hasScripts && LineReader.isPossible
        if isInteractive, !parameters.isEmpty {
            throw UsageProblem(description: "-p gives a script its parameters; name the script with -f or -c")
        }
        try Self.checkStandardInput(arguments, requests, readsScript: !hasScripts && !isInteractive)

        Folding.standard = Folding.Options(mergesIAndY: arguments.mergesIAndY)
        var sessionOptions = SessionOptions()
        sessionOptions.isSafe = arguments.safe
        sessionOptions.keepsGoing = arguments.keepGoing
        sessionOptions.execution.memoryLimit = arguments.memory.flatMap(Limits.bytes)
        if let threads = arguments.threads { sessionOptions.execution.threads = threads }
        sessionOptions.explainsEmptyResults = arguments.hints || (isatty(STDERR_FILENO) == 1 && !arguments.quiet)
        let session = Session(options: sessionOptions)
        session.watchMemory()
        session.limitThreads()
        // The data goes with the process, at once.
        _ = Unmanaged.passRetained(session)
        Interruption.watch(session.cancellation)

        let options = try consoleOptions(arguments, isInteractive: isInteractive)
        let console: ConsoleHost
        do {
            console = try ConsoleHost(session: session, options: options)
        } catch {
            StandardError.write("error: \(error.description)\n")
            return .failed
        }
        let job = Job(arguments: arguments, console: console, parameters: parameters)
        return job.run(requests, isInteractive: isInteractive)
    }

    /// Standard input is data or a script, not both.
    private static func checkStandardInput(
        _ arguments: Invocation, _ requests: [DataRequest], readsScript: Bool
    ) throws(UsageProblem) {
        let isData = requests.contains { $0.path == "-" }
        let fromFiles = arguments.scripts.count { if case .file("-") = $0 { true } else { false } }
        if isData, readsScript {
            throw UsageProblem(description: "standard input is data (-), so the query has to come with -c or -f")
        }
        if fromFiles + (isData ? 1 : 0) > 1 {
            throw UsageProblem(description: "standard input (-) can be read only once")
        }
    }

    private static func consoleOptions(
        _ arguments: Invocation, isInteractive: Bool
    ) throws(UsageProblem) -> ConsoleOptions {
        var options = ConsoleOptions()
        if let name = arguments.format {
            guard let format = OutputFormat(name: name) else {
                throw UsageProblem(description: ConsoleHost.unknownFormat(name))
            }
            options.format = format
        } else if let path = arguments.output {
            options.format = OutputFormat(fileName: path)
        }
        options.showsHeader = !arguments.noHeader
        options.missingText = arguments.null
        options.writesByteOrderMark = arguments.bom
        options.outputPath = arguments.output
        options.showsTimer = arguments.timer
        options.color = arguments.color
        options.isQuiet = arguments.quiet
        options.isInteractive = isInteractive
        options.threads = arguments.threads
        options.usesCache = arguments.cache
        if let name = arguments.encoding {
            guard let encoding = TextEncoding(name: name) else {
                throw UsageProblem(description: "--encoding takes one of \(TextEncoding.names), not '\(name)'")
            }
            options.encoding = encoding
        }
        return options
    }

    private func run(_ requests: [DataRequest], isInteractive: Bool) -> ExitStatus {
        let scripts: [ScriptFile]
        do {
            scripts = isInteractive ? [] : try read(arguments.scripts.isEmpty ? [.file("-")] : arguments.scripts)
        } catch { return unreadable(error) }
        var status = load(requests, asked(by: scripts, isInteractive))
        guard status == .done else { return status }
        status = runInitFile(isInteractive: isInteractive)
        if isInteractive {
            // At the prompt every error was shown and answered; leaving is no failure.
            if !console.wantsToQuit { status = runShell() }
        } else if goesOn(after: status) {
            status = status.and(run(scripts))
        }
        let isWritten = console.finish(successfully: status == .done || status == .checkFailed)
        return isWritten ? status : .failed
    }

    /// What there is to load: everything for whoever may go on to ask for anything.
    private func asked(by scripts: [ScriptFile], _ isInteractive: Bool) -> AskedCollections? {
        guard !isInteractive, arguments.initFile == nil else { return nil }
        return AskedCollections(by: scripts.map(\.source), host: console)
    }

    private func load(_ requests: [DataRequest], _ asked: AskedCollections?) -> ExitStatus {
        let start = ContinuousClock.now
        do {
            try console.load(requests, isLenient: arguments.lenient, asked: asked)
        } catch {
            console.report(Report(.error, error.description))
            return error.isCancellation ? .interrupted : .notLoaded
        }
        if arguments.timer {
            console.writeMessage("load: \(Amounts.milliseconds(since: start))")
        }
        showWarnings()
        return .done
    }

    /// In full where nobody can ask for them afterwards.
    private func showWarnings() {
        let warnings = session.loadNotes.filter { $0.severity == .warning }
        if console.options.isInteractive, !warnings.isEmpty {
            console.report(Report(.note, "warnings about the data: \(warnings.count); .loaded shows them"))
            return
        }
        for warning in warnings {
            console.report(Report(.warning, "\(warning.collection): \(warning.message)"))
        }
    }

    private func runShell() -> ExitStatus {
        guard let shell = Shell(console: console) else {
            console.report(Report(.error, "lines cannot be edited on this terminal; give queries with -c or in a pipe"))
            return .failed
        }
        shell.run()
        return .done
    }

    /// The user's own file belongs to the prompt, so that scripts do the same everywhere; one that is named, runs.
    private func runInitFile(isInteractive: Bool) -> ExitStatus {
        if let path = arguments.initFile { return runFile(path, parameters: [:]) }
        guard isInteractive, !arguments.noInit, let path = InitFile.standardPath() else { return .done }
        return runFile(path, parameters: [:])
    }

    private func run(_ scripts: [ScriptFile]) -> ExitStatus {
        // A parameter is for the scripts that declare it; one that none declares is an error in the first.
        let declared = scripts.map { parameters.isEmpty ? [] : session.declaredParameters(of: $0.source) }
        let known = declared.reduce(into: Set<String>()) { $0.formUnion($1) }
        var status = ExitStatus.done
        for (script, own) in zip(scripts, declared) {
            let given = parameters.filter { own.contains($0.key) || !known.contains($0.key) }
            status = status.and(run(script, given))
            if !goesOn(after: status) { break }
        }
        return status
    }

    private func read(_ named: [Script]) throws(ScriptFile.Problem) -> [ScriptFile] {
        var scripts: [ScriptFile] = []
        for script in named {
            switch script {
            case .command(let text): scripts.append(ScriptFile(command: text))
            case .file(let path): scripts.append(try ScriptFile(path: path))
            }
        }
        return scripts
    }

    private func unreadable(_ problem: ScriptFile.Problem) -> ExitStatus {
        console.report(Report(.error, problem.description))
        return session.cancellation.isCancelled ? .interrupted : .usage
    }

    private func goesOn(after status: ExitStatus) -> Bool {
        if console.wantsToQuit || console.isReaderGone { return false }
        switch status {
        case .done, .checkFailed: return true
        case .failed: return arguments.keepGoing
        case .usage, .notLoaded, .interrupted: return false
        }
    }

    private func runFile(_ path: String, parameters: [String: String]) -> ExitStatus {
        do { return run(try ScriptFile(path: path), parameters) } catch { return unreadable(error) }
    }

    private func run(_ script: ScriptFile, _ parameters: [String: String]) -> ExitStatus {
        let outcome = session.run(script.source, parameters: parameters, host: console)
        if console.isReaderGone { return .done }
        return console.wasInterrupted ? .interrupted : ExitStatus(outcome)
    }
}
