/// `a`, `a.b.c`, `` `any name`.b ``; at least one name.
public struct FieldPath: Sendable {
    public var names: [Name]
    public var range: SourceRange

    public init(_ names: [Name], range: SourceRange) {
        assert(!names.isEmpty)
        self.names = names
        self.range = range
    }

    /// As it reads in the language.
    public var description: String { names.map(\.text).joined(separator: ".") }
}

public indirect enum Expression: Sendable {
    /// A field; on the right of a comparison it was written with a leading dot.
    case field(FieldPath)
    /// `$name`
    case parameter(Name)
    /// A value read by the type of what it is compared with, or by its look where there is no such type.
    /// Quoted text and bare numbers of an arithmetic expression are values too.
    case value(WrittenValue)
    case unary(UnaryOperator, Expression, SourceRange)
    /// Arithmetic, `&` and `??`.
    case binary(BinaryOperator, Expression, Expression)
    /// A function of one row, `name(arguments)`.
    case call(Name, [Expression], SourceRange)
    case aggregate(AggregateCall)
    /// `a = value`: the right side is `.value`, or `.field`, `.parameter`, a call or arithmetic.
    case comparison(ComparisonOperator, Expression, Expression)
    /// `E in (a, b c, d)`; the list may hold ranges (`in (2017, 2020..2022)`).
    case inList(Expression, [InItem], SourceRange)
    /// `E in low..high`, `E = low..high`, `between low and high`; both ends included, either may be open.
    case inRange(Expression, low: Expression?, high: Expression?, SourceRange)
    /// `E matches /regex/`; the pattern as written between the slashes, `\/` undone.
    case matches(Expression, pattern: WrittenValue, SourceRange)
    case isEmpty(Expression, negated: Bool, SourceRange)
    /// `list has value`
    case has(Expression, Expression, SourceRange)
    case not(Expression, SourceRange)
    case and(Expression, Expression)
    case or(Expression, Expression)
    /// What could not be read; a diagnostic says why.
    case invalid(SourceRange)

    public enum InItem: Sendable {
        case value(Expression)
        case range(low: Expression?, high: Expression?)
    }
}

/// An aggregate: a stage's `sum E`, or a call `sum(E where P)`; `count` has no argument or one.
public struct AggregateCall: Sendable {
    /// As written and lower-cased: `count`, `sum`, `p90`, …, or `rank`, `row`, `running`, `previous`, `next`.
    public var name: Name
    public var arguments: [Expression]
    public var filter: Expression?
    public var range: SourceRange

    public init(name: Name, arguments: [Expression], filter: Expression? = nil, range: SourceRange) {
        self.name = name
        self.arguments = arguments
        self.filter = filter
        self.range = range
    }
}

public enum UnaryOperator: String, Sendable {
    case minus = "-"
}

public enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case concatenate = "&"
    case coalesce = "??"
}

public enum ComparisonOperator: String, Sendable {
    case equal = "="
    case identical = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contains = "~"
    case notContains = "!~"
    case starts
    case ends
    /// SQL's `like` with `%` and `_`.
    case like
}

extension Expression {
    public var range: SourceRange {
        switch self {
        case .field(let path): path.range
        case .parameter(let name): name.range
        case .value(let value): value.range
        case .unary(_, _, let range), .call(_, _, let range), .inList(_, _, let range), .inRange(_, _, _, let range),
            .matches(_, _, let range), .isEmpty(_, _, let range), .has(_, _, let range), .not(_, let range),
            .invalid(let range):
            range
        case .aggregate(let call): call.range
        case .binary(_, let left, let right), .comparison(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            left.range.union(right.range)
        }
    }
}

extension Expression {
    /// Whether an aggregate stands in it, or the word `count`, which may be one: `max(x) - min(x)`, `round(avg(x), 1)`,
    /// `if(count > 3, 1, 0)`.
    public var mayHaveAggregate: Bool {
        switch self {
        case .aggregate: true
        case .unary(_, let operand, _), .not(let operand, _), .inList(let operand, _, _),
            .inRange(let operand, _, _, _), .isEmpty(let operand, _, _):
            operand.mayHaveAggregate
        case .binary(_, let left, let right), .comparison(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            left.mayHaveAggregate || right.mayHaveAggregate
        case .call(_, let arguments, _): arguments.contains(where: \.mayHaveAggregate)
        case .field(let path):
            // Among the arguments of a function the bare word is read as a field at first.
            path.names.count == 1 && !path.names[0].isQuoted && path.names[0].text.lowercased() == "count"
        default: false
        }
    }
}
