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

extension LogicalPlan.AggregateDefinition {
    /// Another aggregate in this one's place.
    func with(_ function: Aggregate.Function, _ argument: BoundExpression, where filter: BoundExpression? = nil) -> Self {
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
