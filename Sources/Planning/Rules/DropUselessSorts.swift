import Columns
import Storage
import Values

/// A sort whose order nobody can see.
///
///     before   aggregate sum ← sort ← scan
///     after    aggregate sum ← scan
///
/// Not legal when an aggregate depends on the order of rows (first, last, list; sums of doubles in their last digit; the
/// least of texts that sort alike), when a key is text of several spellings (of equally common ones the first is shown)
/// or a reference to rows some of which sort alike (the first comes first), when a limit stands between, or below
/// another sort (which is stable: the lower order decides among equals).
enum DropUselessSorts: Rule {
    static let name = "drop-useless-sorts"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .aggregate(let input, let keys, let aggregates) = node else { return node }
            let rest = unsorted(input)
            guard rest != input, hidesOrder(keys, aggregates, Estimator(node, context.catalog)) else { return node }
            return .aggregate(rest, keys: keys, aggregates: aggregates)
        }
    }

    /// Whether groups and aggregates are the same whatever the order of rows.
    static func hidesOrder(
        _ keys: [LogicalPlan.Definition], _ aggregates: [LogicalPlan.AggregateDefinition], _ estimator: Estimator
    ) -> Bool {
        !aggregates.contains { $0.aggregate.dependsOnOrder }
            && keys.allSatisfy { estimator.hidesOrder($0.expression) }
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

extension Estimator {
    /// Whether groups by a key are shown alike, and stand alike, whatever the order of rows.
    func hidesOrder(_ key: BoundExpression) -> Bool {
        switch key.type {
        case .text: showsAlike(key)
        case .reference(let target): catalog[target]?.hasRowsInOneOrder ?? false
        default: true
        }
    }
}

extension Table {
    /// Larger ones are not looked at for a plan.
    private static let fewRows = 1 << 14

    /// Whether no two rows are shown by texts that sort alike.
    fileprivate var hasRowsInOneOrder: Bool {
        guard rowCount <= Self.fewRows, let displayPosition,
            case .codes(let codes, let dictionary) = columns[displayPosition].payload,
            dictionary.count == rowCount, columns[displayPosition].missingCount == 0
        else { return false }
        let ranks = dictionary.ranks(.alphabetical)
        return Set((0..<rowCount).map { ranks[Int(codes[$0])] }).count == rowCount
    }
}
