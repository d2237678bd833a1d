/// Predicates and conjunctions that are known before any row is read.
///
///     before   filter (a and (b and true)) , not (not p), or of one
///     after    filter (a and b)            , p          , that one
///
/// Not legal for arithmetic that may fail while running: an overflow must be reported where it happens, so only
/// the logical operators are folded here.
enum FoldConstants: Rule {
    static let name = "fold-constants"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .filter(let input, let predicate) = node else { return node }
            let folded = fold(predicate)
            return folded == .alwaysTrue ? input : .filter(input, folded)
        }
    }

    static func fold(_ expression: BoundExpression) -> BoundExpression {
        switch expression.mapChildren(fold) {
        case .and(let parts):
            let flat = parts.flatMap { part in part.conjuncts }.filter { $0 != .alwaysTrue }
            if flat.contains(.alwaysFalse) { return .alwaysFalse }
            return flat.count == 1 ? flat[0] : .and(flat)
        case .or(let parts):
            let flat = parts.flatMap { part -> [BoundExpression] in
                if case .or(let inner) = part { return inner }
                return [part]
            }.filter { $0 != .alwaysFalse }
            if flat.contains(.alwaysTrue) { return .alwaysTrue }
            return flat.count == 1 ? flat[0] : .or(flat)
        case .not(.not(let inner)): return inner
        case .not(.alwaysTrue): return .alwaysFalse
        case .not(.alwaysFalse): return .alwaysTrue
        case .inIntegers(_, let set, _) where set.ranges.isEmpty: return .alwaysFalse
        case let other: return other
        }
    }
}

extension BoundExpression {
    static let alwaysTrue = BoundExpression.and([])
    static let alwaysFalse = BoundExpression.or([])
}
