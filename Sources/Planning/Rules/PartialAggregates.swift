import Columns
import Storage
import Values

/// What rules share that put aggregates together from aggregates of parts of the rows.
extension Estimator {
    /// Whether all rows of a group by this key show it alike, wherever they stand.
    func showsAlike(_ key: BoundExpression) -> Bool {
        switch key.type {
        case .reference, .list: return false
        case .text:
            guard let (table, position) = column(key), position >= 0 else { return false }
            return table.columns[position].hasOneSpelling(isExact: key.hasExactIdentity(catalog))
        default: return true
        }
    }

    /// As `showsAlike`, for groups whose first rows stay first or whose order nobody sees: there references show alike too,
    /// which stand in the order of their first rows.
    func showsAlikeInPlace(_ key: BoundExpression) -> Bool {
        if case .reference = key.type { return true }
        return showsAlike(key)
    }

    /// Whether no sum over some rows of a stored column can leave 64 bits.
    func partSumsFit(_ argument: BoundExpression) -> Bool {
        if argument.type == .double { return true }
        guard case .column = argument, let (table, position) = column(argument), position >= 0,
            let packed = table.columns[position].packed
        else { return false }
        if case .longs = packed.storage { return false }
        return packed.base.magnitude <= 1 << 31 && table.rowCount < 1 << 30
    }
}

/// The aggregation below, as a rule puts it together for what stands above it.
struct PartialAggregation {
    private(set) var keys: [LogicalPlan.Definition] = []
    private(set) var aggregates: [LogicalPlan.AggregateDefinition] = []
    /// The number of the last column made.
    private(set) var last: Int
    let estimator: Estimator

    /// `last`: the number of the last column there is.
    init(_ estimator: Estimator, after last: Int) { (self.estimator, self.last) = (estimator, last) }

    func plan(over input: LogicalPlan) -> LogicalPlan { .aggregate(input, keys: keys, aggregates: aggregates) }

    /// The column of a key.
    mutating func column(ofKey expression: BoundExpression) -> BoundExpression {
        if let known = keys.first(where: { $0.expression == expression }) { return .column(known.id, expression.type) }
        last += 1
        let id = ColumnID(last, isExact: expression.hasExactIdentity(estimator.catalog))
        keys.append(LogicalPlan.Definition(id, expression))
        return .column(id, expression.type)
    }

    /// The column of an aggregate.
    mutating func column(of aggregate: Aggregate) -> BoundExpression {
        if let known = aggregates.first(where: { $0.aggregate == aggregate }) {
            return .column(known.id, aggregate.type)
        }
        last += 1
        aggregates.append(LogicalPlan.AggregateDefinition(ColumnID(last), aggregate))
        return .column(ColumnID(last), aggregate.type)
    }

    /// Whether each group stands for so many rows on average.
    func pays(over input: LogicalPlan, rowsAGroup: Double, _ context: PlanContext) -> Bool {
        var builder = PhysicalBuilder(context: context, estimator: estimator)
        let rows = builder.build(input).estimate
        return estimator.groups(keys.map(\.expression), rows: rows) * rowsAGroup <= rows
    }
}

extension LogicalPlan.AggregateDefinition {
    /// Another aggregate in this one's place.
    func with(_ function: Aggregate.Function, _ argument: BoundExpression, where filter: BoundExpression? = nil) -> Self
    {
        Self(id, Aggregate(function, argument, filter: filter, type: aggregate.type))
    }
}

extension LogicalPlan {
    /// The greatest number of a column that any operator gives or reads.
    var greatestColumn: Int {
        let own = output.map(\.id.number) + readColumns.map(\.number)
        return (own + inputs.map(\.greatestColumn)).max() ?? 0
    }
}

extension Array {
    /// What `change` makes of every element; nil as soon as it makes nothing of one.
    func mapAll<Made>(_ change: (Element) -> Made?) -> [Made]? {
        var made: [Made] = []
        for element in self {
            guard let next = change(element) else { return nil }
            made.append(next)
        }
        return made
    }
}
