import Engine
import Glibc
import Language
import Rendering

/// The prompt: reads statements, runs them, prints, until the user leaves.
public final class Shell {
    private static let prompt = "tdq> "
    private static let continuationPrompt = "  … "

    private let console: ConsoleHost
    private let reader: LineReader
    private let historyFile: HistoryFile?
    /// The last statement that ran well; a line that begins with a bar goes on from it.
    private var previous: String?

    private var session: Session { console.session }

    /// nil when the terminal cannot be edited on; libedit has said why.
    public init?(console: ConsoleHost) {
        guard TerminalLocale.prepare(), let reader = LineReader() else { return nil }
        self.console = console
        self.reader = reader
        historyFile = HistoryFile.standardPath(environment: Self.environment).map(HistoryFile.init(path:))
        // A Ctrl-C that came too late for one statement must not stop the next, and one that comes as soon as a
        // statement is entered must not be forgotten: so the flag falls while the prompt is up.
        reader.whenEditing = { [unowned self] in session.cancellation.reset() }
        reader.complete = { [unowned self] text in Completer(names: completionNames()).complete(continued(text)) }
    }

    /// Runs until `.quit`, Ctrl-D or the terminal's end.
    public func run() {
        greet()
        loadHistory()
        while !console.wantsToQuit, let statement = nextStatement() {
            remember(statement)
            run(statement)
        }
    }

    private func greet() {
        if console.options.isQuiet { return }
        let collections = session.collections
        let rowCount = collections.reduce(0) { $0 + $1.rowCount }
        let loaded =
            collections.isEmpty
            ? "nothing loaded"
            : "\(collections.count) \(collections.count == 1 ? "collection" : "collections"), \(Amounts.rows(rowCount))"
        console.writeMessage("tdq · \(loaded) · .help for help, Ctrl-D to leave")
    }

    // MARK: Reading

    /// The next whole statement; nil at the end of input.
    private func nextStatement() -> String? {
        var statement = ""
        while true {
            let prompt = statement.isEmpty ? Self.prompt : Self.continuationPrompt
            switch reader.readLine(prompt: prompt, after: statement) {
            case .end: return nil
            case .cleared: statement = ""
            case .line(let line):
                if line.allSatisfy(\.isWhitespace) {
                    // An empty line ends what seems unfinished: the error that follows says what is missing.
                    if statement.isEmpty { continue } else { return statement }
                }
                statement = statement.isEmpty ? continued(line) : statement + "\n" + line
                if Self.isComplete(statement) { return statement }
            }
        }
    }

    /// A line that begins with a bar, put behind the statement before it.
    private func continued(_ line: String) -> String {
        guard let previous, line.drop(while: \.isWhitespace).first == "|" else { return line }
        return previous + "\n" + line
    }

    private static func isComplete(_ statement: String) -> Bool {
        if BareWords.command(for: statement, unlessNamed: []) != nil { return true }
        if CommandRegistry.parse(statement) != nil, !statement.contains("\n") { return true }
        switch Completeness.of(SourceText(name: "<input>", statement)) {
        case .complete: return true
        case .incomplete: return false
        }
    }

    // MARK: Running

    private func run(_ text: String) {
        let named = session.collections.map(\.name) + session.definedNames
        let statements = PromptStatements(BareWords.command(for: text, unlessNamed: named) ?? text)
        for (index, entry) in statements.entries.enumerated() {
            guard goesOn(after: run(entry.source)) else {
                let notRun = statements.notRun(afterFailureOf: index)
                if notRun > 0, !console.wantsToQuit { reportNotRun(notRun) }
                return
            }
            previous = entry.query ?? previous
        }
    }

    private func run(_ source: SourceText) -> RunOutcome {
        console.recover()
        let outcome = session.run(source, parameters: [:], host: console)
        // How it ended was reported where it happened, all but a printing that was stopped.
        let wasInterrupted = console.wasInterrupted
        if wasInterrupted { console.writeMessage("interrupted") }
        console.recover()
        return wasInterrupted ? .interrupted : outcome
    }

    private func goesOn(after outcome: RunOutcome) -> Bool {
        switch outcome {
        case .done, .checkFailed: true
        case .failed: session.options.keepsGoing
        case .usage, .interrupted, .stopped: false
        }
    }

    private func reportNotRun(_ count: Int) {
        console.report(Report(.note, "\(count) \(count == 1 ? "statement" : "statements") not run"))
    }

    // MARK: History

    private func loadHistory() {
        guard let historyFile else { return }
        do {
            for entry in try historyFile.load() { reader.remember(entry) }
        } catch {
            console.report(Report(.warning, error.description))
        }
    }

    private func remember(_ statement: String) {
        guard reader.remember(statement) else { return }
        do { try historyFile?.append(statement) } catch { console.report(Report(.warning, error.description)) }
    }

    private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    // MARK: Completion

    private func completionNames() -> CompletionNames {
        let session = session
        return CompletionNames(
            sources: session.collections.map(CompletionNames.Source.init),
            definedNames: session.definedNames,
            formats: OutputFormat.allCases.map(\.rawValue),
            commands: Dictionary(uniqueKeysWithValues: CommandRegistry.commands.map { ($0.name, $0.argument) }),
            helpTopics: HelpTopics.names,
            values: { collection, field, prefix in
                session.completionValues(
                    collection: collection, field: field, prefix: prefix, limit: Completer.maximumCandidates)
            })
    }
}

extension CompletionNames.Source {
    fileprivate init(_ collection: CollectionSummary) {
        let fields = collection.schema.fields.map { field in
            var target: String?
            if case .reference(let name) = field.type { target = name }
            return CompletionNames.Field(
                field.name, otherNames: (field.title.map { [$0] } ?? []) + field.aliases, target: target)
        }
        self.init(collection.name, title: collection.title, fields: fields)
    }
}
