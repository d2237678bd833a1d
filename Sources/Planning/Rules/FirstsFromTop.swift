import Values

/// The first values of each group in an order need no full sort.
///
///     before   aggregate first e by k ← sort by o ← scan
///     after    aggregate first e by k ← top 1 by o per k ← scan
///
/// Not legal for values that may be missing, which `first` passes over; beside aggregates of other rows; for keys that are
/// shown, or stand, otherwise where not all rows of a group are there (see `drop-useless-sorts`). Not done for more groups
/// than a list each is worth, nor for more than two keys, by which all would be put in order all the same.
enum FirstsFromTop: Rule {
    static let name = "firsts-from-top"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .aggregate(.sort(let input, let order), let keys, let aggregates) = node, !keys.isEmpty,
                !aggregates.isEmpty, order.count <= 2
            else { return node }
            let estimator = Estimator(node, context.catalog)
            let per = keys.map(\.expression)
            guard aggregates.allSatisfy({ isFirstOfAll($0.aggregate, input, estimator) }),
                per.allSatisfy(estimator.hidesOrder), combinations(per, estimator) <= mostGroups
            else { return node }
            return .aggregate(.top(input, order, count: 1, per: per), keys: keys, aggregates: aggregates)
        }
    }

    private static let mostGroups = 1 << 20

    /// How many groups there can be; very many where nothing is known of a key.
    private static func combinations(_ keys: [BoundExpression], _ estimator: Estimator) -> Int {
        keys.reduce(1) { product, key in
            let (next, overflow) = product.multipliedReportingOverflow(by: estimator.distinct(key) ?? .max)
            return overflow ? .max : next
        }
    }

    /// Whether an aggregate shows a value of the first row, whatever it is.
    private static func isFirstOfAll(_ aggregate: Aggregate, _ input: LogicalPlan, _ estimator: Estimator) -> Bool {
        guard aggregate.function == .first, aggregate.filter == nil,
            case .column(let id, _)? = aggregate.argument, input.passesOnScan(id)
        else { return false }
        return estimator.statistics(.column(id, aggregate.type))?.missingCount == 0
    }
}

extension LogicalPlan {
    /// Whether a column is a scan's, whose rows get here as they are.
    fileprivate func passesOnScan(_ id: ColumnID) -> Bool {
        switch self {
        case .scan(_, let columns): columns.contains { $0.id == id }
        case .filter(let input, _), .sort(let input, _), .extend(let input, _): input.passesOnScan(id)
        default: false
        }
    }
}
