import Columns
import Execution
import Language
import Planning
import Storage
import Values

/// Warnings that wait for the errors of their statement.
final class PendingWarnings {
    private var warnings: [Diagnostic]

    init(_ warnings: [Diagnostic]) { self.warnings = warnings }

    /// All that have not been taken yet.
    func take() -> [Diagnostic] {
        defer { warnings = [] }
        return warnings
    }
}

/// Runs one statement of a session.
struct StatementRunner {
    let session: Session
    let source: SourceText
    let parameters: [String: String]
    let host: any SessionHost
    /// What the parser warns of in the statement, until it is told: beside what the binder says of the same place.
    let warnings: PendingWarnings

    init(
        session: Session, source: SourceText, parameters: [String: String], host: any SessionHost,
        warnings: [Diagnostic] = []
    ) {
        (self.session, self.source, self.parameters, self.host) = (session, source, parameters, host)
        self.warnings = PendingWarnings(warnings)
    }

    /// What a query is called that gives rows to others, and so cannot say where they go.
    static let namedQuery = "a named query"
    static let checkedQuery = "the query of a check"

    /// False when the statement is a check that did not hold.
    func run(_ statement: Statement) throws(StatementStop) -> Bool {
        let isHeld = try perform(statement)
        session.report(warnings.take(), in: source, to: host)
        return isHeld
    }

    private func perform(_ statement: Statement) throws(StatementStop) -> Bool {
        switch statement.kind {
        case .query(let query): try print(query)
        case .letQuery(let name, let query):
            // Bound now, so that a mistake shows where it was made and not where the name is used.
            do { _ = try bindAndWarn(query, rowsOnly: Self.namedQuery) } catch .error(var error) {
                if query.stages.isEmpty {
                    error.hints = ["for text, use quotes: let \(name.text) = \"…\""] + error.hints.prefix(2)
                }
                session.definitions.markBroken(name.text)
                throw .error(error)
            }
            session.report(session.warnings(ofHiding: name), in: source, to: host)
            session.definitions.define(query: query, named: name.text, in: source)
        case .letValue(let name, let value): session.definitions.defineLet(value: value, named: name.text)
        case .parameter(let parameter): try define(parameter)
        case .check(let sentence, let query): return try check(sentence, query)
        case .explain(let query):
            let planned = plan(try bindAndWarn(query))
            try checkDamage(query.range)
            try show(PlanText.describe(planned, catalog: session.catalog))
        case .profile(let query): try profile(query)
        case .describe(let query): try describe(query)
        case .command(let name, let arguments, _):
            if host.readsData(command: name.text) {
                do { try session.loadRest(for: name.range) } catch { throw .error(error) }
            }
            try toHost { () throws(HostStop) in try host.perform(command: name.text, arguments: arguments) }
        case .invalid:
            // Its error has been told; what builds on it is no error of its own.
            if let name = statement.lostName { session.definitions.markBroken(name) }
        }
        return true
    }

    // MARK: Queries

    func bind(_ query: Query, rowsOnly what: String? = nil) throws(StatementStop) -> BoundQuery {
        do { return try session.bind(query, in: source, rowsOnly: what) } catch { throw .error(error) }
    }

    /// Binds the query of a statement, and tells what was probably meant otherwise.
    private func bindAndWarn(_ query: Query, rowsOnly what: String? = nil) throws(StatementStop) -> BoundQuery {
        let bound = try bind(query, rowsOnly: what)
        session.report(warnings.take() + bound.warnings, in: source, to: host)
        return bound
    }

    func plan(_ query: BoundQuery) -> PlannedQuery {
        let planner = Planner(catalog: session.catalog, options: session.options.planner)
        return planner.plan(query, sharing: session.sharing?.parts ?? ScriptParts())
    }

    private func print(_ query: Query) throws(StatementStop) {
        var watch = StopWatch()
        watch.start()
        let bound = try bindAndWarn(query)
        watch.stop()
        var header = try header(bound)
        let rows: Int
        let explanation = EmptyResultExplanation(runner: self)
        var isEmpty = false
        if header.chart == "hist" {
            rows = try draw(executor(plan(bound).plan), &header, query, &watch)
        } else {
            let (executor, first) = try begin(bound, query, &watch)
            rows = try stream(first, executor, header, query, &watch)
            if session.options.explainsEmptyResults, rows == 1, let first {
                isEmpty = explanation.isOfNoRows(query, first)
            }
        }
        guard session.options.explainsEmptyResults else { return }
        if rows > 0 {
            for note in bound.notes { host.report(Report(.hint, note)) }
        }
        if rows == 0 || isEmpty, let text = explanation.explain(query) { host.report(Report(.hint, text)) }
    }

