/// Rows without a partner in `with` (with one in `without`) go before they are sorted, widened or joined.
///
///     before   with c on k ← join b ← sort ← a
///     after    join b ← sort ← with c on k ← a
///
/// A semi-join is a condition: it passes sorts, extends that do not make its keys, and joins when its keys come from
/// one side (the left one of any, the right one of inner joins).
///
/// Not legal through limits, tops, samples and windows, which count rows, nor across expressions that can fail.
enum PushDownSemiJoins: Rule {
    static let name = "push-down-semi-joins"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .join(let input, let other, let kind, let keys, let otherKeys) = node,
                kind == .with || kind == .without, !keys.contains(where: \.canFail)
            else { return node }
            return push(Condition(other: other, kind: kind, keys: keys, otherKeys: otherKeys), to: input)
        }
    }

    private struct Condition {
        var other: LogicalPlan
        var kind: LogicalPlan.JoinKind
        var keys: [BoundExpression]
        var otherKeys: [BoundExpression]

        func isOver(_ plan: LogicalPlan) -> Bool {
            LogicalPlan.columns(of: keys).isSubset(of: plan.output.map(\.id))
        }
    }

    private static func push(_ condition: Condition, to plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .sort(let input, let keys) where !keys.contains(where: \.expression.canFail):
            return .sort(push(condition, to: input), keys)
        case .extend(let input, let definitions)
        where condition.isOver(input) && !definitions.contains(where: \.expression.canFail):
            return .extend(push(condition, to: input), definitions)
        case .join(let left, let right, let kind, let leftKeys, let rightKeys)
        where !(leftKeys + rightKeys).contains(where: \.canFail):
            if condition.isOver(left), kind.givesBothSides {
                return .join(push(condition, to: left), right, kind: kind, left: leftKeys, right: rightKeys)
            }
            if condition.isOver(right), kind == .inner {
                return .join(left, push(condition, to: right), kind: kind, left: leftKeys, right: rightKeys)
            }
        default: break
        }
        return .join(plan, condition.other, kind: condition.kind, left: condition.keys, right: condition.otherKeys)
    }
}
