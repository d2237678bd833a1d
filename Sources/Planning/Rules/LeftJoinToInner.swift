/// A left join whose rows without partner are thrown away next needs none of them.
///
///     before   filter b.w = x ← left join ← a, b
///     after    filter b.w = x ← join ← a, b
///
/// The condition can then go to the right side (see `PushDownPredicates`, which runs again).
///
/// Not legal when every part of the condition may hold for a missing value: `is empty`, `!=`, computed values.
enum LeftJoinToInner: Rule {
    static let name = "left-join-to-inner"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .filter(.join(let left, let right, .left, let leftKeys, let rightKeys), let predicate) = node
            else { return node }
            let columns = Set(right.output.map(\.id))
            guard predicate.conjuncts.contains(where: { $0.fails(whenMissing: columns) }) else { return node }
            return .filter(.join(left, right, kind: .inner, left: leftKeys, right: rightKeys), predicate)
        }
    }
}

extension BoundExpression {
    /// Whether this condition cannot hold for a row in which all of `columns` are missing.
    fileprivate func fails(whenMissing columns: Set<ColumnID>) -> Bool {
        switch self {
        case .inIntegers(let subject, _, _), .inDoubles(let subject, _, _), .matchesText(let subject, _),
            .not(.isMissing(let subject)):
            subject.isPath(from: columns)
        case .compare(.equal, let a, let b), .compare(.identical, let a, let b):
            a.isPath(from: columns) || b.isPath(from: columns)
        default: false
        }
    }

    /// One of `columns`, or a field behind one.
    private func isPath(from columns: Set<ColumnID>) -> Bool {
        switch self {
        case .column(let id, _): columns.contains(id)
        case .follow(let base, _, _, _): base.isPath(from: columns)
        default: false
        }
    }
}
