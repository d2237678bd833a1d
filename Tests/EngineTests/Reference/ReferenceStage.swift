import Values

/// A stage of a query.
enum ReferenceStage: CustomStringConvertible {
    typealias Named = (expression: ReferenceExpression, name: String)
    typealias NamedAggregate = (call: ReferenceAggregate, name: String)

    case filter(ReferencePredicate)
    case search([String], isQuoted: Bool)
    case add([Named])
    case window([ReferenceWindow], per: [ReferenceExpression], sort: [ReferenceOrder])
    case show([Named])
    case hide([String])
    case rename([(from: String, to: String)])
    case sort([ReferenceOrder])
    case take(Int)
    case skip(Int)
    case sample(Int)
    case top(Int, [ReferenceOrder], per: [ReferenceExpression])
    case distinct([Named])
    case aggregate([NamedAggregate], by: [Named])
    case across([NamedAggregate], by: [Named], ReferenceExpression)
    case join(JoinKind, ReferenceOperand, alias: String, on: [JoinCondition])
    case combine(SetOperation, ReferenceOperand)
    case unnest(String)

    enum JoinKind: String, CaseIterable {
        case inner = "join"
        case left = "left join"
        case with, without
    }

    enum SetOperation: String, CaseIterable { case union, except, intersect }

    struct JoinCondition: CustomStringConvertible {
        var left: ReferenceField
        var right: ReferenceField

        var description: String {
            left.description == right.description ? left.description : "\(left) = \(right)"
        }
    }

    var description: String {
        switch self {
        case .filter(let predicate): "where \(predicate)"
        case .search(let words, let isQuoted):
            "search " + (isQuoted ? "\"\(words[0])\"" : words.joined(separator: " "))
        case .add(let items): "add \(Self.named(items))"
        case .window(let items, let per, let sort):
            "add \(Self.list(items))" + (per.isEmpty ? "" : " per \(Self.list(per))")
                + (sort.isEmpty ? "" : " sort by \(Self.list(sort))")
        case .show(let items): "show \(Self.named(items))"
        case .hide(let names): "hide \(names.joined(separator: ", "))"
        case .rename(let pairs): "rename \(pairs.map { "\($0.from) as \($0.to)" }.joined(separator: ", "))"
        case .sort(let keys): "sort by \(Self.list(keys))"
        case .take(let count): "take \(count)"
        case .skip(let count): "skip \(count)"
        case .sample(let count): "sample \(count)"
        case .top(let count, let keys, let per):
            "top \(count) by \(Self.list(keys))" + (per.isEmpty ? "" : " per \(Self.list(per))")
        case .distinct(let items): items.isEmpty ? "distinct" : "distinct \(Self.named(items))"
        case .aggregate(let items, let keys): Self.aggregates(items, keys)
        case .across(let items, let keys, let across): "\(Self.aggregates(items, keys)) across \(across)"
        case .join(let kind, let operand, let alias, let conditions):
            "\(kind.rawValue) \(operand)" + (kind == .inner || kind == .left ? " as \(alias)" : "")
                + " on \(Self.list(conditions))"
        case .combine(let operation, let operand): "\(operation) \(operand)"
        case .unnest(let name): "unnest \(name)"
        }
    }

    private static func list(_ items: [some CustomStringConvertible]) -> String {
        items.map(\.description).joined(separator: ", ")
    }

    private static func named(_ items: [Named]) -> String {
        items.map { "\($0.expression) as \($0.name)" }.joined(separator: ", ")
    }

    private static func aggregates(_ items: [NamedAggregate], _ keys: [Named]) -> String {
        items.map { "\($0.call) as \($0.name)" }.joined(separator: ", ") + (keys.isEmpty ? "" : " by \(named(keys))")
    }
}
