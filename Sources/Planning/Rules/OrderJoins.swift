import Storage

/// Of several joins the one that leaves fewest rows comes first.
///
///     before   join c on y ← join b on x ← a
///     after    join b on x ← join c on y ← a
///
/// Neighbours in a chain of joins change places when the later one's keys come from below both. Rows keep the order
/// that the chain as written gives them: by the left rows, then by the partners in the first, then in the second.
///
/// Not legal unless one of the two gives a row at most one partner (its key is unique): else the order among a row's
/// partners would change. Not legal for keys that can fail.
enum OrderJoins: Rule {
    static let name = "order-joins"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        guard let step = JoinStep(plan) else { return plan.mapInputs { apply($0, context) } }
        var steps = [step]
        while let below = JoinStep(steps[steps.count - 1].left) { steps.append(below) }
        steps.reverse()
        var base = apply(steps[0].left, context)
        for index in steps.indices { steps[index].right = apply(steps[index].right, context) }
        for step in ordered(steps, over: base, context) { base = step.plan(over: base) }
        return base
    }

    private static func ordered(_ steps: [JoinStep], over base: LogicalPlan, _ context: PlanContext) -> [JoinStep] {
        guard steps.count > 1 else { return steps }
        var steps = steps
        let fanOuts = steps.map { fanOut($0, context) }
        var ranked = Array(zip(steps, fanOuts))
        // Insertion, neighbour by neighbour: what may not be passed stays in front.
        for start in 1..<ranked.count {
            var place = start
            while place > 0, ranked[place].1 < ranked[place - 1].1 * clearlyLess,
                ranked[place].0.canPass(ranked[place - 1].0, context.catalog)
            {
                ranked.swapAt(place, place - 1)
                place -= 1
            }
        }
        steps = ranked.map(\.0)
        return steps
    }

    /// Estimates err: what is about the same stays as written.
    private static let clearlyLess = 0.9

    /// Rows that come out for one that goes in.
    private static func fanOut(_ step: JoinStep, _ context: PlanContext) -> Double {
        let estimator = Estimator(step.plan(over: step.left), context.catalog)
        let (left, right) = (rows(step.left, context), rows(step.right, context))
        guard left > 0 else { return 1 }
        return estimator.joined(step.kind, (keys: step.leftKeys, rows: left), (keys: step.rightKeys, rows: right))
            / left
    }

    private static func rows(_ plan: LogicalPlan, _ context: PlanContext) -> Double {
        var builder = PhysicalBuilder(context: context, estimator: Estimator(plan, context.catalog))
        return builder.build(plan).estimate
    }
}

/// One join of a chain.
private struct JoinStep {
    var left: LogicalPlan
    var right: LogicalPlan
    var kind: LogicalPlan.JoinKind
    var leftKeys: [BoundExpression]
    var rightKeys: [BoundExpression]

    init?(_ plan: LogicalPlan) {
        guard case .join(let left, let right, let kind, let leftKeys, let rightKeys) = plan, kind.givesBothSides,
            !(leftKeys + rightKeys).contains(where: \.canFail)
        else { return nil }
        (self.left, self.right, self.kind, self.leftKeys, self.rightKeys) = (left, right, kind, leftKeys, rightKeys)
    }

    func plan(over left: LogicalPlan) -> LogicalPlan {
        .join(left, right, kind: kind, left: leftKeys, right: rightKeys)
    }

    /// Whether this step may come before the one that stands in front of it.
    func canPass(_ other: JoinStep, _ catalog: Catalog) -> Bool {
        LogicalPlan.columns(of: leftKeys).isDisjoint(with: other.right.output.map(\.id))
            && (right.isUnique(by: rightKeys, catalog) || other.right.isUnique(by: other.rightKeys, catalog))
    }
}

extension LogicalPlan {
    /// Whether no two rows are the same by some keys that are all present; false where that is not known.
    func isUnique(by keys: [BoundExpression], _ catalog: Catalog) -> Bool {
        let ids = Set(
            keys.compactMap { key -> ColumnID? in
                if case .column(let id, _) = key { return id }
                return nil
            })
        return isUnique(by: ids, catalog)
    }

    private func isUnique(by ids: Set<ColumnID>, _ catalog: Catalog) -> Bool {
        switch self {
        case .scan(let name, let columns):
            guard let table = catalog[name] else { return false }
            return columns.contains { ids.contains($0.id) && table.isUnique($0.position) }
        case .filter(let input, _), .sort(let input, _), .limit(let input, _, _), .top(let input, _, _, _),
            .sample(let input, _), .distinct(let input, _), .extend(let input, _), .window(let input, _, _, _):
            return input.isUnique(by: ids, catalog)
        case .join(let left, _, let kind, _, _): return !kind.givesBothSides && left.isUnique(by: ids, catalog)
        case .aggregate(_, let keys, _): return ids.isSuperset(of: keys.map(\.id))
        case .project, .union, .unnest: return false
        }
    }
}

extension Table {
    /// Whether a column is known to hold each value once, by the identity of `=`.
    fileprivate func isUnique(_ position: Int) -> Bool {
        guard position >= 0 else { return position == LogicalPlan.rowPosition }
        let statistics = estimates(ofColumn: position)
        return statistics.codeCounts != nil && statistics.distinctCount == statistics.rowCount - statistics.missingCount
            && columns[position].hasOneSpelling(isExact: false)
    }
}
