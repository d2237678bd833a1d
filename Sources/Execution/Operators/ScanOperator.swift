import Columns
import Indexes
import Planning
import Storage
import Values

/// Rows of a collection that satisfy predicates, by index or by reading all.
final class ScanOperator: Operator {
    let layout: Layout
    private let source: ScanSource
    private let columns: [Column]
    private let predicate: (any Predicate)?
    private let cancellation: Cancellation
    /// What is left of the run claimed last.
    private var rows = 0..<0

    init(
        _ source: ScanSource, _ scanned: [LogicalPlan.ScanColumn], _ predicates: [BoundExpression],
        _ context: ExecutionContext
    ) {
        self.source = source
        layout = Layout(scanned.map { ($0.id, $0.type) })
        columns = scanned.map { source.table.column(at: $0.position, rows: source.found) }
        cancellation = context.cancellation
        let compiler = ExpressionCompiler(layout: layout, catalog: context.catalog)
        predicate = predicates.isEmpty ? nil : AndPredicate(predicates.map(compiler.predicate))
    }

    /// Remembers which indexes would have answered, so that the planner knows when one has paid for itself.
    static func note(_ predicates: [BoundExpression], _ table: Table, _ scanned: [LogicalPlan.ScanColumn]) {
        for predicate in predicates {
            if let position = predicate.indexablePosition(scanned) { table.noteScan(ofColumn: position) }
        }
    }

    func next() throws(ExecutionError) -> Batch? {
        while true {
            if rows.isEmpty {
                guard let claimed = source.claim() else { return nil }
                rows = claimed
            }
            if cancellation.isCancelled { throw .cancelled }
            let count = min(Batch.standardCount, rows.count)
            let start = rows.lowerBound
            rows = start + count..<rows.upperBound
            let selection: RowSelection = source.found.map { .list($0, start: start) } ?? .range(start: start)
            let batch = Batch(count: count, vectors: columns.map { Vector($0, selection) })
            guard let predicate else { return batch }
            var positions = Batch.allPositions(count)
            try predicate.keep(&positions, of: batch)
            if positions.count == count { return batch }
            if !positions.isEmpty { return batch.gathering(positions) }
        }
    }
}

extension Table {
    /// A column by its position; -1 and -2 are the hidden `_file` and `_line`, -3 the row itself.
    ///
    /// `rows`: those of it that will be read; nil for all.
    func column(at position: Int, rows: RowList? = nil) -> Column {
        if position == LogicalPlan.rowPosition { return rowColumn }
        if position < 0 { return hiddenColumn(-1 - position) }
        return rows.map { column(position, rows: $0) } ?? columns[position]
    }
}

/// Finds rows by an index.
enum IndexAccess {
    /// The rows of an access, ascending; nil for all.
    static func rows(of table: Table, _ access: PhysicalPlan.Access) -> RowList? {
        switch access {
        case .allRows: return nil
        case .postings(let position, let predicate):
            let dictionary = table.dictionary(ofColumn: position)
            let (ranges, rows) = table.postings(ofColumn: position) { lists(predicate, dictionary, $0) }
            return sorted(ranges, rows, isSorted: ranges.count == 1)
        case .permutation(let position, let predicate):
            let permutation = table.permutation(ofColumn: position)
            return sorted(slices(predicate, permutation), permutation.rows, isSorted: false)
        }
    }

    /// How many rows an access finds, without touching them.
    static func count(_ table: Table, _ access: PhysicalPlan.Access) -> Int {
        switch access {
        case .allRows: return table.rowCount
        case .postings(let position, let predicate):
            let dictionary = table.dictionary(ofColumn: position)
            let (ranges, _) = table.postings(ofColumn: position) { lists(predicate, dictionary, $0) }
            return ranges.reduce(0) { $0 + $1.count }
        case .permutation(let position, let predicate):
            return slices(predicate, table.permutation(ofColumn: position)).reduce(0) { $0 + $1.count }
        }
    }

    private static func lists(
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
            let matches = DictionaryMatcher.matches(pattern, dictionary)
            return (0..<dictionary.count).filter { matches[$0] }.map { postings.range(of: Int64($0)) }
        default: preconditionFailure("not a predicate for postings")
        }
    }

    private static func slices(_ predicate: BoundExpression, _ permutation: SortedPermutation) -> [Range<Int>] {
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

    private static func sorted(_ ranges: [Range<Int>], _ rows: Buffer<UInt32>, isSorted: Bool) -> RowList {
        var found: [UInt32] = []
        found.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
        for range in ranges { for index in range { found.append(rows[index]) } }
        if !isSorted { found.sort() }
        return RowList(found)
    }
}
