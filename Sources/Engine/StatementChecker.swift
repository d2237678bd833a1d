import Language
import Planning
import Storage

/// Binds one statement without running it, for `tdq check` and for what is wrong behind an error.
struct StatementChecker {
    let session: Session
    let source: SourceText
    let parameters: [String: String]

    /// Commands behind which there may be collections and names that are not there now.
    private static let definingCommands: Set<String> = ["load", "open", "read", "source"]

    /// Gives what was probably meant otherwise than it was read.
    @discardableResult
    func check(_ statement: Statement) throws(QueryError) -> [Diagnostic] {
        switch statement.kind {
        case .query(let query), .explain(let query), .profile(let query), .describe(let query):
            return try warnings(of: query) ?? []
        case .check(_, let query): return try warnings(of: query, rowsOnly: StatementRunner.checkedQuery) ?? []
        case .letQuery(let name, let query):
            session.definitions.markBroken(name.text)
            guard let warnings = try warnings(of: query, rowsOnly: StatementRunner.namedQuery) else { return [] }
            let hiding = session.warnings(ofHiding: name)
            session.definitions.define(query: query, named: name.text, in: source)
            return warnings + hiding
        case .letValue(let name, let value): session.definitions.defineLet(value: value, named: name.text)
        case .parameter(let parameter): try define(parameter)
        case .command(let name, _, _):
            if Self.definingCommands.contains(name.text) { session.definitions.takesUnknownNames = true }
        case .invalid:
            if let name = statement.lostName { session.definitions.markBroken(name) }
        }
        return []
    }

    /// Nil where something is wrong only because of an error elsewhere, which is no error of this statement.
    private func warnings(of query: Query, rowsOnly what: String? = nil) throws(QueryError) -> [Diagnostic]? {
        do { return try session.bind(query, in: source, rowsOnly: what).warnings } catch {
            if !error.isFollowOn { throw error }
            return nil
        }
    }

    /// A parameter without a value is anything: whatever it is compared with will read it when it is given.
    private func define(_ parameter: Parameter) throws(QueryError) {
        let name = parameter.name.text
        session.definitions.markBroken(name)
        let given = parameters[name].map { WrittenValue($0, range: parameter.name.range, isQuoted: false) }
        _ = try ParameterType.named(parameter)
        guard let value = given ?? parameter.defaultValue else { return }
        try ParameterType.check(value, parameter)
        session.definitions.define(value: value, named: name)
    }
}
