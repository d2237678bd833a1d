import Execution
import Language
import Planning

/// What the statements of one run share, so that it is computed once: parts of plans that several statements compute
/// alike (a `let` used twice), and values that were asked for while a query was bound (the columns of `across`, `$n` of
/// a query).
///
/// Rows are kept from the first statement that makes them to the last that needs them. A command may load data, so
/// nothing is shared across one.
final class ScriptSharing {
    /// Rows of more values are not remembered.
    private static let mostValues = 1000

    private let statements: [Statement]
    private var found = ScriptParts()
    private var values: [PhysicalPlan: [AcrossValue]] = [:]
    /// The statements before this one have been looked at.
    private var next = 0
    let rows = KeptRows()

    init(_ statements: [Statement]) { self.statements = statements }

    /// The parts that the statements up to the next command share.
    var parts: ScriptParts {
        var parts = found
        parts.mark(made: rows.numbers)
        return parts
    }

    /// To be called before a statement runs: looks ahead where something can be shared.
    func prepare(for index: Int, _ runner: StatementRunner) {
        guard index >= next else { return }
        found = ScriptParts()
        values = [:]
        rows.remove(rows.numbers)
        let end = statements[index...].firstIndex { $0.isCommand } ?? statements.count
        next = end + 1
        guard ScriptUses(runner.session.definitions).isAnyRepeated(in: statements[index..<end]) else { return }
        let queries = bound(index..<end, runner)
        let planner = Planner(catalog: runner.session.catalog, options: runner.session.options.planner)
        found = planner.parts(of: queries)
    }

    /// Gives all rows up, where memory is short: nothing is kept any more. False where there was none.
    func giveUpRows() -> Bool {
        let numbers = rows.numbers
        rows.remove(numbers)
        found = ScriptParts()
        return !numbers.isEmpty
    }

    /// To be called when a statement has run.
    func finish(_ index: Int) { rows.remove(found.unneeded(behind: index)) }

    /// The queries that will run, as they are bound now. What is wrong with one is told when its turn comes.
    private func bound(_ range: Range<Int>, _ runner: StatementRunner) -> [(statement: Int, query: BoundQuery)] {
        let session = runner.session
        let outer = session.definitions
        defer { session.definitions = outer }
        let checker = StatementChecker(session: session, source: runner.source, parameters: runner.parameters)
        var queries: [(statement: Int, query: BoundQuery)] = []
        for index in range {
            switch statements[index].kind {
            case .query(let query), .check(_, let query), .profile(let query), .describe(let query):
                if let bound = try? session.bind(query, in: runner.source) { queries.append((index, bound)) }
            case .letQuery, .letValue, .parameter: _ = try? checker.check(statements[index])
            case .explain, .command, .invalid: break
            }
        }
        return queries
    }

    // MARK: Values

    func values(of plan: PhysicalPlan) -> [AcrossValue]? { values.isEmpty ? nil : values[plan.canonical] }

    func remember(_ made: [AcrossValue], of plan: PhysicalPlan) {
        if made.count <= Self.mostValues { values[plan.canonical] = made }
    }
}

/// Which statements use which named queries, told from the text alone.
private struct ScriptUses {
    /// The names that stand as sources in each named query.
    private var sources: [String: Set<String>]

    init(_ definitions: Definitions) {
        sources = [:]
        for name in definitions.queryNames { sources[name] = definitions.query(name)?.query.sourceNames }
    }

    /// Whether two of the statements use one named query, by itself or through another.
    func isAnyRepeated(in statements: ArraySlice<Statement>) -> Bool {
        var uses = self
        var used: Set<String> = []
        for statement in statements {
            switch statement.kind {
            case .letQuery(let name, let query): uses.sources[name.text] = query.sourceNames
            case .query(let query), .check(_, let query), .profile(let query), .describe(let query):
                let names = uses.reached(from: query)
                if !used.isDisjoint(with: names) { return true }
                used.formUnion(names)
            case .explain, .letValue, .parameter, .command, .invalid: break
            }
        }
        return false
    }

    private func reached(from query: Query) -> Set<String> {
        var reached: Set<String> = []
        var open = Array(query.sourceNames)
        while let name = open.popLast() {
            guard let behind = sources[name], reached.insert(name).inserted else { continue }
            open += behind
        }
        return reached
    }
}

extension Query {
    /// The names of collections and named queries that it reads.
    fileprivate var sourceNames: Set<String> {
        var names: Set<String> = []
        switch source {
        case .named(let name): names.insert(name.text)
        case .query(let query): names.formUnion(query.sourceNames)
        case .search, .invalid: break
        }
        for stage in stages {
            switch stage.kind {
            case .join(let join): names.formUnion(join.other.sourceNames)
            case .combine(_, let query): names.formUnion(query.sourceNames)
            default: break
            }
        }
        return names
    }
}

extension Statement {
    fileprivate var isCommand: Bool {
        if case .command = kind { return true }
        return false
    }
}
