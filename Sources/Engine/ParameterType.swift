import Language
import Values

/// The types that `param n: type` can name, and what a value of each looks like.
enum ParameterType: String, CaseIterable {
    case text, integer, number, date, boolean

    static func check(_ value: WrittenValue, _ parameter: Parameter) throws(QueryError) {
        guard let type = try named(parameter) else { return }
        guard type.accepts(value.text) else {
            let explanation = parameter.explanation.map { " (\($0))" } ?? ""
            throw QueryError(
                .usage, "the parameter \(parameter.name.text)\(explanation) is “\(value.text)”, not \(type.example)",
                at: parameter.name.range, hints: ["-p \(parameter.name.text)=…"])
        }
    }

    /// The type that the parameter says it has.
    static func named(_ parameter: Parameter) throws(QueryError) -> ParameterType? {
        guard let name = parameter.type else { return nil }
        if let type = ParameterType(rawValue: name.text.lowercased()) { return type }
        let other = ["int": "integer", "string": "text", "float": "number", "double": "number", "bool": "boolean"]
        throw QueryError(
            .usage, "there is no parameter type “\(name.text)”", at: name.range,
            hints: [
                other[name.text.lowercased()].map { "did you mean \($0)?" }
                    ?? "the types are \(ParameterType.allCases.map(\.rawValue).joined(separator: ", "))"
            ])
    }

    private func accepts(_ text: String) -> Bool {
        switch self {
        case .text: return true
        case .integer:
            if case .integer? = NumberInput.number(text) { return true }
            return false
        case .number: return NumberInput.number(text) != nil
        case .date: return DateInput.period(text) != nil
        case .boolean: return ["true", "false", "yes", "no", "có", "không", "1", "0"].contains(text.lowercased())
        }
    }

    private var example: String {
        switch self {
        case .text: "text"
        case .integer: "a whole number"
        case .number: "a number"
        case .date: "a date such as 2022-03-17 or 17/03/2022"
        case .boolean: "true or false"
        }
    }
}
