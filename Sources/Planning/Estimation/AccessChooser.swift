import Columns
import Indexes
import Storage

/// Finds the cheapest way to the rows of a table that satisfy all of some predicates.
struct AccessChooser {
    let table: Table
    let columns: [LogicalPlan.ScanColumn]
    let estimator: Estimator
    let purpose: AccessPath.Purpose

    typealias IndexFilter = (IndexKind, Int) -> Bool

    /// A set of rows that indexes give.
    private struct Candidate {
        var access: PhysicalPlan.Access
        /// How many rows it finds.
        var rows: Double
        /// To have them in order.
        var rowsCost: Double
        /// To know how many they are.
        var countCost: Double
    }

    private var tableRows: Double { Double(table.rowCount) }

    /// `isUsable`: which indexes may be read.
    func best(_ predicates: [BoundExpression], where isUsable: IndexFilter) -> AccessPath.Choice {
        var usable: [(index: Int, candidate: Candidate)] = []
        for (index, predicate) in predicates.enumerated() {
            if let candidate = candidate(predicate, isUsable) { usable.append((index, candidate)) }
        }
        usable.sort { $0.candidate.rows < $1.candidate.rows }
        var best = AccessPath.Choice(access: .allRows, remaining: predicates)
        var bestCost = scanCost(predicates)
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

    // MARK: Costs

    private func scanCost(_ predicates: [BoundExpression]) -> Double {
        var share = 1.0
        var row = AccessCosts.scan
        for predicate in predicates {
            row += share * AccessCosts.look * estimator.cost(predicate)
            share *= estimator.selectivity(predicate)
        }
        return tableRows * row
    }

    private func cost(_ parts: [Candidate], _ remaining: [BoundExpression]) -> Double {
        var (rows, cost) = (parts[0].rows, 0.0)
        if parts.count == 1 {
            cost = purpose == .count && remaining.isEmpty ? parts[0].countCost : parts[0].rowsCost
        } else {
            cost = parts.reduce(0) { $0 + $1.rowsCost }
            for part in parts.dropFirst() {
                cost += AccessCosts.merge * min(rows + part.rows, rows * 8)
                rows *= part.rows / tableRows
            }
        }
        let asked = remaining.reduce(0) { $0 + AccessCosts.probe + AccessCosts.look * estimator.cost($1) }
        if purpose == .rows || !remaining.isEmpty { cost += rows * (AccessCosts.fetch + asked) }
        return AccessCosts.lookup + cost
    }

    // MARK: Candidates

    private func candidate(_ predicate: BoundExpression, _ isUsable: IndexFilter) -> Candidate? {
        let rows = tableRows * estimator.selectivity(predicate)
        let marked = AccessCosts.bit * tableRows
        switch predicate {
        case .and(let parts), .or(let parts):
            var inner: [Candidate] = []
            for part in parts {
                guard let candidate = candidate(part, isUsable) else { return nil }
                inner.append(candidate)
            }
            let cost = inner.reduce(0) { $0 + $1.rowsCost + $1.rows * AccessCosts.mark } + 2 * marked
            let accesses = inner.map(\.access)
            if case .and = predicate {
                return Candidate(access: .all(accesses), rows: rows, rowsCost: cost, countCost: cost)
            }
            return Candidate(access: .any(accesses), rows: rows, rowsCost: cost, countCost: cost)
        case .not(let negated):
            guard let inner = candidate(negated, isUsable) else { return nil }
            return Candidate(
                access: .except(inner.access), rows: rows,
                rowsCost: inner.rowsCost + inner.rows * AccessCosts.mark + marked + rows * AccessCosts.mark,
                countCost: inner.countCost)
        default:
            guard let access = Self.access(predicate, table, columns),
                access.leaves.allSatisfy({ isUsable($0.kind, $0.position) })
            else { return nil }
            let sortCost = min(marked + rows * AccessCosts.mark, rows * 20)
            return Candidate(
                access: access, rows: rows, rowsCost: predicate.isOfOneList ? 0 : sortCost, countCost: 0)
        }
    }

    /// The access that answers a predicate, where indexes can.
    static func access(_ predicate: BoundExpression, _ table: Table, _ columns: [LogicalPlan.ScanColumn])
        -> PhysicalPlan.Access?
    {
        switch predicate {
        case .inIntegers(.column(let id, let type), let set, _):
            guard let position = position(id, columns) else { return nil }
            let isDiscrete = table.columns[position].packed.map { !$0.isWide } ?? false
            if isDiscrete, case .reference = type { return .postings(position: position, predicate) }
            if isDiscrete, set.values(limit: 64) != nil { return .postings(position: position, predicate) }
            return .permutation(position: position, predicate)
        case .inDoubles(.column(let id, _), _, _):
            return position(id, columns).map { .permutation(position: $0, predicate) }
        case .matchesText(.column(let id, _), _):
            return position(id, columns).map { .postings(position: $0, predicate) }
        case .not(let inner): return access(inner, table, columns).map { .except($0) }
        case .and(let parts): return accesses(parts, table, columns).map { .all($0) }
        case .or(let parts): return accesses(parts, table, columns).map { .any($0) }
        default: return nil
        }
    }

    private static func accesses(
        _ parts: [BoundExpression], _ table: Table, _ columns: [LogicalPlan.ScanColumn]
    ) -> [PhysicalPlan.Access]? {
        let found = parts.compactMap { access($0, table, columns) }
        return found.count == parts.count && !found.isEmpty ? found : nil
    }

    private static func position(_ id: ColumnID, _ columns: [LogicalPlan.ScanColumn]) -> Int? {
        guard let position = columns.first(where: { $0.id == id })?.position, position >= 0 else { return nil }
        return position
    }
}

extension BoundExpression {
    /// Whether its rows are those of one value, which stand in order already.
    fileprivate var isOfOneList: Bool {
        switch self {
        case .inIntegers(_, let set, _): set.values(limit: 1) != nil
        case .matchesText(_, .anyOf(let keys)): keys.count == 1
        default: false
        }
    }
}
