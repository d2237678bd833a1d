import Values

/// A value as the reference evaluator holds it: one a cell, numbers exact where they can be.
enum Cell: Hashable {
    case missing
    case text(String)
    case number(ExactDecimal)
    case double(Double)
    case truth(Bool)
    case date(CalendarDate)
    /// A row of the targets.
    case target(Int)
    case list([String])

    var isMissing: Bool { self == .missing }
}

/// What a column holds, as the schema declares it.
enum Kind {
    case text, number, double, truth, date, target, list
}

struct ReferenceColumn {
    var name: String
    var kind: Kind
}

/// Rows in an order, the slow and obvious way.
struct ReferenceTable {
    var columns: [ReferenceColumn]
    var rows: [[Cell]]

    func position(_ name: String) -> Int { columns.firstIndex { $0.name == name }! }
}

/// The collection that references lead to.
struct ReferenceTarget {
    var id: String
    var name: String
    var aliases: [String]
    var size: Cell
    var parent: Int?

    var names: [String] { [name] + aliases }
}

/// A column, or a field behind a reference.
struct ReferenceField: CustomStringConvertible {
    enum Step { case name, size, parent }

    var column: String
    var kind: Kind
    var steps: [Step] = []

    /// The kind of what the path ends at.
    var endKind: Kind {
        switch steps.last {
        case .none: kind
        case .name?: .text
        case .size?: .number
        case .parent?: .target
        }
    }

    var description: String {
        ([column] + steps.map { ["name", "size", "parent"][$0 == .name ? 0 : $0 == .size ? 1 : 2] }).joined(
            separator: ".")
    }
}
