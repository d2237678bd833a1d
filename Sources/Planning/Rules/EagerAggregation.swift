import Columns
import Storage
import Values

/// Rows that a join repeats or drops by few keys are put together by those keys first.
///
///     before   count, sum v, sum b.w by b.k ← join b on id ← a
///     after    sum n, sum s, sum b.w × n by b.k ← join b on id ← count n, sum v s by id ← a
///
/// (Yan and Larson, "Eager aggregation and lazy aggregation", 1995.) The join then looks up a row for each different key
/// instead of one for each row.
///
/// Not legal for aggregates that depend on the order of rows, cannot be put together from parts or have a filter; where
/// a part's sum could leave 64 bits though the whole does not; for keys whose spellings or order show in the result
/// (text spelled in several ways, references); for keys of two types; for expressions that can fail.
enum EagerAggregation: Rule {
    static let name = "eager-aggregation"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        var next = plan.greatestColumn
        return plan.rewritten { node in
            guard
                case .aggregate(
                    .join(let left, let right, let kind, let leftKeys, let rightKeys), let keys, let wanted) = node,
                kind.givesBothSides, !leftKeys.isEmpty, left.isStreamedScan,
                !(leftKeys + rightKeys + keys.map(\.expression)).contains(where: \.canFail),
                zip(leftKeys, rightKeys).allSatisfy({ $0.type == $1.type && $0.type != .double })
            else { return node }
            var parts = Parts(left, right, Estimator(node, context.catalog), next)
            guard let joined = leftKeys.mapAll({ parts.key($0) }), let groups = keys.mapAll({ parts.group($0) }),
                let aggregates = wanted.mapAll({ parts.whole($0) }), parts.pay(context)
            else { return node }
            next = parts.last
            return .aggregate(
                .join(parts.plan, right, kind: kind, left: joined, right: rightKeys), keys: groups,
                aggregates: aggregates)
        }
    }

    /// The aggregation below the join as it is put together, and what stands above it instead.
    private struct Parts {
        private let left: LogicalPlan
        private let leftColumns: Set<ColumnID>
        private let rightColumns: Set<ColumnID>
        private var below: PartialAggregation

        init(_ left: LogicalPlan, _ right: LogicalPlan, _ estimator: Estimator, _ last: Int) {
            self.left = left
            below = PartialAggregation(estimator, after: last)
            leftColumns = Set(left.output.map(\.id))
            rightColumns = Set(right.output.map(\.id))
        }

        var plan: LogicalPlan { below.plan(over: left) }
        var last: Int { below.last }

        /// Rows that one group must stand for on average.
        private static let rowsAGroup = 4.0

        /// Whether there are far fewer groups than rows.
        func pay(_ context: PlanContext) -> Bool {
            below.pays(over: left, rowsAGroup: Self.rowsAGroup, context)
        }

        /// The column that stands for a key of the left side.
        mutating func key(_ expression: BoundExpression) -> BoundExpression? {
            expression.columns.isSubset(of: leftColumns) ? below.column(ofKey: expression) : nil
        }

        /// A key of the aggregation above, over what the join gives now.
        mutating func group(_ key: LogicalPlan.Definition) -> LogicalPlan.Definition? {
            guard below.estimator.showsAlike(key.expression) else { return nil }
            if key.expression.columns.isSubset(of: rightColumns) { return key }
            return self.key(key.expression).map { LogicalPlan.Definition(key.id, $0) }
        }

        /// An aggregate of the joined rows from those of the parts; nil where there is none.
        mutating func whole(_ definition: LogicalPlan.AggregateDefinition) -> LogicalPlan.AggregateDefinition? {
            let aggregate = definition.aggregate
            guard aggregate.filter == nil, !(aggregate.argument?.canFail ?? false) else { return nil }
            guard let argument = aggregate.argument else {
                return aggregate.function == .count ? definition.with(.sum, below.column(of: aggregate)) : nil
            }
            let isLeft = argument.columns.isSubset(of: leftColumns)
            guard isLeft || argument.columns.isSubset(of: rightColumns) else { return nil }
            switch aggregate.function {
            case .count where isLeft: return definition.with(.sum, below.column(of: aggregate))
            case .sum where isLeft:
                return below.estimator.partSumsFit(argument) ? definition.with(.sum, below.column(of: aggregate)) : nil
            case .sum:
                let weight = below.column(of: Aggregate(.count, nil, type: .integer))
                return LogicalPlan.AggregateDefinition(
                    definition.id, Aggregate(.weightedSum, argument, second: weight, type: aggregate.type))
            case .minimum, .maximum:
                guard argument.type != .text else { return nil }
                return isLeft ? definition.with(aggregate.function, below.column(of: aggregate)) : definition
            default: return nil
            }
        }
    }
}

extension LogicalPlan {
    /// Whether this passes on rows of one scan, each at most once.
    fileprivate var isStreamedScan: Bool {
        switch self {
        case .scan: true
        case .filter(let input, _), .extend(let input, _), .project(let input, _): input.isStreamedScan
        default: false
        }
    }
}
