import Columns
import Indexes
import Planning
import Storage

/// Finds rows by indexes, building those that are not there yet; what is found after a cancellation means nothing.
struct IndexAccess {
    private let table: Table
    private let cancellation: Cancellation

    init(_ table: Table, _ cancellation: Cancellation) { (self.table, self.cancellation) = (table, cancellation) }

    /// The rows of an access, ascending; nil for all.
    func rows(_ access: PhysicalPlan.Access) -> RowList? {
        if access == .allRows { return nil }
        guard build(access) else { return RowList([]) }
        return set(access).list
    }

    /// How many rows an access finds, without touching them.
    func count(_ access: PhysicalPlan.Access) -> Int { build(access) ? found(access) : 0 }

    /// False when cancelled.
    private func build(_ access: PhysicalPlan.Access) -> Bool {
        access.leaves.allSatisfy { leaf in
            // What a snapshot keeps is verified as it is read.
            table.hasIndex(leaf.kind, ofColumn: leaf.position)
                || table.buildIndex(leaf.kind, ofColumn: leaf.position) { [cancellation] in cancellation.isCancelled }
        }
    }

    private func found(_ access: PhysicalPlan.Access) -> Int {
        switch access {
        case .allRows: table.rowCount
        case .postings, .permutation: leaf(access).ranges.reduce(0) { $0 + $1.count }
        case .except(let inner): table.rowCount - found(inner)
        case .all(let parts) where parts.count == 2:
            set(parts[0]).intersectionCount(set(parts[1]))
        case .all, .any: set(access).count
        }
    }

    private func set(_ access: PhysicalPlan.Access) -> RowSet {
        switch access {
        case .allRows: return RowSet.none.complement(table.rowCount)
        case .postings, .permutation:
            let (ranges, rows) = leaf(access)
            if case .postings = access, ranges.count == 1 { return .run(rows, ranges[0]) }
            return RowSet(ranges, of: rows, rowCount: table.rowCount)
        case .except(let inner): return set(inner).complement(table.rowCount)
        case .all(let parts):
            let sets = parts.map { set($0) }.sorted { $0.count < $1.count }
            return sets.dropFirst().reduce(sets[0]) { $0.intersection($1) }
        case .any(let parts): return RowSet.union(parts.map { set($0) }, rowCount: table.rowCount)
        }
    }

    private func leaf(_ access: PhysicalPlan.Access) -> (ranges: [Range<Int>], rows: Buffer<UInt32>) {
        switch access {
        case .postings(let position, let predicate):
            let dictionary = table.dictionary(ofColumn: position)
            return table.postings(ofColumn: position) { lists(predicate, dictionary, $0) }
        case .permutation(let position, let predicate):
            let permutation = table.permutation(ofColumn: position)
            return (slices(predicate, permutation), permutation.rows)
        case .allRows, .all, .any, .except: preconditionFailure("no single index")
        }
    }

    private func lists(
        _ predicate: BoundExpression, _ dictionary: TextDictionary?, _ postings: Postings
    ) -> [Range<Int>] {
        switch predicate {
        case .inIntegers(_, let set, _):
            return set.ranges.flatMap { range in
                let last = postings.base + Int64(postings.listCount) - 1
                guard postings.listCount > 0, range.lowerBound <= last, range.upperBound >= postings.base else {
                    return [Range<Int>]()
                }
                return range.clamped(to: postings.base...last).map { postings.range(of: $0) }.filter { !$0.isEmpty }
            }
        case .matchesText(_, let pattern):
            guard let dictionary else { return [] }
            let codes = (try? DictionaryMatcher(dictionary, cancellation).codes(pattern)) ?? []
            return codes.map { postings.range(of: Int64($0)) }
        default: preconditionFailure("not a predicate for postings")
        }
    }

    private func slices(_ predicate: BoundExpression, _ permutation: SortedPermutation) -> [Range<Int>] {
        switch predicate {
        case .inIntegers(_, let set, _): return set.ranges.map { permutation.slice($0) }
        case .inDoubles(_, let intervals, _):
            return intervals.map { interval in
                let low = interval.includesLow ? interval.low : interval.low.nextUp
                let high = interval.includesHigh ? interval.high : interval.high.nextDown
                return low <= high ? permutation.slice(low...high) : 0..<0
            }
        default: preconditionFailure("not a predicate for a permutation")
        }
    }
}
