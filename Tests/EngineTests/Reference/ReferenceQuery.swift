import Values

/// A query that can be written and evaluated; the names follow the language.
struct ReferenceQuery: CustomStringConvertible {
    var source: ReferenceCollection
    var stages: [ReferenceStage]
    /// `let` statements in front of it: name and what it stands for.
    var definitions: [(name: String, written: String)] = []

    /// Without its definitions.
    var body: String { source.rawValue + stages.map { " | \($0)" }.joined() }

    var description: String { definitions.map { "let \($0.name) = \($0.written)\n" }.joined() + body }
}

/// How another query stands behind `join` or `union`.
struct ReferenceOperand: CustomStringConvertible {
    var query: ReferenceQuery
    /// The `let` that names it, where one does.
    var name: String?

    var description: String {
        if let name { return name }
        return query.stages.isEmpty ? query.source.rawValue : "(\(query.body))"
    }
}

/// A value as it is written, with what it means.
struct ReferenceLiteral: CustomStringConvertible {
    enum Meaning {
        case text(String)
        case number(ExactDecimal)
        case truth(Bool)
        case period(CalendarDate, CalendarDate)
    }

    var meaning: Meaning
    var description: String
}

indirect enum ReferencePredicate: CustomStringConvertible {
    case compare(ReferenceExpression, String, ReferenceLiteral)
    case expressions(ReferenceExpression, String, ReferenceExpression)
    case list(ReferenceExpression, [ReferenceItem])
    case range(ReferenceExpression, ReferenceItem, form: RangeForm)
    case empty(ReferenceExpression, isNegated: Bool)
    case has(ReferenceExpression, ReferenceLiteral)
    case like(ReferenceExpression, String)
    case matches(ReferenceExpression, ReferencePattern)
    case truth(ReferenceExpression)
    case not(ReferencePredicate)
    case and(ReferencePredicate, ReferencePredicate)
    case or(ReferencePredicate, ReferencePredicate)

    enum RangeForm { case inside, equal, between }

    var description: String {
        switch self {
        case .compare(let subject, let operation, let literal): "\(subject) \(operation) \(literal)"
        case .expressions(let left, let operation, .field(let right)): "\(left) \(operation) .\(right)"
        case .expressions(let left, let operation, let right): "\(left) \(operation) (\(right.onTheRight))"
        case .list(let subject, let items): "\(subject) in (\(items.map(\.description).joined(separator: ", ")))"
        case .range(let subject, .range(let low?, let high?), .between): "\(subject) between \(low) and \(high)"
        case .range(let subject, let range, .equal): "\(subject) = \(range)"
        case .range(let subject, let range, _): "\(subject) in \(range)"
        case .empty(let subject, let isNegated): "\(subject) is \(isNegated ? "not " : "")empty"
        case .has(let subject, let literal): "\(subject) has \(literal)"
        case .like(let subject, let pattern): "\(subject) like \"\(pattern)\""
        case .matches(let subject, let pattern): "\(subject) matches /\(pattern.written)/"
        case .truth(let subject): "\(subject)"
        case .not(let inner): "not (\(inner))"
        case .and(let left, let right): "(\(left)) and (\(right))"
        case .or(let left, let right): "(\(left)) or (\(right))"
        }
    }
}

/// One of the values of `in (…)`.
enum ReferenceItem: CustomStringConvertible {
    case value(ReferenceLiteral)
    case range(ReferenceLiteral?, ReferenceLiteral?)

    var description: String {
        switch self {
        case .value(let literal): literal.description
        case .range(let low, let high): "\(low?.description ?? "")..\(high?.description ?? "")"
        }
    }
}

/// Regular expressions whose meaning is plain enough to be had in another way.
enum ReferencePattern: CaseIterable {
    case anything, endsInDigits, beginsInA, hasSpace

    var written: String {
        switch self {
        case .anything: ".*"
        case .endsInDigits: "[0-9]+$"
        case .beginsInA: "^a"
        case .hasSpace: " "
        }
    }
}

