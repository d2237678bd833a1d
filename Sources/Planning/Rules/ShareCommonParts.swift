import Values

/// Equal parts of a plan are run once: a `let` used twice, or the same query written twice.
///
///     before   join ← sort ← aggregate ← scan, sort ← aggregate ← scan
///     after    join ← shared 1 ← sort ← aggregate ← scan, shared 1
///
/// Parts are equal when they differ in nothing but the numbers of their columns. Only parts whose last operator reads
/// all of its input before it gives a row are shared: others would have to keep rows that could flow through, and
/// could be made to read more than a limit above them asks for.
///
/// Not legal where the other rules have made the parts different (a condition or a column that only one needs).
enum ShareCommonParts {
    static let name = "share-common-parts"

    /// Plans of more operators are left alone.
    private static let maximumSize = 200

    /// The plan with equal parts shared; nil where there are none.
    static func apply(_ plan: PhysicalPlan) -> PhysicalPlan? {
        guard plan.leafCount > 1, plan.size <= maximumSize else { return nil }
        var finder = Finder()
        finder.count(plan)
        var sharer = Sharer(counts: finder.counts)
        let shared = sharer.share(plan)
        return sharer.hasShared ? shared : nil
    }

    private struct Finder {
        /// How often each part that may be shared occurs, by its canonical form.
        var counts: [PhysicalPlan: Int] = [:]

        mutating func count(_ plan: PhysicalPlan) {
            if plan.operation.readsAllFirst { counts[plan.canonical, default: 0] += 1 }
            for input in plan.inputs { count(input) }
        }
    }

    private struct Sharer {
        let counts: [PhysicalPlan: Int]
        private var parts: [PhysicalPlan: (number: Int, columns: [ColumnID])] = [:]

        init(counts: [PhysicalPlan: Int]) { self.counts = counts }

        var hasShared: Bool { !parts.isEmpty }

        /// From the root down, so that the largest equal parts are found.
        mutating func share(_ plan: PhysicalPlan) -> PhysicalPlan {
            if plan.operation.readsAllFirst {
                let canonical = plan.canonical
                if counts[canonical, default: 0] > 1 { return reader(plan, canonical) }
            }
            var made = plan
            made.inputs = []
            for input in plan.inputs { made.inputs.append(share(input)) }
            return made
        }

        private mutating func reader(_ plan: PhysicalPlan, _ canonical: PhysicalPlan) -> PhysicalPlan {
            let output = plan.output
            let known = parts[canonical]
            let part = known ?? (number: parts.count + 1, columns: output.map(\.id))
            parts[canonical] = part
            let columns = zip(output, part.columns).map {
                PhysicalPlan.SharedColumn(id: $0.id, source: $1, type: $0.type)
            }
            // Numbers of operators are unique in a plan; negative ones are nobody else's.
            return PhysicalPlan(
                id: -plan.id, .shared(number: part.number, columns: columns), inputs: known == nil ? [plan] : [],
                estimate: plan.estimate)
        }
    }
}

extension PhysicalPlan {
    fileprivate var size: Int { inputs.reduce(1) { $0 + $1.size } }
    fileprivate var leafCount: Int { inputs.isEmpty ? 1 : inputs.reduce(0) { $0 + $1.leafCount } }
}

extension PhysicalPlan.Operation {
    /// Whether every row of the input is read before the first comes out.
    fileprivate var readsAllFirst: Bool {
        switch self {
        case .aggregate, .sort, .top, .window, .sample: true
        case .scan, .filter, .extend, .project, .count, .countByCode, .aggregateFromStatistics, .firstRows, .topRows,
            .limit,
            .distinct, .join, .union, .unnest, .shared:
            false
        }
    }
}
