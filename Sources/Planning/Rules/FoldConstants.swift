/// Predicates and conjunctions that are known before any row is read, and ranges of one field that are one range.
///
///     before   filter (a and (b and true)) , not (not p), or of one, year > 2018 and year < 2021
///     after    filter (a and b)            , p          , that one , year in 2019..2020
///
///     before   filter false ← scan
///     after    limit 0 ← scan
///
/// Not legal for arithmetic that may fail while running: an overflow must be reported where it happens, so only
/// the logical operators are folded here, and nothing beside a condition that can fail is put together.
enum FoldConstants: Rule {
    static let name = "fold-constants"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .filter(let input, let predicate) = node else { return node }
            let folded = fold(predicate)
            if folded == .alwaysFalse, case .scan = input { return .limit(input, skip: 0, take: 0) }
            return folded == .alwaysTrue ? input : .filter(input, folded)
        }
    }

    static func fold(_ expression: BoundExpression) -> BoundExpression {
        switch expression.mapChildren(fold) {
        case .and(let parts):
            let flat = united(parts.flatMap { part in part.conjuncts }.filter { $0 != .alwaysTrue })
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

    /// Sets of longer lists are left apart: crossing them would take longer than asking both.
    private static let maximumCrossings = 4096

    /// Sets over one expression as what they have in common, in the place of the first.
    private static func united(_ parts: [BoundExpression]) -> [BoundExpression] {
        guard parts.count > 1, !parts.contains(where: \.canFail) else { return parts }
        var result: [BoundExpression] = []
        for part in parts {
            let common = result.indices.lazy.compactMap { place in
                intersection(result[place], part).map { (place, $0) }
            }.first
            if let (place, both) = common { result[place] = both } else { result.append(part) }
        }
        return result
    }

    private static func intersection(_ a: BoundExpression, _ b: BoundExpression) -> BoundExpression? {
        switch (a, b) {
        case (.inIntegers(let subject, let first, let note), .inIntegers(let other, let second, let otherNote))
        where subject == other:
            guard first.ranges.count * second.ranges.count <= maximumCrossings else { return nil }
            let both = first.intersection(second)
            if both.ranges.isEmpty { return .alwaysFalse }
            return .inIntegers(subject, both, note: "\(note) and \(otherNote)")
        case (.inDoubles(let subject, let first, let note), .inDoubles(let other, let second, let otherNote))
        where subject == other:
            guard first.count * second.count <= maximumCrossings else { return nil }
            let both = first.flatMap { interval in second.compactMap(interval.intersection) }
            if both.isEmpty { return .alwaysFalse }
            return .inDoubles(subject, both, note: "\(note) and \(otherNote)")
        default: return nil
        }
    }
}

extension DoubleInterval {
    /// What both hold; nil for nothing.
    fileprivate func intersection(_ other: DoubleInterval) -> DoubleInterval? {
        let lower = low > other.low || (low == other.low && !includesLow) ? self : other
        let upper = high < other.high || (high == other.high && !includesHigh) ? self : other
        guard lower.low < upper.high || (lower.low == upper.high && lower.includesLow && upper.includesHigh) else {
            return nil
        }
        return DoubleInterval(
            lower.low, upper.high, includesLow: lower.includesLow, includesHigh: upper.includesHigh)
    }
}

extension BoundExpression {
    static let alwaysTrue = BoundExpression.and([])
    static let alwaysFalse = BoundExpression.or([])
}
