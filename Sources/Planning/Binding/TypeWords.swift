import Values

extension ValueType {
    /// The type as a sentence names it: “quantity” is *a whole number*.
    var inWords: String {
        switch self {
        case .text: "text"
        case .integer: "a whole number"
        case .decimal: "a decimal number"
        case .double: "a number"
        case .boolean: "true or false"
        case .date: "a date"
        case .dateTime: "a date and time"
        case .reference(let collection): "a reference to \(collection)"
        case .list(of: .reference(let collection)): "a list of references to \(collection)"
        case .list(let element): "a list of \(element == .text ? "texts" : "\(element.description)s")"
        }
    }
}
