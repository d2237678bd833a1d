import Execution
import Language
import Planning
import Values
import VietnameseText

extension Session {
    /// Runs every statement of a source; `parameters` are values as written on the command line.
    ///
    /// Nothing runs when the source has a syntax error or a parameter is missing or unknown. After an error in a
    /// statement the rest runs only if the options say so; then a syntax error, too, stops but its own statement.
    public func run(_ source: SourceText, parameters: [String: String], host: any SessionHost) -> RunOutcome {
        let parsed = Parser.parse(source)
        let hasErrors = parsed.diagnostics.contains { $0.severity == .error }
        if hasErrors, !options.keepsGoing { return check(source, parameters: parameters, host: host) }
        let script = parsed.withoutBrokenStatements
        let waiting = script.statements.map { statement in parsed.diagnostics.filter(statement.isWarnedBy) }
        report(
            parsed.diagnostics.filter { one in !script.statements.contains { $0.isWarnedBy(one) } }, in: source,
            to: host)
        do {
            try checkParameters(parameters, of: parsed.script, in: source)
        } catch {
            report(error, in: source, to: host)
            return .usage
        }
        let outcome = runAll(script, waiting, source, parameters, host)
        return hasErrors && [.done, .checkFailed].contains(outcome) ? .failed : outcome
    }

    private func runAll(
        _ script: Script, _ warnings: [[Diagnostic]], _ source: SourceText, _ parameters: [String: String],
        _ host: any SessionHost
    ) -> RunOutcome {
        let outer = sharing
        let sharing = ScriptSharing(script.statements)
        self.sharing = sharing
        defer { self.sharing = outer }
        var outcome = RunOutcome.done
        for (index, statement) in script.statements.enumerated() {
            let runner = StatementRunner(
                session: self, source: source, parameters: parameters, host: host, warnings: warnings[index])
            // What the statement before was stopped for is told, and its memory given back.
            _ = cancellation.takeExhaustion()
            sharing.prepare(for: index, runner)
            defer { sharing.finish(index) }
            do {
                if try !runner.run(statement), outcome == .done { outcome = .checkFailed }
            } catch {
                let rest = options.keepsGoing ? [] : script.statements[(index + 1)...]
                let untold = runner.warnings.take() + (rest.isEmpty ? [] : Array(warnings[(index + 1)...].joined()))
                if let end = ending(error, rest, untold, source, parameters, host) { return end }
                if error.isFailure { outcome = .failed }
                if outcome == .failed, !options.keepsGoing { return outcome }
            }
        }
        return outcome
    }

    /// Reports why a statement ended, and gives the outcome when the whole run ends with it. Who has a name to mend
    /// learns at once what is wrong with the statements that are not run any more.
    private func ending(
        _ stop: StatementStop, _ rest: ArraySlice<Statement>, _ warnings: [Diagnostic], _ source: SourceText,
        _ parameters: [String: String], _ host: any SessionHost
    ) -> RunOutcome? {
        switch stop {
        case .error(let error):
            var errors = ErrorList(source)
            for warning in warnings { errors.add(warning) }
            errors.add(error)
            if error.code == .binding { check(rest, source, parameters, &errors) }
            errors.report(to: host)
            return error.code == .interrupted ? .interrupted : error.code == .usage ? .usage : nil
        case .host(.run): return .stopped
        case .host(.result), .host(.failed): return nil
        }
    }

    /// Parses and binds every statement without running it.
    public func check(_ source: SourceText, parameters: [String: String], host: any SessionHost) -> RunOutcome {
        let parsed = Parser.parse(source)
        var errors = ErrorList(source)
        for diagnostic in parsed.diagnostics { errors.add(diagnostic) }
        check(parsed.script.statements[...], source, parameters, &errors)
        errors.report(to: host)
        return errors.hasErrors ? .failed : .done
    }