    /// What the query's last stages say of its result.
    private func header(_ query: BoundQuery) throws(StatementStop) -> ResultHeader {
        var header = ResultHeader(schema: query.schema)
        for output in query.outputs {
            switch output {
            case .format(let name): header.format = name.text
            case .file(let path):
                try refuseIfSafe("into", at: path.range)
                header.destination = .file(path.text)
            case .command(let command, let range):
                try refuseIfSafe("!command", at: range)
                header.destination = .command(command)
            case .chart(let kind): header.chart = kind
            }
        }
        return header
    }

    private func refuseIfSafe(_ what: String, at range: SourceRange) throws(StatementStop) {
        guard session.options.isSafe else { return }
        throw .error(QueryError(.execution, "--safe allows no \(what)", at: range))
    }

    func executor(_ plan: PhysicalPlan, profile: Profile? = nil) -> Executor {
        Executor(
            plan, catalog: session.catalog, cancellation: session.cancellation,
            options: session.options.execution, kept: session.sharing?.rows, profile: profile)
    }

    /// Gives the host every batch, `first` being made already, so that an early error leaves no header behind;
    /// the watch runs only while the engine works.
    private func stream(
        _ first: Batch?, _ executor: Executor, _ header: ResultHeader, _ query: Query, _ watch: inout StopWatch
    ) throws(StatementStop) -> Int {
        var rows = 0
        var batch = first
        try toHost { () throws(HostStop) in try host.begin(header) }
        while let current = batch {
            rows += current.count
            try toHost { () throws(HostStop) in try host.receive(current) }
            batch = try next(executor, query, &watch)
        }
        let summary = ResultSummary(rowCount: rows, nanoseconds: watch.nanoseconds)
        try toHost { () throws(HostStop) in try host.end(summary) }
        return rows
    }

    /// Gives the host the ranges of a histogram, for which all rows must be known.
    private func draw(
        _ executor: Executor, _ header: inout ResultHeader, _ query: Query, _ watch: inout StopWatch
    ) throws(StatementStop) -> Int {
        watch.start()
        let drawn: (schema: Schema, batch: Batch)?
        do {
            let rows = try executor.all()
            drawn = try executor.finish(for: "chart hist", bytes: 8 * rows.count) {
                cancellation throws(ExecutionError) in
                try ranges(header.schema, rows, cancellation)
            }
        } catch {
            throw .error(failure(error, query))
        }
        guard let (schema, batch) = drawn else {
            preconditionFailure("only numbers and dates are bound to a histogram")
        }
        watch.stop()
        header.schema = schema
        try give(batch, header, watch)
        return batch.count
    }

    /// A result of one batch.
    private func give(_ batch: Batch, _ header: ResultHeader, _ watch: StopWatch) throws(StatementStop) {
        let summary = ResultSummary(rowCount: batch.count, nanoseconds: watch.nanoseconds)
        try toHost { () throws(HostStop) in
            try host.begin(header)
            try host.receive(batch)
            try host.end(summary)
        }
    }

    private func toHost(_ body: () throws(HostStop) -> Void) throws(StatementStop) {
        do { try body() } catch { throw .host(error) }
    }

    /// A query that has begun, with its first batch. Rows kept for other statements never cost it the memory it needs.
    private func begin(_ bound: BoundQuery, _ query: Query, _ watch: inout StopWatch) throws(StatementStop) -> (
        executor: Executor, first: Batch?
    ) {
        watch.start()
        let executor = executor(plan(bound).plan)
        watch.stop()
        do { return (executor, try next(executor, &watch)) } catch {
            guard case .memory = error, session.sharing?.giveUpRows() ?? false else {
                throw .error(failure(error, query))
            }
            _ = session.cancellation.takeExhaustion()
        }
        let again = self.executor(plan(bound).plan)
        return (again, try next(again, query, &watch))
    }

    private func next(_ executor: Executor, _ query: Query, _ watch: inout StopWatch) throws(StatementStop) -> Batch? {
        do { return try next(executor, &watch) } catch { throw .error(failure(error, query)) }
    }

    private func next(_ executor: Executor, _ watch: inout StopWatch) throws(ExecutionError) -> Batch? {
        watch.start()
        defer { watch.stop() }
        defer { for rebuilt in session.catalog.takeRebuilt() { host.report(Report(.warning, rebuilt.message)) } }
        return try executor.next()
    }

