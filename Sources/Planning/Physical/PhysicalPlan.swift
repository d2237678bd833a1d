import Values

/// How a query is run: operators with their choices made and their row counts guessed. Pure data: no closure, no
/// pointer, nothing of the collections but names and numbers.
public struct PhysicalPlan: Hashable, Sendable {
    /// Unique within the plan; counts what happened in `profile`.
    public var id: Int
    public var operation: Operation
    public var inputs: [PhysicalPlan]
    /// Rows expected to come out.
    public var estimate: Double

    public init(id: Int, _ operation: Operation, inputs: [PhysicalPlan] = [], estimate: Double) {
        self.id = id
        self.operation = operation
        self.inputs = inputs
        self.estimate = estimate
    }

    public indirect enum Operation: Hashable, Sendable {
        /// Rows of a collection: where they come from, then what they must satisfy, in that order.
        case scan(table: String, columns: [LogicalPlan.ScanColumn], access: Access, predicates: [BoundExpression])
        case filter([BoundExpression])
        case extend([LogicalPlan.Definition])
        case project([LogicalPlan.Definition])
        /// `isOrdered`: the groups come in the order of their keys.
        case aggregate(
            keys: [LogicalPlan.Definition], aggregates: [LogicalPlan.AggregateDefinition], isOrdered: Bool)
        /// One row: how many rows an access finds, without touching them.
        case count(table: String, access: Access, ids: [ColumnID])
        /// Groups of one column with their numbers of rows, from the column's statistics.
        case countByCode(table: String, position: Int, key: ColumnID, type: ValueType, counts: [ColumnID])
        /// One row: counts, numbers of different values, least and greatest of stored columns, from their statistics.
        case aggregateFromStatistics(
            table: String, columns: [LogicalPlan.ScanColumn], aggregates: [LogicalPlan.AggregateDefinition])
        /// The first row of each different stored value of a column, and of a missing one, in their order.
        case firstRows(table: String, columns: [LogicalPlan.ScanColumn], position: Int)
        /// The first rows of the order of one stored column, from its index; missing values last.
        case topRows(
            table: String, columns: [LogicalPlan.ScanColumn], position: Int, isDescending: Bool, isGivenName: Bool,
            count: Int)
        case sort([LogicalPlan.OrderKey])
        case top([LogicalPlan.OrderKey], count: Int, per: [BoundExpression])
        case limit(skip: Int, take: Int?)
        case distinct([ColumnID])
        /// One input is built into a hash table, the other one probes it; rows come in the left input's order.
        case join(LogicalPlan.JoinKind, left: [BoundExpression], right: [BoundExpression], build: JoinSide)
        case union([LogicalPlan.UnionColumn])
        case unnest(list: ColumnID, element: ColumnID, ValueType)
        case sample(Int)
        case window([LogicalPlan.WindowDefinition], per: [BoundExpression], order: [LogicalPlan.OrderKey])
        /// A window of ranks alone, over a scan's rows: how many of a group come before follows from how many there are
        /// of each value of the order.
        case countedRanks([LogicalPlan.WindowDefinition], per: [BoundExpression], order: [LogicalPlan.OrderKey])
        /// Rows that several places of the plan need and that are made once. The first of these places has the
        /// operator that makes them as its input, the others, with the same number, have none. It does not run where an
        /// earlier statement has made them.
        case shared(number: Int, SharedUse, columns: [SharedColumn])
    }

    /// Who needs shared rows.
    public enum SharedUse: Hashable, Sendable {
        /// Places of this plan.
        case plan
        /// Later statements of the script too.
        case script
        /// An earlier statement of the script has made them.
        case made
    }

    public enum JoinSide: String, Hashable, Sendable {
        case left, right
    }

    /// A column of shared rows, in their order.
    public struct SharedColumn: Hashable, Sendable {
        public var id: ColumnID
        /// The same column where the rows are made.
        public var source: ColumnID
        public var type: ValueType

        public init(id: ColumnID, source: ColumnID, type: ValueType) {
            (self.id, self.source, self.type) = (id, source, type)
        }
    }

    /// Where a scan's rows come from.
    public indirect enum Access: Hashable, Sendable {
        case allRows
        /// The lists of the codes (or integers, or target rows) that satisfy a predicate over this column alone.
        case postings(position: Int, BoundExpression)
        /// The lists of the codes of texts that hold what is searched for, found by their words.
        case words(position: Int, BoundExpression)
        /// Slices of the rows sorted by this column.
        case permutation(position: Int, BoundExpression)
        /// The rows that each of these finds.
        case all([Access])
        /// The rows that some of these finds.
        case any([Access])
        /// The rows that this does not find.
        case except(Access)
    }
}

extension PhysicalPlan.Access {
    /// The columns asked about, with their positions in the collection.
    var columns: [(id: ColumnID, position: Int)] {
        switch self {
        case .allRows: []
        case .postings(let position, let predicate), .words(let position, let predicate),
            .permutation(let position, let predicate):
            predicate.columns.sorted().map { ($0, position) }
        case .all(let parts), .any(let parts): parts.flatMap(\.columns)
        case .except(let part): part.columns
        }
    }
}