    /// Adds what is wrong with statements, without running them; what they define is forgotten again.
    private func check(
        _ statements: ArraySlice<Statement>, _ source: SourceText, _ parameters: [String: String],
        _ errors: inout ErrorList
    ) {
        let outer = definitions
        defer { definitions = outer }
        let checker = StatementChecker(session: self, source: source, parameters: parameters)
        for statement in statements {
            do {
                for warning in try checker.check(statement) { errors.add(warning) }
            } catch {
                errors.add(error)
            }
        }
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
        for parameter in declared { _ = try ParameterType.named(parameter) }
        for parameter in declared
        where parameter.defaultValue == nil && given[parameter.name.text] == nil
            && definitions.value(parameter.name.text) == nil
        {
            // A sentence that is only the name again says nothing.
            let sentence = parameter.explanation.flatMap { $0 == parameter.name.text ? nil : $0 }
            let explanation = sentence.map { ": \($0)" } ?? ""
            let name = parameter.name.text
            throw QueryError(
                .usage, "the parameter \(name) is missing\(explanation)", at: parameter.name.range,
                hints: ["give it with -p \(name)=…", "or with a value here: param \(name) = …"])
        }
    }
}

extension ParseResult {
    /// The script with every statement that an error stands in as one that cannot run.
    fileprivate var withoutBrokenStatements: Script {
        let errors = diagnostics.filter { $0.severity == .error }.map(\.range.lower)
        guard !errors.isEmpty else { return script }
        var script = script
        for index in script.statements.indices {
            let range = script.statements[index].range
            guard errors.contains(where: { range.lower <= $0 && $0 <= range.upper }) else { continue }
            if script.statements[index].lostName == nil { script.statements[index].lostName = definedName(index) }
            script.statements[index].kind = .invalid
        }
        return script
    }

    private func definedName(_ index: Int) -> String? {
        switch script.statements[index].kind {
        case .letQuery(let name, _), .letValue(let name, _): name.text
        case .parameter(let parameter): parameter.name.text
        default: nil
        }
    }
}

extension Statement {
    /// Whether it can run, and a diagnostic warns of a place in it.
    fileprivate func isWarnedBy(_ diagnostic: Diagnostic) -> Bool {
        if case .invalid = kind { return false }
        return diagnostic.severity == .warning && range.lower <= diagnostic.range.lower
            && diagnostic.range.upper <= range.upper
    }
}

extension Int {
    /// So many bytes as a limit is told: in mebibytes, what is less than one in kibibytes.
    var inMebibytes: String { self < 1 << 20 ? "\(self >> 10) KiB" : "\(self >> 20) MiB" }
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
    init(_ errors: BindingErrors) {
        // Whoever interrupts a statement wants to hear no more of it.
        guard !errors.errors.contains(where: { $0.kind == .interrupted }) else {
            self.init(ExecutionError.cancelled, at: errors.errors[0].range)
            return
        }
        self.init(errors.errors[0])
        others = errors.errors.dropFirst().map(QueryError.init)
        omitted = errors.omitted
    }

    private init(_ error: BindingError) {
        self.init(
            error.kind == .notBuilt ? .notBuilt : .binding, error.message, at: error.range, hints: error.hints)
        isFollowOn = error.kind == .followOn
    }

    init(_ error: ExecutionError, at range: SourceRange) {
        switch error {
        case .cancelled: self.init(.interrupted, "interrupted")
        case .damage(let damage): self.init(.execution, damage.message, at: range, hints: [damage.hint])
        case .memory(let operation, let limit):
            self.init(
                .execution, "\(operation) needs more than the memory limit of \(limit.inMebibytes)", at: range,
                hints: ["keep fewer rows or columns before it, or raise --memory"])
        case .overflow(let what):
            self.init(
                .execution, "\(what) is too large for an exact number, which has at most 18 digits", at: range,
                hints: ["number(…) around a part of it makes a rounded number of any size"])
        case .tooMuchText:
            self.init(
                .execution, "the texts made here are more than 4 GiB, which one column cannot hold", at: range,
                hints: ["make them of fewer rows, or shorter"])
        case .dateOutOfRange:
            self.init(.execution, "this makes a date outside the years 1 to 9999", at: range)
        }
    }
}
