import Columns
import Indexes
import Storage

/// How many rows a predicate over one column holds for, as an index in memory tells.
struct IndexedRows {
    private let table: Table
    private let catalog: Catalog

    init(_ table: Table, _ catalog: Catalog) { (self.table, self.catalog) = (table, catalog) }

    /// Nil where no index tells, or only after more work than an estimate is worth.
    func count(_ access: PhysicalPlan.Access) -> Int? {
        switch access {
        case .permutation(let position, let predicate):
            table.permutationIfBuilt(ofColumn: position).flatMap { count(predicate, $0) }
        case .postings(let position, let predicate):
            table.postingsIfBuilt(ofColumn: position).flatMap { count(predicate, position, $0) }
        case .words, .allRows, .all, .any, .except: nil
        }
    }

    /// Ranges and values that are looked up, at most.
    private static let fewParts = 16

    private func count(_ predicate: BoundExpression, _ permutation: SortedPermutation) -> Int? {
        switch predicate {
        case .inIntegers(_, let set, _) where set.ranges.count <= Self.fewParts:
            set.ranges.reduce(0) { $0 + permutation.slice($1).count }
        case .inDoubles(_, let intervals, _) where intervals.count <= Self.fewParts:
            intervals.compactMap(\.closed).reduce(0) { $0 + permutation.slice($1).count }
        default: nil
        }
    }

    private func count(_ predicate: BoundExpression, _ position: Int, _ postings: Postings) -> Int? {
        switch predicate.postingsQuestion(catalog)?.question {
        case .integers(let set)?:
            return set.values(limit: Self.fewParts)?.reduce(0) { $0 + postings.range(of: $1).count }
        case .texts(.anyOf(let keys))? where keys.count <= Self.fewParts:
            var rows = 0
            for key in keys {
                if let codes = table.knownCodes(of: key.bytes, key.level, ofColumn: position) {
                    for code in codes { rows += postings.range(of: Int64(code)).count }
                    continue
                }
                guard let dictionary = table.dictionary(ofColumn: position) else { return nil }
                guard let classes = dictionary.classesIfMade(key.level) else { return nil }
                guard let wanted = classes.find(key.bytes) else { continue }
                for code in classes.codes(ofClass: wanted) { rows += postings.range(of: Int64(code)).count }
            }
            return rows
        default: return nil
        }
    }
}
