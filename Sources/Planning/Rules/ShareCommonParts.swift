import Values

/// Equal parts of plans are run once: a `let` used twice, or the same query written twice, in one statement or in
/// several statements of a script.
///
///     before   join ← sort ← aggregate ← scan, sort ← aggregate ← scan
///     after    join ← shared 1 ← sort ← aggregate ← scan, shared 1
///
/// Parts are equal when they differ in nothing but the numbers of their columns. Only parts whose last operator reads
/// all of its input before it gives a row are shared: others would have to keep rows that could flow through, and
/// could be made to read more than a limit above them asks for.
///
/// Not legal where the other rules have made the parts different (a condition or a column that only one needs), nor
/// between statements when the collections have changed since.
enum ShareCommonParts {
    static let name = "share-common-parts"

    /// Plans of more operators are left alone.
    static let maximumSize = 200

    /// The plan with equal parts shared; nil where there are none.
    static func apply(_ plan: PhysicalPlan, _ script: ScriptParts) -> PhysicalPlan? {
        guard plan.leafCount > 1 || !script.isEmpty, plan.size <= maximumSize else { return nil }
        var counts = PartCounts()
        counts.add(plan)
        var sharer = Sharer(counts: counts, script: script)
        let shared = sharer.share(plan)
        return sharer.hasShared ? shared : nil
    }

    private struct Sharer {
        let counts: PartCounts
        let script: ScriptParts
        private var parts: [PhysicalPlan: (number: Int, columns: [ColumnID])] = [:]

        init(counts: PartCounts, script: ScriptParts) { (self.counts, self.script) = (counts, script) }

        var hasShared: Bool { !parts.isEmpty }

        /// From the root down, so that the largest equal parts are found.
        mutating func share(_ plan: PhysicalPlan) -> PhysicalPlan {
            if let part = plan.shareable {
                let canonical = part.canonical
                if let number = script.number(of: canonical) {
                    return reader(part, canonical, number, script.isMade(number) ? .made : .script)
                }
                if counts[canonical] > 1 { return reader(part, canonical, nil, .plan) }
            }
            return sharingInputs(plan)
        }

        private mutating func sharingInputs(_ plan: PhysicalPlan) -> PhysicalPlan {
            var made = plan
            made.inputs = []
            for input in plan.inputs { made.inputs.append(share(input)) }
            return made
        }

        private mutating func reader(
            _ plan: PhysicalPlan, _ canonical: PhysicalPlan, _ number: Int?, _ use: PhysicalPlan.SharedUse
        ) -> PhysicalPlan {
            let output = plan.output
            let known = parts[canonical]
            // The script's numbers go first.
            let part = known ?? (number: number ?? script.count + parts.count + 1, columns: output.map(\.id))
            parts[canonical] = part
            let columns = zip(output, part.columns).map {
                PhysicalPlan.SharedColumn(id: $0.id, source: $1, type: $0.type)
            }
            let makers = known != nil ? [] : [use == .made ? plan : sharingInputs(plan)]
            // Numbers of operators are unique in a plan; negative ones are nobody else's.
            return PhysicalPlan(
                id: -plan.id, .shared(number: part.number, use, columns: columns),
                inputs: makers, estimate: plan.estimate)
        }
    }
}

/// How often parts that may be shared occur, by their canonical form. What stands inside a part that was met before
/// is not counted again: nobody would run it.
struct PartCounts {
    private var counts: [PhysicalPlan: Int] = [:]

    subscript(canonical: PhysicalPlan) -> Int { counts[canonical, default: 0] }

    /// Calls `met` with each part and whether it was met before.
    mutating func add(_ plan: PhysicalPlan, met: (_ canonical: PhysicalPlan, _ isKnown: Bool) -> Void = { _, _ in }) {
        if let canonical = plan.shareable?.canonical {
            let isKnown = self[canonical] > 0
            counts[canonical, default: 0] += 1
            met(canonical, isKnown)
            if isKnown { return }
        }
        for input in plan.inputs { add(input, met: met) }
    }
}

extension PhysicalPlan {
    /// The plan as a part that may be shared: groups whose order nobody asks for are as good in that of their keys.
    /// Nil where rows come out before all have been read.
    fileprivate var shareable: PhysicalPlan? {
        guard operation.readsAllFirst else { return nil }
        guard case .aggregate(let keys, let aggregates, _) = operation, OrderedGroups.isPossible(keys) else {
            return self
        }
        var ordered = self
        ordered.operation = .aggregate(keys: keys, aggregates: aggregates, isOrdered: true)
        return ordered
    }

    var size: Int { inputs.reduce(1) { $0 + $1.size } }
    fileprivate var leafCount: Int { inputs.isEmpty ? 1 : inputs.reduce(0) { $0 + $1.leafCount } }
}

extension PhysicalPlan.Operation {
    /// Whether every row of the input is read before the first comes out.
    fileprivate var readsAllFirst: Bool {
        switch self {
        case .aggregate, .sort, .top, .window, .countedRanks, .sample: true
        case .scan, .filter, .extend, .project, .count, .countByCode, .aggregateFromStatistics, .firstRows, .topRows,
            .limit, .distinct, .join, .union, .unnest, .shared:
            false
        }
    }
}
