import Storage
import Values

/// A column of a plan: unique in it, whatever operators pass it on, so that rules can move expressions freely.
public struct ColumnID: Hashable, Comparable, Sendable {
    public let number: Int
    /// Its text is compared exactly (a primary key, a field whose schema says so) instead of by K1.
    public let isExact: Bool

    public init(_ number: Int, isExact: Bool = false) { (self.number, self.isExact) = (number, isExact) }

    public static func < (left: ColumnID, right: ColumnID) -> Bool { left.number < right.number }
}

/// An expression whose names are columns and whose values have types. Pure data.
///
/// Predicates are two-valued: a missing value equals nothing and differs from everything, so `not` is plain negation.
public indirect enum BoundExpression: Hashable, Sendable {
    case column(ColumnID, ValueType)
    case literal(Value, ValueType)
    /// A field of the row that a reference leads to: an array look-up, no join.
    case follow(BoundExpression, table: String, position: Int, ValueType)
    case arithmetic(ArithmeticOperator, BoundExpression, BoundExpression, ValueType)
    case call(ScalarFunction, [BoundExpression], ValueType)
    case conditional(BoundExpression, BoundExpression, BoundExpression, ValueType)
    /// Two expressions of comparable types.
    case compare(Comparison, BoundExpression, BoundExpression)
    /// The integers that stand for the values (packed decimals, days, microseconds, 0 and 1, target rows) lie in a set.
    case inIntegers(BoundExpression, IntegerSet, note: String)
    case inDoubles(BoundExpression, [DoubleInterval], note: String)
    case matchesText(BoundExpression, TextPattern)
    case isMissing(BoundExpression)
    /// Some element of a list satisfies a predicate over `.element`.
    case anyElement(BoundExpression, BoundExpression)
    /// The element inside `anyElement`.
    case element(ValueType)
    case not(BoundExpression)
    case and([BoundExpression])
    case or([BoundExpression])
}

public enum ArithmeticOperator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
}

public enum Comparison: String, Hashable, Sendable {
    case equal = "="
    case identical = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contains = "~"
    case starts
    case ends

    /// Whether what stands on a side of something (less than 0: before it, 0: at its place) compares to it so.
    public func wants(side: Int) -> Bool {
        switch self {
        case .less: side < 0
        case .lessOrEqual: side <= 0
        case .greater: side > 0
        default: side >= 0
        }
    }
}

public struct DoubleInterval: Hashable, Sendable {
    public var low: Double
    public var high: Double
    public var includesLow: Bool
    public var includesHigh: Bool

    public init(_ low: Double, _ high: Double, includesLow: Bool = true, includesHigh: Bool = true) {
        (self.low, self.high, self.includesLow, self.includesHigh) = (low, high, includesLow, includesHigh)
    }

    @inlinable
    public func contains(_ value: Double) -> Bool {
        (includesLow ? value >= low : value > low) && (includesHigh ? value <= high : value < high)
    }

    /// The same numbers with both ends included; nil where there are none.
    public var closed: ClosedRange<Double>? {
        let (first, last) = (includesLow ? low : low.nextUp, includesHigh ? high : high.nextDown)
        // Nothing lies beyond the infinities.
        guard first <= last, includesLow || low < .infinity, includesHigh || high > -.infinity else { return nil }
        return first...last
    }
}

extension BoundExpression {
    public var type: ValueType {
        switch self {
        case .column(_, let type), .literal(_, let type), .follow(_, _, _, let type), .arithmetic(_, _, _, let type),
            .call(_, _, let type), .conditional(_, _, _, let type), .element(let type):
            type
        case .compare, .inIntegers, .inDoubles, .matchesText, .isMissing, .anyElement, .not, .and, .or:
            .boolean
        }
    }

    /// The expressions directly inside this one.
    public var children: [BoundExpression] {
        switch self {
        case .column, .literal, .element: []
        case .follow(let base, _, _, _), .inIntegers(let base, _, _), .inDoubles(let base, _, _),
            .matchesText(let base, _), .isMissing(let base), .not(let base):
            [base]
        case .arithmetic(_, let a, let b, _), .compare(_, let a, let b), .anyElement(let a, let b): [a, b]
        case .conditional(let a, let b, let c, _): [a, b, c]
        case .call(_, let all, _), .and(let all), .or(let all): all
        }
    }

    /// The same expression with each direct child replaced.
    public func mapChildren(_ change: (BoundExpression) -> BoundExpression) -> BoundExpression {
        switch self {
        case .column, .literal, .element: self
        case .follow(let base, let table, let position, let type):
            .follow(change(base), table: table, position: position, type)
        case .inIntegers(let base, let set, let note): .inIntegers(change(base), set, note: note)
        case .inDoubles(let base, let intervals, let note): .inDoubles(change(base), intervals, note: note)
        case .matchesText(let base, let pattern): .matchesText(change(base), pattern)
        case .isMissing(let base): .isMissing(change(base))
        case .not(let base): .not(change(base))
        case .arithmetic(let operation, let a, let b, let type): .arithmetic(operation, change(a), change(b), type)
        case .compare(let operation, let a, let b): .compare(operation, change(a), change(b))
        case .anyElement(let a, let b): .anyElement(change(a), change(b))
        case .conditional(let a, let b, let c, let type): .conditional(change(a), change(b), change(c), type)
        case .call(let function, let all, let type): .call(function, all.map(change), type)
        case .and(let all): .and(all.map(change))
        case .or(let all): .or(all.map(change))
        }
    }

    /// Every column read.
    public var columns: Set<ColumnID> {
        if case .column(let id, _) = self { return [id] }
        return children.reduce(into: []) { $0.formUnion($1.columns) }
    }

    /// Columns replaced by the expressions that make them.
    public func substituting(_ definitions: [ColumnID: BoundExpression]) -> BoundExpression {
        if case .column(let id, _) = self { return definitions[id] ?? self }
        return mapChildren { $0.substituting(definitions) }
    }

    /// The parts of a conjunction; the expression itself where it is none.
    public var conjuncts: [BoundExpression] {
        if case .and(let all) = self { return all.flatMap(\.conjuncts) }
        return [self]
    }

    public static func conjunction(_ parts: [BoundExpression]) -> BoundExpression {
        parts.count == 1 ? parts[0] : .and(parts)
    }
}

extension BoundExpression {
    /// Whether its text is compared exactly: a column or referenced field whose schema says so.
    public func hasExactIdentity(_ catalog: Catalog) -> Bool {
        switch self {
        case .column(let id, _): id.isExact
        case .follow(_, let table, let position, _):
            position >= 0 && catalog[table]?.schema.fields[position].hasExactIdentity ?? false
        default: false
        }
    }
}
