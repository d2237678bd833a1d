import Columns
import Indexes
import Storage

/// Finds the cheapest way to the rows of a table that satisfy all of some predicates.
struct AccessChooser {
    let table: Table
    let columns: [LogicalPlan.ScanColumn]
    let estimator: Estimator
    let purpose: AccessPath.Purpose
    /// Whether an index is read wherever one answers, whatever it costs.
    var isForced = false

    typealias IndexFilter = (IndexKind, Int) -> Bool

    /// Combinations of so many predicates are weighed, those of the fewest rows: what all others leave out is little.
    private static let mostCandidates = 12

    private var tableRows: Double { Double(table.rowCount) }

    /// `isUsable`: which indexes may be read.
    func best(_ predicates: [BoundExpression], where isUsable: IndexFilter) -> AccessPath.Choice {
        var usable: [(index: Int, candidate: AccessCandidate)] = []
        for (index, predicate) in predicates.enumerated() {
            if let candidate = candidate(predicate, isUsable) { usable.append((index, candidate)) }
        }
        usable.sort { $0.candidate.rows < $1.candidate.rows }
        usable.removeSubrange(min(usable.count, Self.mostCandidates)...)
        var best = AccessPath.Choice(access: .allRows, remaining: predicates)
        var bestCost = isForced ? .infinity : ScanCost(table, columns, estimator).ofAll(predicates)
        for first in usable {
            var taken = [first]
            var cost = self.cost(taken.map(\.candidate), remaining(predicates, taken.map(\.index)))
            for next in usable where next.index != first.index {
                let more = taken + [next]
                let moreCost = self.cost(more.map(\.candidate), remaining(predicates, more.map(\.index)))
                if moreCost < cost { (taken, cost) = (more, moreCost) }
            }
            if cost < bestCost {
                let parts = taken.map(\.candidate.access)
                best = .init(
                    access: parts.count == 1 ? parts[0] : .all(parts),
                    remaining: remaining(predicates, taken.map(\.index)))
                bestCost = cost
            }
        }
        return best
    }

    private func remaining(_ predicates: [BoundExpression], _ taken: [Int]) -> [BoundExpression] {
        predicates.indices.filter { !taken.contains($0) }.map { predicates[$0] }
    }

    /// The rows of all parts, then what remains asked of them.
    private func cost(_ parts: [AccessCandidate], _ remaining: [BoundExpression]) -> Double {
        let isCounted = purpose == .count && remaining.isEmpty
        let whole = parts.count == 1 ? parts[0] : .all(parts, tableRows: tableRows)
        if isCounted { return AccessCosts.lookup + whole.countCost }
        let asked = remaining.reduce(0) { $0 + AccessCosts.probe * estimator.cost($1) }
        return AccessCosts.lookup + whole.setCost + whole.listCost(tableRows)
            + whole.rows * asked
    }

    // MARK: Candidates

    private func candidate(_ predicate: BoundExpression, _ isUsable: IndexFilter) -> AccessCandidate? {
        switch predicate {
        case .and(let parts):
            return candidates(parts, isUsable).map { .all($0, tableRows: tableRows) }
        case .or(let parts):
            return candidates(parts, isUsable).map { .any($0, tableRows: tableRows) }
        case .not(let negated):
            return candidate(negated, isUsable).map { .except($0, tableRows: tableRows) }
        default: return leaf(predicate, isUsable)
        }
    }

    private func candidates(_ parts: [BoundExpression], _ isUsable: IndexFilter) -> [AccessCandidate]? {
        var found: [AccessCandidate] = []
        for part in parts {
            guard let candidate = candidate(part, isUsable) else { return nil }
            found.append(candidate)
        }
        return found.isEmpty ? nil : found
    }

    private func leaf(_ predicate: BoundExpression, _ isUsable: IndexFilter) -> AccessCandidate? {
        let ways = [true, false].compactMap {
            Self.access(predicate, table, columns, estimator.catalog, byWords: $0)
        }
        guard let access = ways.first(where: { $0.leaves.allSatisfy { isUsable($0.kind, $0.position) } }) else {
            return nil
        }
        let known = IndexedRows(table, estimator.catalog).count(access)
        let rows = known.map(Double.init) ?? tableRows * estimator.selectivity(predicate)
        var candidate = AccessCandidate(access: access, rows: rows)
        switch access {
        case .permutation: candidate.countCost = AccessCosts.slice
        default: candidate.countCost = listsCost(predicate, access, rows)
        }
        candidate.setCost = candidate.countCost
        if !predicate.isOfOneList { candidate.gather(tableRows) }
        return candidate
    }

