/// What a field holds.
public indirect enum ValueType: Hashable, Sendable {
    case text
    case integer
    /// An exact decimal with this many digits after the point.
    case decimal(scale: Int)
    /// A binary floating-point number.
    case double
    case boolean
    case date
    /// Local time without a zone, to the microsecond.
    case dateTime
    /// A row of another collection, named here.
    case reference(to: String)
    case list(of: ValueType)

    public var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .double: true
        default: false
        }
    }

    /// The collection whose rows it stands for, one or a list of them.
    public var target: String? {
        switch self {
        case .reference(let collection): collection
        case .list(let element): element.target
        default: nil
        }
    }

    /// As people read it in errors and in `describe`.
    public var description: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .decimal: "decimal"
        case .double: "number"
        case .boolean: "boolean"
        case .date: "date"
        case .dateTime: "date and time"
        case .reference(let collection): "reference to \(collection)"
        case .list(let element): "list of \(element.description)"
        }
    }
}
