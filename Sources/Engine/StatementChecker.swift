import Language
import Planning
import Storage

/// Binds one statement without running it, for `tdq check`.
struct StatementChecker {
    let session: Session
    let source: SourceText
    let parameters: [String: String]

    func check(_ statement: Statement) throws(QueryError) {
        switch statement.kind {
        case .query(let query), .check(_, let query), .explain(let query), .profile(let query), .describe(let query):
            try bind(query)
        case .letQuery(let name, let query):
            try bind(query)
            session.definitions.define(query: query, named: name.text, in: source)
        case .letValue(let name, let value): session.definitions.define(value: value, named: name.text)
        case .parameter(let parameter): try define(parameter)
        case .command, .invalid: break
        }
    }

    private func bind(_ query: Query) throws(QueryError) {
        session.forgetDamage()
        let bound = Result { () throws(BindingError) in try session.binder(for: source).bind(query) }
        try session.checkDamage(at: query.range)
        do { _ = try bound.get() } catch { throw QueryError(error) }
    }

    /// A parameter without a value stands for itself: whatever it is compared with will read it when it is given.
    private func define(_ parameter: Parameter) throws(QueryError) {
        let name = parameter.name.text
        let given = parameters[name].map { WrittenValue($0, range: parameter.name.range, isQuoted: false) }
        guard let value = given ?? parameter.defaultValue else {
            session.definitions.define(value: placeholder(parameter), named: name)
            return
        }
        try ParameterType.check(value, parameter)
        session.definitions.define(value: value, named: name)
    }

    private func placeholder(_ parameter: Parameter) -> WrittenValue {
        let text =
            switch parameter.type?.text.lowercased() {
            case "date": "2000-01-01"
            case "boolean": "true"
            case "text": "x"
            default: "1"
            }
        return WrittenValue(text, range: parameter.name.range, isQuoted: false)
    }
}
