import Language
import Storage
import Values

/// Replaces the aggregate calls inside an expression by columns of the aggregation.
///
/// While it binds, the binder hands it every aggregate and every field; all else is bound as everywhere.
final class AggregateCollector {
    private let binder: Binder
    private let scope: Scope
    private(set) var aggregates: [LogicalPlan.AggregateDefinition] = []
    /// Must hold besides each aggregate's own filter.
    var extraFilter: BoundExpression?

    init(binder: Binder, scope: Scope) {
        self.binder = binder
        self.scope = scope
    }

    func bind(_ expression: Expression) throws(BindingError) -> BoundExpression {
        binder.pending.collector = self
        defer { binder.pending.collector = nil }
        return try binder.bindValue(expression, scope)
    }

    /// A field outside an aggregate has no one value; the bare `count` counts the rows.
    func bindField(_ path: FieldPath) throws(BindingError) -> BoundExpression {
        if path.names.count == 1, !path.names[0].isQuoted, path.names[0].text.lowercased() == "count",
            scope.entry(exactly: path.names[0].text) == nil
        {
            return try column(for: AggregateCall(name: path.names[0], arguments: [], range: path.range))
        }
        // A name that is nowhere is the greater mistake.
        binder.pending.collector = nil
        defer { binder.pending.collector = self }
        _ = try binder.bindPath(path, scope)
        throw BindingError(
            "“\(path.description)” differs from row to row, so it needs an aggregate or a place behind by",
            at: path.range, hints: ["first \(path.description)", "… by \(path.description)"])
    }

    /// The column that holds an aggregate.
    func column(for call: AggregateCall) throws(BindingError) -> BoundExpression {
        binder.pending.collector = nil
        defer { binder.pending.collector = self }
        var aggregate = try binder.bindCall(call, scope)
        if let extraFilter {
            aggregate.filter = .conjunction([aggregate.filter, extraFilter].compactMap { $0 })
        }
        if let known = aggregates.first(where: { $0.aggregate == aggregate }) {
            return .column(known.id, aggregate.type)
        }
        let id = binder.columnNumbers.next()
        aggregates.append(.init(id, aggregate))
        return .column(id, aggregate.type)
    }
}
