/// The parts of a conjunction in the order that settles most rows soonest.
///
///     before   filter (name ~ a) and (year = 2021)
///     after    filter (year = 2021) and (name ~ a)
///
/// By rank = (selectivity − 1) / cost, after Hellerstein and Stonebraker, "Predicate Migration" (1993).
/// Not legal across an expression that can fail: those keep their place behind all that stood before them.
enum OrderPredicates: Rule {
    static let name = "order-predicates"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .filter(let input, let predicate) = node, predicate.conjuncts.count > 1 else { return node }
            let estimator = Estimator(input, context.catalog)
            return .filter(input, .and(ordered(predicate.conjuncts, estimator)))
        }
    }

    private static func ordered(_ parts: [BoundExpression], _ estimator: Estimator) -> [BoundExpression] {
        var result: [BoundExpression] = []
        var run: [(rank: Double, part: BoundExpression)] = []
        func flush() {
            result += run.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
                .map(\.element.part)
            run = []
        }
        for part in parts {
            if part.canFail {
                flush()
                result.append(part)
            } else {
                run.append(((estimator.selectivity(part) - 1) / estimator.cost(part), part))
            }
        }
        flush()
        return result
    }
}

extension BoundExpression {
    /// Whether evaluating can end the query with an error (overflow).
    public var canFail: Bool {
        switch self {
        // The remainder of a division by a plain positive number is always there.
        case .arithmetic(.remainder, let dividend, .literal(.integer(1...), .integer), .integer): dividend.canFail
        case .arithmetic(let operation, _, _, let type): operation != .divide && type != .double
        case .call(.negate, _, _), .call(.addDays, _, _), .call(.addMonths, _, _), .call(.round, _, _): true
        default: children.contains(where: \.canFail)
        }
    }
}
