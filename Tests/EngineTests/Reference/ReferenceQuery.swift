import Values

/// A query that can be written and evaluated; the names follow the language.
struct ReferenceQuery: CustomStringConvertible {
    var stages: [ReferenceStage]

    var description: String { "rows" + stages.map { " | \($0)" }.joined() }
}

indirect enum ReferencePredicate: CustomStringConvertible {
    case compare(ReferenceField, String, ReferenceLiteral)
    case fields(ReferenceField, String, ReferenceField)
    case list(ReferenceField, [ReferenceLiteral])
    case range(ReferenceField, ReferenceLiteral?, ReferenceLiteral?)
    case empty(ReferenceField)
    case has(ReferenceField, ReferenceLiteral)
    case truth(ReferenceField)
    case not(ReferencePredicate)
    case and(ReferencePredicate, ReferencePredicate)
    case or(ReferencePredicate, ReferencePredicate)

    var description: String {
        switch self {
        case .compare(let field, let operation, let literal): "\(field) \(operation) \(literal)"
        case .fields(let left, let operation, let right): "\(left) \(operation) .\(right)"
        case .list(let field, let items): "\(field) in (\(items.map(\.description).joined(separator: ", ")))"
        case .range(let field, let low, let high):
            "\(field) in \(low?.description ?? "")..\(high?.description ?? "")"
        case .empty(let field): "\(field) is empty"
        case .has(let field, let literal): "\(field) has \(literal)"
        case .truth(let field): "\(field)"
        case .not(let inner): "not (\(inner))"
        case .and(let left, let right): "(\(left)) and (\(right))"
        case .or(let left, let right): "(\(left)) or (\(right))"
        }
    }
}

/// A value as it is written, with what it means.
enum ReferenceLiteral: CustomStringConvertible {
    case text(String)
    case number(ExactDecimal)
    case truth(Bool)
    case period(String, CalendarDate, CalendarDate)

    var description: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): number.description
        case .truth(let truth): truth ? "true" : "không"
        case .period(let written, _, _): written
        }
    }
}

indirect enum ReferenceExpression: CustomStringConvertible {
    case field(ReferenceField)
    case number(ExactDecimal)
    case arithmetic(Character, ReferenceExpression, ReferenceExpression)
    case coalesce(ReferenceExpression, ReferenceExpression)
    case conditional(ReferencePredicate, ReferenceExpression, ReferenceExpression)

    var description: String {
        switch self {
        case .field(let field): field.description
        case .number(let number): number.description
        case .arithmetic(let operation, let left, let right): "(\(left) \(operation) \(right))"
        case .coalesce(let left, let right): "(\(left) ?? \(right))"
        case .conditional(let condition, let yes, let no): "if(\(condition), \(yes), \(no))"
        }
    }
}

struct ReferenceAggregate: CustomStringConvertible {
    var function: String
    var argument: ReferenceField?
    var filter: ReferencePredicate?
    var name: String

    var description: String {
        let inner = [argument?.description, filter.map { "where \($0)" }].compactMap { $0 }.joined(separator: " ")
        return "\(function)(\(inner)) as \(name)"
    }
}

struct ReferenceOrder: CustomStringConvertible {
    var field: ReferenceField
    var isDescending: Bool
    var description: String { "\(field)\(isDescending ? " desc" : " asc")" }
}

enum ReferenceStage: CustomStringConvertible {
    case filter(ReferencePredicate)
    case add(ReferenceExpression, String, Kind)
    case show([(ReferenceField, String)])
    case sort([ReferenceOrder])
    case take(Int)
    case skip(Int)
    case top(Int, [ReferenceOrder], per: ReferenceField?)
    case distinct([(ReferenceField, String)])
    case aggregate([ReferenceAggregate], by: [(ReferenceField, String)])

    var description: String {
        switch self {
        case .filter(let predicate): "where \(predicate)"
        case .add(let expression, let name, _): "add \(expression) as \(name)"
        case .show(let items): "show \(Self.named(items))"
        case .sort(let keys): "sort by \(keys.map(\.description).joined(separator: ", "))"
        case .take(let count): "take \(count)"
        case .skip(let count): "skip \(count)"
        case .top(let count, let keys, let per):
            "top \(count) by \(keys.map(\.description).joined(separator: ", "))\(per.map { " per \($0)" } ?? "")"
        case .distinct(let items): items.isEmpty ? "distinct" : "distinct \(Self.named(items))"
        case .aggregate(let items, let keys):
            items.map(\.description).joined(separator: ", ") + (keys.isEmpty ? "" : " by \(Self.named(keys))")
        }
    }

    private static func named(_ items: [(ReferenceField, String)]) -> String {
        items.map { "\($0.0) as \($0.1)" }.joined(separator: ", ")
    }
}
