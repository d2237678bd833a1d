import Values

/// What is to be computed, not how. Every column has its own `ColumnID`; names live in the binder's scope only.
public indirect enum LogicalPlan: Hashable, Sendable {
    /// Columns of a collection: positions in its schema, negative for hidden ones (-1 `_file`, -2 `_line`,
    /// -3 `_sheet`, -4 the row itself, as a reference).
    case scan(table: String, columns: [ScanColumn])
    case filter(LogicalPlan, BoundExpression)
    /// All input columns and these.
    case extend(LogicalPlan, [Definition])
    /// Exactly these.
    case project(LogicalPlan, [Definition])
    case aggregate(LogicalPlan, keys: [Definition], aggregates: [AggregateDefinition])
    case sort(LogicalPlan, [OrderKey])
    case limit(LogicalPlan, skip: Int, take: Int?)
    /// The first `count` rows in an order: what a sort and a limit become; with `per`, of each group.
    case top(LogicalPlan, [OrderKey], count: Int, per: [BoundExpression])
    /// Each combination of these columns once, the first row of each.
    case distinct(LogicalPlan, [ColumnID])
    case join(LogicalPlan, LogicalPlan, kind: JoinKind, left: [BoundExpression], right: [BoundExpression])
    /// Rows of both; `columns[i]` takes its values from `left[i]` and `right[i]`, missing where nil.
    case union(LogicalPlan, LogicalPlan, [UnionColumn])
    /// A row for each element of a list.
    case unnest(LogicalPlan, list: ColumnID, element: ColumnID, ValueType)
    /// All input columns and these, each computed over the rows of its group in an order.
    case window(LogicalPlan, [WindowDefinition], per: [BoundExpression], order: [OrderKey])
    /// A repeatable sample.
    case sample(LogicalPlan, Int)

    public struct ScanColumn: Hashable, Sendable {
        public var id: ColumnID
        public var position: Int
        public var type: ValueType

        public init(id: ColumnID, position: Int, type: ValueType) {
            (self.id, self.position, self.type) = (id, position, type)
        }
    }

    public struct Definition: Hashable, Sendable {
        public var id: ColumnID
        public var expression: BoundExpression
        /// Whether anything reads the column, as far as is known: a key groups rows all the same.
        public var isRead = true

        public init(_ id: ColumnID, _ expression: BoundExpression) { (self.id, self.expression) = (id, expression) }

        /// Passes a column on under its own identity.
        public var isPassedOn: Bool {
            if case .column(let source, _) = expression { return source == id }
            return false
        }
    }

    public struct AggregateDefinition: Hashable, Sendable {
        public var id: ColumnID
        public var aggregate: Aggregate

        public init(_ id: ColumnID, _ aggregate: Aggregate) { (self.id, self.aggregate) = (id, aggregate) }
    }

    public struct WindowDefinition: Hashable, Sendable {
        public var id: ColumnID
        public var function: WindowFunction
        public var type: ValueType

        public init(_ id: ColumnID, _ function: WindowFunction, _ type: ValueType) {
            (self.id, self.function, self.type) = (id, function, type)
        }
    }

    public struct OrderKey: Hashable, Sendable {
        public var expression: BoundExpression
        public var isDescending: Bool
        public var isGivenName: Bool

        public init(_ expression: BoundExpression, isDescending: Bool = false, isGivenName: Bool = false) {
            (self.expression, self.isDescending, self.isGivenName) = (expression, isDescending, isGivenName)
        }
    }

    public enum JoinKind: String, Hashable, Sendable {
        case inner, left, with, without
        /// As `with` and `without`, but a missing key equals a missing key: rows as wholes.
        case intersect, except

        /// Whether the right side's columns come out too.
        public var givesBothSides: Bool { self == .inner || self == .left }
    }

    public struct UnionColumn: Hashable, Sendable {
        public var id: ColumnID
        public var type: ValueType
        public var left: ColumnID?
        public var right: ColumnID?

        public init(id: ColumnID, type: ValueType, left: ColumnID?, right: ColumnID?) {
            (self.id, self.type, self.left, self.right) = (id, type, left, right)
        }
    }
}

extension LogicalPlan {
    /// The hidden column that holds each row's own number, as a reference to its collection.
    public static let rowPosition = -4

    public var inputs: [LogicalPlan] {
        switch self {
        case .scan: []
        case .filter(let input, _), .extend(let input, _), .project(let input, _), .aggregate(let input, _, _),
            .sort(let input, _), .limit(let input, _, _), .top(let input, _, _, _), .distinct(let input, _),
            .unnest(let input, _, _, _), .sample(let input, _), .window(let input, _, _, _):
            [input]
        case .join(let left, let right, _, _, _), .union(let left, let right, _): [left, right]
        }
    }

    public func mapInputs(_ change: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
        switch self {
        case .scan: self
        case .filter(let input, let predicate): .filter(change(input), predicate)
        case .extend(let input, let definitions): .extend(change(input), definitions)
        case .project(let input, let definitions): .project(change(input), definitions)
        case .aggregate(let input, let keys, let aggregates):
            .aggregate(change(input), keys: keys, aggregates: aggregates)
        case .sort(let input, let keys): .sort(change(input), keys)
        case .limit(let input, let skip, let take): .limit(change(input), skip: skip, take: take)
        case .top(let input, let keys, let count, let per): .top(change(input), keys, count: count, per: per)
        case .distinct(let input, let columns): .distinct(change(input), columns)
        case .unnest(let input, let list, let element, let type):
            .unnest(change(input), list: list, element: element, type)
        case .sample(let input, let count): .sample(change(input), count)
        case .window(let input, let definitions, let per, let order):
            .window(change(input), definitions, per: per, order: order)
        case .join(let left, let right, let kind, let leftKeys, let rightKeys):
            .join(change(left), change(right), kind: kind, left: leftKeys, right: rightKeys)
        case .union(let left, let right, let columns): .union(change(left), change(right), columns)
        }
    }