    /// To find the lists that a predicate asks for.
    private func listsCost(_ predicate: BoundExpression, _ access: PhysicalPlan.Access, _ rows: Double) -> Double {
        guard let position = access.leaves.first?.position,
            let question = predicate.postingsQuestion(estimator.catalog)?.question
        else { return AccessCosts.slice }
        switch question {
        case .integers(let set): return AccessCosts.list * Double(set.values(limit: 1 << 16)?.count ?? 1 << 16)
        case .texts(let pattern):
            let column = table.unreadColumn(position)
            let lists = min(rows, Double((column.elements ?? column).dictionary?.count ?? 0))
            var search = ScanCost.ofTexts(table, position, pattern)
            if case .words = access { search /= AccessCosts.textsToWords }
            return search + AccessCosts.list * lists
        case .targets(let name, _, _): return AccessCosts.target * Double(estimator.catalog[name]?.rowCount ?? 0)
        }
    }

    /// The access that answers a predicate, where indexes can; `byWords`: where texts are long and many, by their words.
    static func access(
        _ predicate: BoundExpression, _ table: Table, _ columns: [LogicalPlan.ScanColumn], _ catalog: Catalog,
        byWords: Bool
    ) -> PhysicalPlan.Access? {
        switch predicate {
        case .not(let inner):
            return access(inner, table, columns, catalog, byWords: byWords).map { .except($0) }
        case .and(let parts), .or(let parts):
            let found = parts.compactMap { access($0, table, columns, catalog, byWords: byWords) }
            guard found.count == parts.count, !found.isEmpty else { return nil }
            if case .and = predicate { return .all(found) }
            return .any(found)
        case .inDoubles(.column(let id, _), _, _):
            return position(id, columns).map { .permutation(position: $0, predicate) }
        default:
            guard let (id, question) = predicate.postingsQuestion(catalog), let position = position(id, columns) else {
                return nil
            }
            let column = table.unreadColumn(position)
            let isDiscrete = (column.elements ?? column).isDiscrete
            switch question {
            case .texts(let pattern):
                guard isDiscrete else { return nil }
                let hasWords = byWords && WordSearch(pattern) != nil && table.hasManyWords(ofColumn: position)
                return hasWords ? .words(position: position, predicate) : .postings(position: position, predicate)
            case .targets: return isDiscrete ? .postings(position: position, predicate) : nil
            case .integers(let set):
                if isDiscrete, column.isOfReferences || set.values(limit: 64) != nil {
                    return .postings(position: position, predicate)
                }
                return table.isList(position) ? nil : .permutation(position: position, predicate)
            }
        }
    }

    private static func position(_ id: ColumnID, _ columns: [LogicalPlan.ScanColumn]) -> Int? {
        guard let position = columns.first(where: { $0.id == id })?.position, position >= 0 else { return nil }
        return position
    }
}

extension Column {
    /// Codes, or integers that are few enough for a list each.
    fileprivate var isDiscrete: Bool {
        switch payload {
        case .codes(_, let dictionary): dictionary.count <= Postings.maximumLists
        case .integers(let packed): isOfReferences || !packed.isWide
        case .doubles, .lists: false
        }
    }

    fileprivate var isOfReferences: Bool {
        switch type {
        case .reference, .list(of: .reference): true
        default: false
        }
    }
}

extension BoundExpression {
    /// Whether its rows are those of one value, which stand in order already.
    fileprivate var isOfOneList: Bool {
        switch self {
        case .inIntegers(.column, let set, _), .anyElement(.column, .inIntegers(.element, let set, _)):
            set.values(limit: 1) != nil
        case .matchesText(.column, .anyOf(let keys)), .anyElement(.column, .matchesText(.element, .anyOf(let keys))):
            keys.count == 1
        default: false
        }
    }
}
