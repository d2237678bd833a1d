import Values

/// The collections that random queries are asked of.
enum ReferenceCollection: String, CaseIterable, Sendable {
    case rows, targets, more
}

/// A value as the reference evaluator holds it: one a cell, numbers exact where they can be.
indirect enum Cell: Hashable {
    case missing
    case text(String)
    case number(ExactDecimal)
    case double(Double)
    case truth(Bool)
    case date(CalendarDate)
    /// A row of a collection.
    case reference(ReferenceCollection, Int)
    case list([Cell])

    var isMissing: Bool { self == .missing }

    init(_ integer: Int) { self = .number(ExactDecimal(Int64(integer))) }
}

/// What a column or expression holds.
indirect enum Kind: Hashable, Sendable {
    case text, double, truth, date
    /// Exact, with so many digits behind the point.
    case number(scale: Int)
    /// A double whose last digits depend on the order of additions: it is shown, nothing is asked of it.
    case approximate
    case reference(ReferenceCollection)
    case list(Kind)

    static let integer = Kind.number(scale: 0)

    var isNumeric: Bool { self == .double || scale != nil }

    var scale: Int? {
        if case .number(let scale) = self { return scale }
        return nil
    }

    var isList: Bool {
        if case .list = self { return true }
        return false
    }

    var isReference: Bool {
        if case .reference = self { return true }
        return false
    }

    /// Whether rows can be sorted and grouped by it.
    var isKey: Bool { !isList && self != .approximate }

    /// The kind of a value that is the one or the other: numbers widen.
    func united(with other: Kind) -> Kind {
        if self == other { return self }
        if let a = scale, let b = other.scale { return .number(scale: max(a, b)) }
        return .double
    }
}

struct ReferenceColumn {
    var name: String
    var kind: Kind
    /// Can be named, and is not shown.
    var isHidden = false
    /// Holds numbers at the ends of their range, which are compared and sorted but not added up.
    var isExtreme = false
}

/// Rows in an order, the slow and obvious way.
struct ReferenceTable {
    var columns: [ReferenceColumn]
    var rows: [[Cell]]

    func position(_ name: String) -> Int { columns.firstIndex { $0.name == name }! }

    var shown: [Int] { columns.indices.filter { !columns[$0].isHidden } }
}

/// A column, or a field behind references.
struct ReferenceField: CustomStringConvertible {
    struct Step {
        var name: String
        var kind: Kind
    }

    var column: String
    var kind: Kind
    var steps: [Step] = []
    var isExtreme = false

    /// The kind of what the path ends at.
    var endKind: Kind { steps.last?.kind ?? kind }

    var description: String { ([column] + steps.map(\.name)).joined(separator: ".") }
}
