/// Columns that a stage's expressions asked for while they were bound, and that its input must get first:
/// aggregates over rows that refer here (joins), and window functions.
final class PendingColumns {
    struct Join {
        var right: LogicalPlan
        var left: BoundExpression
        var key: BoundExpression
    }

    private(set) var joins: [Join] = []
    private(set) var windows: [LogicalPlan.WindowDefinition] = []
    /// Window functions stand in `add` only.
    var allowsWindows = false
    /// Takes the aggregates of the expression being bound.
    var collector: AggregateCollector?

    func add(_ join: Join) { joins.append(join) }

    func add(_ window: LogicalPlan.WindowDefinition) { windows.append(window) }

    /// The input with every join asked for so far; they are done then.
    func attach(to input: LogicalPlan) -> LogicalPlan {
        defer { joins = [] }
        return joins.reduce(input) { plan, join in
            .join(plan, join.right, kind: .left, left: [join.left], right: [join.key])
        }
    }

    func takeWindows() -> [LogicalPlan.WindowDefinition] {
        defer { windows = [] }
        return windows
    }
}