    /// The columns that come out, with their types, in order.
    public var output: [(id: ColumnID, type: ValueType)] {
        switch self {
        case .scan(_, let columns): columns.map { ($0.id, $0.type) }
        case .filter(let input, _), .sort(let input, _), .limit(let input, _, _), .top(let input, _, _, _),
            .distinct(let input, _), .sample(let input, _):
            input.output
        case .extend(let input, let definitions): input.output + definitions.map { ($0.id, $0.expression.type) }
        case .project(_, let definitions): definitions.map { ($0.id, $0.expression.type) }
        case .aggregate(_, let keys, let aggregates):
            keys.map { ($0.id, $0.expression.type) } + aggregates.map { ($0.id, $0.aggregate.type) }
        case .join(let left, let right, let kind, _, _):
            kind.givesBothSides ? left.output + right.output : left.output
        case .union(_, _, let columns): columns.map { ($0.id, $0.type) }
        case .unnest(let input, _, let element, let type): input.output + [(element, type)]
        case .window(let input, let definitions, _, _): input.output + definitions.map { ($0.id, $0.type) }
        }
    }

    /// The same plan with `change` applied to every node, inputs first.
    public func rewritten(_ change: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
        change(mapInputs { $0.rewritten(change) })
    }
}

extension LogicalPlan {
    /// Every column that this node itself reads by name.
    var readColumns: Set<ColumnID> {
        let expressions: [BoundExpression]
        switch self {
        case .scan, .limit, .sample: return []
        case .distinct(_, let columns): return Set(columns)
        case .unnest(_, let list, _, _): return [list]
        case .union(_, _, let columns): return Set(columns.flatMap { [$0.left, $0.right].compactMap { $0 } })
        case .filter(_, let predicate): return predicate.columns
        case .aggregate(_, let keys, let aggregates):
            return aggregates.reduce(into: LogicalPlan.columns(of: keys.map(\.expression))) {
                $0.formUnion($1.aggregate.columns)
            }
        case .window(_, let definitions, let per, let order):
            return definitions.reduce(into: LogicalPlan.columns(of: per + order.map(\.expression))) {
                $0.formUnion($1.function.columns)
            }
        case .extend(_, let definitions), .project(_, let definitions): expressions = definitions.map(\.expression)
        case .sort(_, let keys): expressions = keys.map(\.expression)
        case .top(_, let keys, _, let per): expressions = keys.map(\.expression) + per
        case .join(_, _, _, let left, let right): expressions = left + right
        }
        return LogicalPlan.columns(of: expressions)
    }

    /// What this query makes, and what it asks of columns that it does not make; not what it only passes on.
    var askedColumns: Set<ColumnID> {
        var asked: Set<ColumnID> = []
        func gather(_ plan: LogicalPlan) {
            asked.formUnion(plan.madeColumns)
            switch plan {
            case .project, .union: break
            default: asked.formUnion(plan.readColumns)
            }
            for input in plan.inputs { gather(input) }
        }
        gather(self)
        return asked
    }

    /// The columns that this node itself computes.
    private var madeColumns: [ColumnID] {
        switch self {
        case .extend(_, let definitions): definitions.map(\.id)
        case .project(_, let definitions): definitions.filter { !$0.isPassedOn }.map(\.id)
        case .aggregate(_, let keys, let aggregates): keys.map(\.id) + aggregates.map(\.id)
        case .window(_, let definitions, _, _): definitions.map(\.id)
        case .unnest(_, _, let element, _): [element]
        case .scan, .filter, .sort, .limit, .top, .distinct, .join, .union, .sample: []
        }
    }

    /// Whether each operator's inputs give the columns that it reads.
    var readsOnlyWhatItGets: Bool {
        readColumns.isSubset(of: inputs.flatMap { $0.output.map(\.id) }) && inputs.allSatisfy(\.readsOnlyWhatItGets)
    }

    static func columns(of expressions: [BoundExpression]) -> Set<ColumnID> {
        expressions.reduce(into: []) { $0.formUnion($1.columns) }
    }

    /// Without the hidden columns of scans, and the columns of unions, that nothing reads: they were there to be named.
    func withoutUnusedHiddenColumns() -> LogicalPlan {
        var read: Set<ColumnID> = []
        func gather(_ plan: LogicalPlan) {
            if case .union(_, _, let columns) = plan {
                // What stands above has been asked already.
                for column in columns where read.contains(column.id) {
                    read.formUnion([column.left, column.right].compactMap { $0 })
                }
            } else {
                read.formUnion(plan.readColumns)
            }
            for input in plan.inputs { gather(input) }
        }
        gather(self)
        return rewritten { node in
            switch node {
            case .scan(let table, let columns):
                .scan(table: table, columns: columns.filter { $0.position >= 0 || read.contains($0.id) })
            case .union(let left, let right, let columns):
                .union(left, right, columns.filter { read.contains($0.id) })
            default: node
            }
        }
    }
}
