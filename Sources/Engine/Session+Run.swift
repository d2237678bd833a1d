import Execution
import Language
import Planning
import Values
import VietnameseText

extension Session {
    /// Runs every statement of a source; `parameters` are values as written on the command line.
    ///
    /// Nothing runs when the source has a syntax error or a parameter is missing or unknown. After an error in a
    /// statement the rest runs only if the options say so.
    public func run(_ source: SourceText, parameters: [String: String], host: any SessionHost) -> RunOutcome {
        let parsed = Parser.parse(source)
        if report(parsed.diagnostics, in: source, to: host) { return .failed }
        do {
            try checkParameters(parameters, of: parsed.script, in: source)
        } catch {
            report(error, in: source, to: host)
            return .usage
        }
        return runAll(parsed.script, source, parameters, host)
    }

    private func runAll(
        _ script: Script, _ source: SourceText, _ parameters: [String: String], _ host: any SessionHost
    ) -> RunOutcome {
        var outcome = RunOutcome.done
        for statement in script.statements {
            let runner = StatementRunner(session: self, source: source, parameters: parameters, host: host)
            do {
                if try !runner.run(statement), outcome == .done { outcome = .checkFailed }
            } catch {
                if let end = ending(error, source, host) { return end }
                if error.isFailure { outcome = .failed }
                if outcome == .failed, !options.keepsGoing { return outcome }
            }
        }
        return outcome
    }

    /// Reports why a statement ended, and gives the outcome when the whole run ends with it.
    private func ending(_ stop: StatementStop, _ source: SourceText, _ host: any SessionHost) -> RunOutcome? {
        switch stop {
        case .error(let error):
            report(error, in: source, to: host)
            return error.code == .interrupted ? .interrupted : error.code == .usage ? .usage : nil
        case .host(.run): return .stopped
        case .host(.result), .host(.failed): return nil
        }
    }

    /// Parses and binds every statement without running it.
    public func check(_ source: SourceText, parameters: [String: String], host: any SessionHost) -> RunOutcome {
        let parsed = Parser.parse(source)
        if report(parsed.diagnostics, in: source, to: host) { return .failed }
        let outer = definitions
        defer { definitions = outer }
        var outcome = RunOutcome.done
        for statement in parsed.script.statements {
            let checker = StatementChecker(session: self, source: source, parameters: parameters)
            do {
                try checker.check(statement)
            } catch {
                report(error, in: source, to: host)
                outcome = .failed
            }
        }
        return outcome
    }

    /// The names of the parameters that a source declares.
    public func declaredParameters(of source: SourceText) -> Set<String> {
        Set(
            Parser.parse(source).script.statements.compactMap { statement in
                if case .parameter(let parameter) = statement.kind { return parameter.name.text }
                return nil
            })
    }

    /// A parameter given must be declared; one declared without default must be given.
    private func checkParameters(_ given: [String: String], of script: Script, in source: SourceText)
        throws(QueryError)
    {
        let declared = script.statements.compactMap { statement -> Parameter? in
            if case .parameter(let parameter) = statement.kind { return parameter }
            return nil
        }
        for name in given.keys.sorted() where !declared.contains(where: { $0.name.text == name }) {
            // A query that uses $name takes it without a declaration.
            if source.text(source.wholeRange).contains("$\(name)") {
                definitions.define(
                    value: WrittenValue(given[name]!, range: SourceRange(0, 0), isQuoted: false), named: name)
                continue
            }
            let near = Spelling.nearest(name, among: declared.map(\.name.text), limit: 3)
            throw QueryError(
                .usage, "the script has no parameter “\(name)”",
                hints: near.isEmpty
                    ? (declared.isEmpty
                        ? ["it declares none; param \(name) would"]
                        : ["it has \(declared.map(\.name.text).joined(separator: ", "))"])
                    : near.map { "did you mean -p \($0)=…?" })
        }
        for parameter in declared
        where parameter.defaultValue == nil && given[parameter.name.text] == nil
            && definitions.value(parameter.name.text) == nil
        {
            let explanation = parameter.explanation.map { ": \($0)" } ?? ""
            throw QueryError(
                .usage, "the parameter \(parameter.name.text) is missing\(explanation)", at: parameter.name.range,
                hints: ["give it with -p \(parameter.name.text)=…"])
        }
    }
}

/// Why a statement ended early.
enum StatementStop: Error {
    case error(QueryError)
    case host(HostStop)

    /// Whether the statement failed, rather than was cut short by its reader.
    var isFailure: Bool {
        switch self {
        case .error, .host(.failed): true
        case .host: false
        }
    }
}

extension QueryError {
    init(_ error: BindingError) {
        self.init(
            error.kind == .notBuilt ? .notBuilt : .binding, error.message, at: error.range, hints: error.hints)
    }

    init(_ error: ExecutionError, at range: SourceRange) {
        switch error {
        case .cancelled: self.init(.interrupted, "interrupted")
        case .damage(let damage): self.init(.execution, damage.message, at: range, hints: [damage.hint])
        case .memory(let operation, let limit):
            self.init(
                .execution, "\(operation) needs more than the memory limit of \(limit >> 20) MiB", at: range,
                hints: ["keep fewer rows or columns before it, or raise --memory"])
        case .overflow(let what):
            self.init(
                .execution, "\(what) is too large for a whole number or decimal", at: range,
                hints: ["number(…) makes it a floating-point number"])
        }
    }
}
