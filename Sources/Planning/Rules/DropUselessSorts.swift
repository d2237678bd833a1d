import Values

/// A sort whose order nobody can see.
///
///     before   aggregate sum ← sort ← scan
///     after    aggregate sum ← scan
///
/// Not legal when an aggregate depends on the order of rows (first, last, list; sums of doubles in their last digit; the
/// least of texts that sort alike), when a key is text (of equally common spellings the first is shown) or a reference
/// (of targets shown alike the first comes first), when a limit stands between, or below another sort (which is stable:
/// the lower order decides among equals).
enum DropUselessSorts: Rule {
    static let name = "drop-useless-sorts"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .aggregate(let input, let keys, let aggregates) = node, hidesOrder(keys, aggregates) else {
                return node
            }
            return .aggregate(unsorted(input), keys: keys, aggregates: aggregates)
        }
    }

    /// Whether groups and aggregates are the same whatever the order of rows.
    static func hidesOrder(
        _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition]
    ) -> Bool {
        !aggregates.contains { $0.aggregate.dependsOnOrder } && !keys.contains { dependsOnOrder($0.expression.type) }
    }

    private static func dependsOnOrder(_ key: ValueType) -> Bool {
        switch key {
        case .text, .reference: true
        default: false
        }
    }

    private static func unsorted(_ plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .sort(let input, _): unsorted(input)
        case .filter, .extend, .project: plan.mapInputs(unsorted)
        default: plan
        }
    }
}

extension Aggregate {
    /// Whether the same rows in another order may give another result.
    public var dependsOnOrder: Bool {
        switch function {
        case .count, .distinct, .percentile: false
        case .first, .last, .list, .deviation, .correlation: true
        case .sum, .weightedSum, .average, .share, .minimum, .maximum:
            argument?.type == .double || argument?.type == .text
        }
    }
}
