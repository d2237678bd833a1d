import Values

/// One aggregate of an aggregation: what it computes over which values of which rows.
public struct Aggregate: Hashable, Sendable {
    public enum Function: Hashable, Sendable {
        case count, sum, average, minimum, maximum, deviation, correlation, distinct, first, last, list, share
        /// The sum of the argument's values, each taken as many times as `second`, which is never missing, says.
        case weightedSum
        /// 0 to 100; the median is 50.
        case percentile(Double)

        public var description: String {
            switch self {
            case .count: "count"
            case .sum: "sum"
            case .average: "avg"
            case .minimum: "min"
            case .maximum: "max"
            case .deviation: "stddev"
            case .correlation: "corr"
            case .distinct: "distinct"
            case .first: "first"
            case .last: "last"
            case .list: "list"
            case .share: "share"
            case .weightedSum: "weighted sum"
            case .percentile(50): "median"
            case .percentile(let percent): "p\(percent == percent.rounded() ? String(Int(percent)) : String(percent))"
            }
        }
    }

    public var function: Function
    /// None for the count of rows.
    public var argument: BoundExpression?
    /// Correlation's other side, a weighted sum's weights.
    public var second: BoundExpression?
    /// Only the rows for which this holds.
    public var filter: BoundExpression?
    public var type: ValueType

    public init(
        _ function: Function, _ argument: BoundExpression?, second: BoundExpression? = nil,
        filter: BoundExpression? = nil, type: ValueType
    ) {
        self.function = function
        self.argument = argument
        self.second = second
        self.filter = filter
        self.type = type
    }

    public var columns: Set<ColumnID> {
        [argument, second, filter].compactMap { $0?.columns }.reduce(into: []) { $0.formUnion($1) }
    }

    /// Whether a group's result depends on those of the others: without all of them it cannot be told.
    public var looksAtAllGroups: Bool { function == .share }
}

/// What a window function computes for each row, from the rows of its group.
public enum WindowFunction: Hashable, Sendable {
    /// 1 for the first, equal rows sharing a rank.
    case rank
    /// 1 for the first, 2 for the next, …
    case row
    /// An aggregate over the rows up to this one.
    case running(Aggregate)
    /// A value of the row before or after.
    case previous(BoundExpression)
    case next(BoundExpression)
    /// This row's part of the group's sum, in per cent.
    case share(BoundExpression)
    /// An aggregate over the whole group.
    case aggregate(Aggregate)

    public var columns: Set<ColumnID> {
        switch self {
        case .rank, .row: []
        case .running(let aggregate), .aggregate(let aggregate): aggregate.columns
        case .previous(let value), .next(let value), .share(let value): value.columns
        }
    }
}