    /// What went wrong while the query ran, at the expression that did it where that can be told.
    private func failure(_ error: ExecutionError, _ query: Query) -> QueryError {
        QueryError(error, at: FailurePlace(runner: self, error: error).find(in: query) ?? query.range)
    }

    private func checkDamage(_ range: SourceRange) throws(StatementStop) {
        do { try session.checkDamage(at: range) } catch { throw .error(error) }
    }

    private func show(_ text: String) throws(StatementStop) {
        try toHost { () throws(HostStop) in try host.show(text) }
    }

    // MARK: Statements about queries

    /// Prints the rows that should not be there.
    private func check(_ sentence: String, _ query: Query) throws(StatementStop) -> Bool {
        var watch = StopWatch()
        let bound = try bindAndWarn(query, rowsOnly: Self.checkedQuery)
        let (executor, first) = try begin(bound, query, &watch)
        guard let first else {
            if session.options.explainsEmptyResults { host.report(Report(.note, "check passed: \(sentence)")) }
            return true
        }
        let rows = try stream(first, executor, ResultHeader(schema: bound.schema), query, &watch)
        host.report(Report(.error, "check failed: \(sentence) (\(rows) row\(rows == 1 ? "" : "s"))"))
        return false
    }

    private func profile(_ query: Query) throws(StatementStop) {
        let planned = plan(try bindAndWarn(query))
        let profile = Profile()
        let executor = executor(planned.plan, profile: profile)
        var watch = StopWatch()
        while try next(executor, query, &watch) != nil {}
        try show(
            PlanText.describe(planned, catalog: session.catalog, measured: measured(planned.plan, profile)))
    }

    /// Each operator's own time: its whole less that of its inputs.
    private func measured(_ plan: PhysicalPlan, _ profile: Profile) -> [Int: PlanText.Measured] {
        let entry = profile.entries[plan.id] ?? Profile.Entry()
        var result: [Int: PlanText.Measured] = [:]
        var below: UInt64 = 0
        for input in plan.inputs {
            below += profile.entries[input.id]?.nanoseconds ?? 0
            result.merge(measured(input, profile)) { first, _ in first }
        }
        result[plan.id] = .init(rows: entry.rows, nanoseconds: entry.nanoseconds - min(below, entry.nanoseconds))
        return result
    }

    private func describe(_ query: Query) throws(StatementStop) {
        var watch = StopWatch()
        watch.start()
        let bound = try bindAndWarn(query)
        var header = try header(bound)
        var summaries: [FieldSummary] = []
        do {
            let executor = executor(plan(bound).plan)
            let rows = try executor.all()
            for (position, field) in bound.schema.fields.enumerated() {
                let bytes = rows.count * FieldSummary.bytesPerRow
                let summary = try executor.finish(for: "describe", bytes: bytes) {
                    cancellation throws(ExecutionError) in
                    try FieldSummary(
                        field, ownType: bound.ownTypes[position], rows.vectors[position], rows.count,
                        threads: session.options.execution.threads, cancellation)
                }
                summaries.append(summary)
            }
        } catch {
            throw .error(failure(error, query))
        }
        let batch: Batch
        if summaries.count == 1 {
            (header.schema, batch) = (FieldDetail.schema, FieldDetail(summaries[0]).batch)
        } else {
            (header.schema, batch) = (FieldDescriptions.schema, FieldDescriptions(summaries).batch)
        }
        header.chart = nil
        try checkDamage(query.range)
        watch.stop()
        try give(batch, header, watch)
    }

    // MARK: Parameters

    private func define(_ parameter: Parameter) throws(StatementStop) {
        let name = parameter.name.text
        let value: WrittenValue
        if let given = parameters[name] {
            value = WrittenValue(given, range: parameter.name.range, isQuoted: false)
        } else if let known = parameter.defaultValue {
            value = known
        } else if let defined = session.definitions.value(name) {
            value = defined
        } else {
            throw .error(QueryError(.usage, "the parameter \(name) is missing", at: parameter.name.range))
        }
        do { try ParameterType.check(value, parameter) } catch { throw .error(error) }
        session.definitions.define(value: value, named: name)
    }
}

/// Adds up the time in which the engine works.
struct StopWatch {
    private(set) var nanoseconds: UInt64 = 0
    private var started: ContinuousClock.Instant?

    mutating func start() { started = ContinuousClock.now }

    mutating func stop() {
        guard let started else { return }
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        nanoseconds += UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        self.started = nil
    }
}
