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
        let name = call.name.text.lowercased()
        if let filter = call.filter, ["rank", "row", "previous", "next"].contains(name) {
            throw BindingError("\(name) looks at all rows and takes no `where`", at: filter.range)
        }
        switch name {
        case "rank": return (.rank, .integer)
        case "row": return (.row, .integer)
        case "previous", "next":
            let value = try onlyArgument(call, scope)
            return (name == "next" ? .next(value) : .previous(value), value.type)
        case "running":
            guard case .aggregate(var inner)? = call.arguments.first, call.arguments.count == 1 else {
                throw BindingError("running takes an aggregate", at: call.range, hints: ["running(sum quantity)"])
            }
            if let filter = call.filter {
                // `running(sum quantity where P)`: the condition is the aggregate's.
                guard inner.filter == nil else {
                    throw BindingError("two `where` for one aggregate", at: filter.range, hints: ["join them with and"])
                }
                inner.filter = filter
            }
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
            // Rows that are left out have no part, and add nothing to the whole.
            let kept = BoundExpression.conditional(filter, value, .literal(.missing, value.type), value.type)
            return (.share(kept), .double)
        default:
            let aggregate = try bindCall(call, scope)
            return (.aggregate(aggregate), aggregate.type)
        }
    }

    private func onlyArgument(_ call: AggregateCall, _ scope: Scope) throws(BindingError) -> BoundExpression {
        guard call.arguments.count == 1 else {
            throw BindingError(
                "\(call.name.text) takes one value", at: call.range, hints: ["\(call.name.text)(quantity)"])
        }
        return try bindValue(call.arguments[0], scope)
    }
}
