import Columns
import Execution
import Language
import Planning
import Values

extension Session {
    /// That a name given to a query was a collection's.
    func warnings(ofHiding name: Name) -> [Diagnostic] {
        guard catalog[name.text] != nil, definitions.query(name.text) == nil else { return [] }
        return [
            Diagnostic(
                "“\(name.text)” is this query from here on, and no more the collection of that name", at: name.range,
                severity: .warning)
        ]
    }

    /// Binds a query to what is loaded and defined now, its format included.
    ///
    /// `rowsOnly`: what the query is where its last stages cannot say what becomes of the rows.
    func bind(_ query: Query, in source: SourceText, rowsOnly what: String? = nil) throws(QueryError) -> BoundQuery {
        forgetDamage()
        try loading(for: query.range) { () throws(LoadError) in try loadFields(for: source) }
        catalog.forgetMisses()
        var bound = Result { () throws(BindingErrors) in try binder(for: source).bind(query, rowsOnly: what) }
        // What is wrong may be so for want of what is unread, and its cure may name that.
        if catalog.hasMissed || isFailure(bound) && !catalog.unreadFields.isEmpty {
            try loadRest(for: query.range)
            bound = Result { () throws(BindingErrors) in try binder(for: source).bind(query, rowsOnly: what) }
        }
        try checkDamage(at: query.range)
        let result: BoundQuery
        do { result = try bound.get() } catch { throw QueryError(error) }
        try checkFormats(result.outputs)
        return result
    }

    /// Reads what a statement asks for and was not read.
    func loadRest(for range: SourceRange) throws(QueryError) {
        try loading(for: range) { () throws(LoadError) in try loadRest() }
    }

    private func loading(for range: SourceRange, _ load: () throws(LoadError) -> Void) throws(QueryError) {
        do { try load() } catch {
            throw error.isCancellation
                ? QueryError(.interrupted, "interrupted") : QueryError(.execution, error.description, at: range)
        }
    }

    private func isFailure(_ bound: Result<BoundQuery, BindingErrors>) -> Bool {
        if case .failure = bound { true } else { false }
    }

    /// A format must be one that the host writes; without one, the file's name must end in one.
    private func checkFormats(_ outputs: [OutputStage]) throws(QueryError) {
        var isNamed = false
        for output in outputs {
            switch output {
            case .format(let name):
                isNamed = true
                guard let problem = options.formatProblem(name.text) else { continue }
                throw QueryError(.binding, problem.message, at: name.range, hints: problem.hints)
            case .file(let path) where !isNamed:
                guard let problem = options.fileProblem(path.text) else { continue }
                throw QueryError(.binding, problem.message, at: path.range, hints: problem.hints)
            case .file, .command, .chart: continue
            }
        }
    }

    /// A binder over what is loaded and defined now.
    func binder(for source: SourceText) -> Binder {
        let (catalog, options, cancellation, sharing) = (catalog, options, cancellation, sharing)
        return Binder(catalog: catalog, source: source, definitions: definitions) { plan throws(BindingError) in
            let output = plan.output
            let schema = Schema(output.map { Field("\($0.id.number)", $0.type) })
            let query = BoundQuery(plan: plan, schema: schema, outputs: [])
            let planned = Planner(catalog: catalog, options: options.planner).plan(query)
            if let known = sharing?.values(of: planned.plan) { return known }
            let executor = Executor(
                planned.plan, catalog: catalog, cancellation: cancellation, options: options.execution)
            let rows: Batch
            do throws(ExecutionError) { rows = try executor.all() } catch {
                let problem = QueryError(error, at: SourceRange(0, 0))
                throw BindingError(
                    problem.message, at: SourceRange(0, 0), hints: problem.hints,
                    kind: error == .cancelled ? .interrupted : .wrong)
            }
            let values = (0..<rows.count).map { AcrossValue(rows, $0) }
            sharing?.remember(values, of: planned.plan)
            return values
        }
    }
}

extension AcrossValue {
    fileprivate init(_ rows: Batch, _ position: Int) {
        let name: String
        if case .text(let text) = rows.vectors[1].value(position) { name = text } else { name = "missing" }
        self.init(value: rows.vectors[0].value(position), name: name)
    }
}
