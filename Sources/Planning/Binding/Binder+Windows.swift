import Language
import Values

extension Binder {
    /// A window function or an aggregate over the rows of a window, as a column of the window.
    func bindWindow(_ call: AggregateCall, _ scope: Scope) throws(BindingError) -> BoundExpression {
        // A window's own values come from rows, not from other windows.
        pending.allowsWindows = false
        defer { pending.allowsWindows = true }
        let (function, type) = try windowFunction(call, scope)
        let id = columnNumbers.next()
        pending.add(LogicalPlan.WindowDefinition(id, function, type))
        return .column(id, type)
    }

    private func windowFunction(_ call: AggregateCall, _ scope: Scope) throws(BindingError) -> (
        WindowFunction, ValueType
    ) {
        switch call.name.text.lowercased() {
        case "rank", "row":
            try rejectFilter(call)
            return (call.name.text.lowercased() == "rank" ? .rank : .row, .integer)
        case "previous", "next":
            try rejectFilter(call)
            let value = try onlyArgument(call, scope)
            return (call.name.text.lowercased() == "next" ? .next(value) : .previous(value), value.type)
        case "running":
            guard case .aggregate(var inner)? = call.arguments.first, call.arguments.count == 1 else {
                throw BindingError("running takes an aggregate", at: call.range, hints: ["running(sum quantity)"])
            }
            // `running(sum x where P)` is `running(sum(x where P))`.
            if let outer = call.filter { inner.filter = inner.filter.map { .and($0, outer) } ?? outer }
            let aggregate = try bindCall(inner, scope)
            switch aggregate.function {
            case .count, .sum, .average, .minimum, .maximum: return (.running(aggregate), aggregate.type)
            default:
                throw BindingError(
                    "\(inner.name.text) cannot run from row to row", at: inner.range,
                    hints: ["count, sum, avg, min and max can"])
            }
        case "share":
            let aggregate = try bindCall(call, scope)
            guard let value = aggregate.argument else { return (.aggregate(aggregate), aggregate.type) }
            guard let filter = aggregate.filter else { return (.share(value), .double) }
            // The whole is that of the rows that the filter keeps; the others have no share in it.
            return (.share(.conditional(filter, value, .literal(.missing, value.type), value.type)), .double)
        default:
            let aggregate = try bindCall(call, scope)
            return (.aggregate(aggregate), aggregate.type)
        }
    }

    /// A filter belongs to aggregates: these functions give each row something, and leave none out.
    private func rejectFilter(_ call: AggregateCall) throws(BindingError) {
        guard let filter = call.filter else { return }
        throw BindingError(
            "\(call.name.text) takes no `where`: it gives every row its own, and leaves none out", at: filter.range)
    }

    private func onlyArgument(_ call: AggregateCall, _ scope: Scope) throws(BindingError) -> BoundExpression {
        guard call.arguments.count == 1 else {
            throw BindingError(
                "\(call.name.text) takes one value", at: call.range, hints: ["\(call.name.text)(quantity)"])
        }
        return try bindValue(call.arguments[0], scope)
    }
}