indirect enum ReferenceExpression: CustomStringConvertible {
    case field(ReferenceField)
    case number(ExactDecimal)
    case text(String)
    case arithmetic(Character, ReferenceExpression, ReferenceExpression)
    case negated(ReferenceExpression)
    case joined(ReferenceExpression, ReferenceExpression)
    case coalesce(ReferenceExpression, ReferenceExpression)
    case conditional(ReferencePredicate, ReferenceExpression, ReferenceExpression)
    case call(String, [ReferenceExpression])
    /// A date moved by so many days, weeks, months or years.
    case moved(ReferenceExpression, Int, String)
    /// A predicate as a value.
    case truth(ReferencePredicate)
    /// An aggregate over the rows of another collection whose field refers to this row.
    case backward(ReferenceAggregate, of: ReferenceCollection, by: String, isNamed: Bool)

    var description: String {
        switch self {
        case .field(let field): field.description
        case .number(let number): number.description
        case .text(let text): "\"\(text)\""
        case .arithmetic(let operation, let left, let right): "(\(left) \(operation) \(right))"
        case .negated(let inner): "-(\(inner))"
        case .joined(let left, let right): "(\(left) & \(right))"
        case .coalesce(let left, let right): "(\(left) ?? \(right))"
        case .conditional(let condition, let yes, let no): "if(\(condition), \(yes), \(no))"
        case .call(let name, let arguments): "\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
        case .moved(let date, let count, let unit): "(\(date) \(count < 0 ? "-" : "+") \(abs(count)) \(unit))"
        // A field in parentheses is a field, missing where it is.
        case .truth(.truth(let field)): "(\(field) = true)"
        case .truth(let predicate): "(\(predicate))"
        case .backward(let call, let collection, let reference, let isNamed):
            call.written(behind: isNamed ? "\(collection).\(reference)" : collection.rawValue)
        }
    }

    /// Whether numbers at the ends of their range may come out.
    var isExtreme: Bool {
        switch self {
        case .field(let field): field.isExtreme
        case .arithmetic(_, let left, let right), .coalesce(let left, let right), .conditional(_, let left, let right):
            left.isExtreme || right.isExtreme
        case .negated(let inner): inner.isExtreme
        case .call(_, let arguments): arguments.contains(where: \.isExtreme)
        case .backward(let call, _, _, _): call.isExtreme
        case .number, .text, .joined, .moved, .truth: false
        }
    }

    /// Right of a comparison a field has a leading dot.
    var onTheRight: String {
        switch self {
        case .field(let field): ".\(field)"
        case .arithmetic(let operation, let left, let right): "(\(left.onTheRight) \(operation) \(right.onTheRight))"
        default: description
        }
    }

    var kind: Kind {
        switch self {
        case .field(let field): field.endKind
        case .number(let number): .number(scale: number.scale)
        case .text, .joined: .text
        case .arithmetic("/", _, _): .double
        case .arithmetic("*", let left, let right):
            if let a = left.kind.scale, let b = right.kind.scale { .number(scale: a + b) } else { .double }
        case .arithmetic("-", let left, let right) where left.kind == .date && right.kind == .date: .integer
        case .arithmetic(_, let left, let right), .coalesce(let left, let right), .conditional(_, let left, let right):
            left.kind.united(with: right.kind)
        case .negated(let inner): inner.kind
        case .call(let name, let arguments): Self.kind(of: name, arguments)
        case .moved: .date
        case .truth: .truth
        case .backward(let call, _, _, _): call.kind
        }
    }

    private static func kind(of function: String, _ arguments: [ReferenceExpression]) -> Kind {
        switch function {
        case "length", "year", "quarter", "month", "day", "weekday", "days": return .integer
        case "split": return .list(.text)
        case "abs": return arguments[0].kind
        case "number", "log", "sqrt": return .double
        case "date": return .date
        case "floor", "ceil", "round":
            guard let scale = arguments[0].kind.scale else { return .double }
            guard arguments.count == 2, case .number(let digits) = arguments[1] else { return .integer }
            return .number(scale: min(scale, Int(digits.significand)))
        default: return .text
        }
    }
}

struct ReferenceAggregate: CustomStringConvertible {
    var function: String
    var arguments: [ReferenceExpression] = []
    var filter: ReferencePredicate?

    var description: String { written(behind: nil) }

    var isExtreme: Bool { arguments.contains(where: \.isExtreme) }

    /// With a path in front of its argument, which is then a field.
    func written(behind path: String?) -> String {
        var inner = arguments.map(\.description).joined(separator: ", ")
        if let path { inner = arguments.isEmpty ? path : "\(path).\(inner)" }
        if let filter { inner += (inner.isEmpty ? "" : " ") + "where \(filter)" }
        return inner.isEmpty ? function : "\(function)(\(inner))"
    }

    var kind: Kind {
        guard let argument = arguments.first?.kind else { return .integer }
        switch function {
        case "count", "distinct": return .integer
        case "sum": return argument == .truth ? .integer : argument == .double ? .approximate : argument
        case "avg": return argument == .double ? .approximate : .double
        case "min", "max": return argument.isReference ? .text : argument
        case "first", "last": return argument
        case "list": return .list(argument.isReference ? .text : argument)
        default: return .approximate
        }
    }
}

struct ReferenceOrder: CustomStringConvertible {
    var key: ReferenceExpression
    var isDescending = false
    var isGivenName = false

    var description: String { "\(key)\(isGivenName ? " given" : "")\(isDescending ? " desc" : " asc")" }
}

/// A function over the rows around a row.
struct ReferenceWindow: CustomStringConvertible {
    enum Function {
        case row, rank
        case previous(ReferenceExpression)
        case next(ReferenceExpression)
        case running(ReferenceAggregate)
        case share(ReferenceAggregate)
        case whole(ReferenceAggregate)
    }

    var function: Function
    var name: String

    var description: String {
        switch function {
        case .row: "row() as \(name)"
        case .rank: "rank() as \(name)"
        case .previous(let value): "previous(\(value)) as \(name)"
        case .next(let value): "next(\(value)) as \(name)"
        case .running(let call): "running(\(call)) as \(name)"
        case .share(let call), .whole(let call): "\(call) as \(name)"
        }
    }

    /// What it is computed of may hold numbers at the ends of their range.
    var isExtreme: Bool {
        switch function {
        case .row, .rank: false
        case .previous(let value), .next(let value): value.isExtreme
        case .running(let call), .share(let call), .whole(let call): call.isExtreme
        }
    }

    var kind: Kind {
        switch function {
        case .row, .rank: .integer
        case .previous(let value), .next(let value): value.kind
        case .running(let call) where call.function == "avg": .approximate
        case .running(let call), .whole(let call): call.kind
        case .share: .approximate
        }
    }
}
