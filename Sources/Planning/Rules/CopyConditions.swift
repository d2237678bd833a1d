import Storage

/// What is asked of a join's key on one side is asked of the other side's key too.
///
///     before   join on k ← filter k = 1 ← a, b
///     after    join on k ← filter k = 1 ← a, filter k = 1 ← b
///
///     before   left join on row = bloc ← filter name = x ← blocs, count by bloc ← awards
///     after    … , filter bloc in (rows of blocs named x) ← count by bloc ← awards
///
/// The second is a reference backwards: conditions on the rows referred to become a set of rows, found once, which
/// `PushDownPredicates`, which runs again, takes below the aggregation and to an index.
///
/// Not legal from the right side to the left one where left rows without partner are kept, for keys of two types,
/// for conditions that can fail, or for those that tell apart spellings which the join takes for one.
enum CopyConditions: Rule {
    static let name = "copy-conditions"

    static func apply(_ plan: LogicalPlan, _ context: PlanContext) -> LogicalPlan {
        plan.rewritten { node in
            guard case .join(let left, let right, let kind, let leftKeys, let rightKeys) = node else { return node }
            let needsPartner = kind == .inner || kind == .with || kind == .intersect
            let toRight = conditions(from: left, leftKeys, to: right, rightKeys, context.catalog)
            let toLeft = needsPartner ? conditions(from: right, rightKeys, to: left, leftKeys, context.catalog) : []
            guard !toLeft.isEmpty || !toRight.isEmpty else { return node }
            return .join(
                left.filtered(by: toLeft), right.filtered(by: toRight), kind: kind, left: leftKeys, right: rightKeys)
        }
    }

    private static func conditions(
        from source: LogicalPlan, _ sourceKeys: [BoundExpression], to target: LogicalPlan,
        _ targetKeys: [BoundExpression], _ catalog: Catalog
    ) -> [BoundExpression] {
        let holding = source.holding
        guard !holding.isEmpty else { return [] }
        var copies: [BoundExpression] = []
        for (sourceKey, targetKey) in zip(sourceKeys, targetKeys) {
            guard case .column(let id, let type) = sourceKey, case .column(_, type) = targetKey else { continue }
            for condition in holding
            where condition.columns == [id] && !condition.canFail && condition.isBlindToSpelling {
                copies.append(condition.substituting([id: targetKey]))
            }
            if let set = rows(holding, behind: id, of: source, catalog) {
                copies.append(.inIntegers(targetKey, set.rows, note: set.note))
            }
        }
        let known = target.holding
        return copies.filter { !known.contains($0) }
    }

    private static let maximumRows = 65_536
    private static let maximumRanges = 4096

    /// The rows of the collection whose own row `id` is that satisfy the conditions on its stored columns; nil where
    /// those are none that can be asked here, or leave most of the rows.
    private static func rows(
        _ holding: [BoundExpression], behind id: ColumnID, of plan: LogicalPlan, _ catalog: Catalog
    ) -> (rows: IntegerSet, note: String)? {
        guard let scan = plan.scan(ofRow: id), let table = catalog[scan.table], table.rowCount <= maximumRows else {
            return nil
        }
        let tests = holding.compactMap { condition in
            condition.columns.isEmpty ? nil : condition.test(of: table, scan.columns)
        }
        guard !tests.isEmpty else { return nil }
        let found = (0..<table.rowCount).filter { row in tests.allSatisfy { $0(row) } }
        let set = IntegerSet(values: found.map(Int64.init))
        guard found.count * 2 <= table.rowCount, set.ranges.count <= maximumRanges else { return nil }
        return (set, "in \(found.count) of \(table.name)")
    }
}

extension LogicalPlan {
    fileprivate func filtered(by conditions: [BoundExpression]) -> LogicalPlan {
        conditions.isEmpty ? self : .filter(self, .conjunction(conditions))
    }

    /// Conditions that hold for every row that comes out, as far as filters say.
    fileprivate var holding: [BoundExpression] {
        switch self {
        case .scan, .union: return []
        case .filter(let input, let predicate): return input.holding + predicate.conjuncts
        case .extend(let input, _), .sort(let input, _), .limit(let input, _, _), .top(let input, _, _, _),
            .sample(let input, _), .distinct(let input, _), .window(let input, _, _, _), .unnest(let input, _, _, _):
            return input.holding
        case .project(let input, let definitions):
            let kept = Set(definitions.filter(\.isPassedOn).map(\.id))
            return input.holding.filter { $0.columns.isSubset(of: kept) }
        case .join(let left, let right, let kind, _, _): return left.holding + (kind == .inner ? right.holding : [])
        case .aggregate(let input, let keys, _):
            var made: [ColumnID: BoundExpression] = [:]
            for key in keys {
                if case .column(let source, let type) = key.expression { made[source] = .column(key.id, type) }
            }
            // A group is shown by one of its spellings.
            return input.holding.filter { $0.isBlindToSpelling && $0.columns.isSubset(of: made.keys) }
                .map { $0.substituting(made) }
        }
    }

    /// The scan whose rows a column numbers.
    fileprivate func scan(ofRow id: ColumnID) -> (table: String, columns: [ScanColumn])? {
        if case .scan(let table, let columns) = self {
            let isRow = columns.contains { $0.id == id && $0.position == LogicalPlan.rowPosition }
            return isRow ? (table, columns) : nil
        }
        return inputs.lazy.compactMap { $0.scan(ofRow: id) }.first
    }
}

extension BoundExpression {
    /// The condition as a test of a collection's rows; nil where it asks more than whole values of stored columns.
    fileprivate func test(of table: Table, _ columns: [LogicalPlan.ScanColumn]) -> ((Int) -> Bool)? {
        switch self {
        case .inIntegers(let subject, _, _), .inDoubles(let subject, _, _), .matchesText(let subject, _):
            return subject.storedPosition(columns).flatMap { table.columns[$0].test(self) }
        case .isMissing(let subject):
            guard let position = subject.storedPosition(columns) else { return nil }
            if case .list = table.schema.fields[position].type { return nil }
            return { !table.columns[position].isPresent($0) }
        case .not(let inner):
            guard let test = inner.test(of: table, columns) else { return nil }
            return { !test($0) }
        case .and(let parts), .or(let parts):
            let tests = parts.compactMap { $0.test(of: table, columns) }
            guard tests.count == parts.count else { return nil }
            if case .and = self { return { row in tests.allSatisfy { $0(row) } } }
            return { row in tests.contains { $0(row) } }
        default: return nil
        }
    }
}
