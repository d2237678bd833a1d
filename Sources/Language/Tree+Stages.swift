/// One stage of a query.
public struct Stage: Sendable {
    public var kind: Kind
    public var range: SourceRange
    /// The word that begins the stage, for errors that name it.
    public var keywordRange: SourceRange
    /// The comments on lines of their own before it, and those inside it.
    public var leadingComments: [Comment] = []
    /// The comments behind it at the end of its line.
    public var trailingComments: [Comment] = []

    public init(_ kind: Kind, range: SourceRange, keywordRange: SourceRange) {
        self.kind = kind
        self.range = range
        self.keywordRange = keywordRange
    }

    public indirect enum Kind: Sendable {
        case `where`(Expression)
        case search(WrittenValue)
        case show([NamedExpression])
        case hide([FieldPath])
        case rename([(from: FieldPath, to: Name)])
        /// `add E as n, … [per E, …] [sort by E, …]`
        case add([NamedExpression], per: [Expression], sortBy: [SortKey])
        /// Aggregates: each expression contains aggregate calls (`Expression.Kind.aggregate`).
        case aggregate([NamedExpression], by: [NamedExpression], across: Expression?)
        case sort([SortKey])
        case take(Count)
        case skip(Count)
        /// `top n by E [per E, …]`; each key is largest first unless it says `asc`.
        case top(Count, by: [SortKey], per: [Expression])
        case sample(Count)
        /// `distinct [E, …]`; no expression means all columns.
        case distinct([NamedExpression])
        case join(Join)
        /// `union Q`, `except Q`, `intersect Q`
        case combine(SetOperation, Query)
        case unnest(FieldPath)
        case chart(kind: Name, Expression?, by: Expression?)
        /// `as FORMAT`
        case format(Name)
        /// `into "file.ext"`
        case into(WrittenValue)
        /// `!command …`, the rest of the line as written.
        case shell(String)
        /// What could not be read; a diagnostic says why.
        case invalid
    }

    /// How many rows: a number or a parameter.
    public enum Count: Sendable {
        case number(Int, SourceRange)
        case parameter(Name)
    }

    public enum SetOperation: String, Sendable {
        case union, except, intersect
    }
}

/// `join C [as a] on f, g = h`, `left join`, `with`, `without`
public struct Join: Sendable {
    public enum Kind: String, Sendable {
        case inner, left, with, without
    }

    /// `on f` (the same name on both sides) or `on g = h` (g of these rows, h of the other's).
    public struct Condition: Sendable {
        public var left: Expression
        public var right: Expression

        public init(left: Expression, right: Expression) {
            self.left = left
            self.right = right
        }
    }

    public var kind: Kind
    public var other: Query
    public var alias: Name?
    public var conditions: [Condition]

    public init(kind: Kind, other: Query, alias: Name?, conditions: [Condition]) {
        self.kind = kind
        self.other = other
        self.alias = alias
        self.conditions = conditions
    }
}
