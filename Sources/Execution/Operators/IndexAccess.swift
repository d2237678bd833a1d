import Columns
import Indexes
import Planning
import Storage
import Values

/// Finds rows by indexes, building those that are not there yet; what is found after a cancellation means nothing.
struct IndexAccess {
    private let table: Table
    private let catalog: Catalog
    private let cancellation: Cancellation

    init(_ table: Table, _ catalog: Catalog, _ cancellation: Cancellation) {
        (self.table, self.catalog, self.cancellation) = (table, catalog, cancellation)
    }

    /// The rows of an access, ascending; nil for all.
    func rows(_ access: PhysicalPlan.Access) -> RowList? {
        if access == .allRows { return nil }
        guard build(access) else { return RowList([]) }
        return set(access).list
    }

    /// How many rows an access finds, without touching them.
    func count(_ access: PhysicalPlan.Access) -> Int { build(access) ? built(access) : 0 }

    /// False when cancelled.
    private func build(_ access: PhysicalPlan.Access) -> Bool {
        access.leaves.allSatisfy { leaf in
            // What a snapshot keeps is verified as it is read.
            table.hasIndex(leaf.kind, ofColumn: leaf.position)
                || table.buildIndex(leaf.kind, ofColumn: leaf.position) { [cancellation] in cancellation.isCancelled }
        }
    }

    // MARK: Sets

    private func built(_ access: PhysicalPlan.Access) -> Int {
        switch access {
        case .allRows: table.rowCount
        case .postings(let position, _) where table.isList(position),
            .words(let position, _) where table.isList(position):
            set(access).count
        case .postings, .words, .permutation: leaf(access).ranges.reduce(0) { $0 + $1.count }
        case .except(let inner): table.rowCount - built(inner)
        case .all(let parts) where parts.count == 2: set(parts[0]).intersectionCount(set(parts[1]))
        case .all, .any: set(access).count
        }
    }

    private func set(_ access: PhysicalPlan.Access) -> RowSet {
        switch access {
        case .allRows: return RowSet.none.complement(table.rowCount)
        case .postings, .words, .permutation:
            let (ranges, rows, areAscending) = leaf(access)
            return areAscending && ranges.count == 1
                ? .run(rows, ranges[0]) : RowSet(ranges, of: rows, rowCount: table.rowCount)
        case .except(let inner): return set(inner).complement(table.rowCount)
        case .all(let parts):
            let sets = parts.map(set).sorted { $0.count < $1.count }
            return sets.dropFirst().reduce(sets[0]) { $0.intersection($1) }
        case .any(let parts): return RowSet.union(parts.map(set), rowCount: table.rowCount)
        }
    }

    // MARK: One index

    /// The rows of an index that a predicate asks for, and whether those of each range ascend.
    private func leaf(
        _ access: PhysicalPlan.Access
    ) -> (ranges: [Range<Int>], rows: Buffer<UInt32>, areAscending: Bool) {
        switch access {
        case .postings(let position, let predicate):
            var areAscending = true
            let (ranges, rows) = table.postings(ofColumn: position) { lists(predicate, position, $0, &areAscending) }
            return (ranges, rows, areAscending)
        case .words(let position, let predicate):
            let codes = codes(predicate, position)
            let (ranges, rows) = table.postings(ofColumn: position) { postings in
                codes.map { postings.range(of: Int64($0)) }
            }
            return (ranges, rows, true)
        case .permutation(let position, let predicate):
            let permutation = table.permutation(ofColumn: position)
            return (slices(predicate, permutation), permutation.rows, false)
        case .allRows, .all, .any, .except: preconditionFailure("no single index")
        }
    }

    /// The lists of a predicate's values; those of values that stand side by side may be one range, which does not ascend.
    private func lists(
        _ predicate: BoundExpression, _ position: Int, _ postings: Postings, _ areAscending: inout Bool
    ) -> [Range<Int>] {
        switch predicate.postingsQuestion(catalog)?.question {
        case .integers(let set)?: return set.ranges.flatMap { lists(of: $0, postings) }
        case .texts(let pattern)?:
            if let codes = knownCodes(pattern, position) { return codes.map { postings.range(of: Int64($0)) } }
            guard let dictionary = dictionary(position),
                DictionaryMatcher.mayMatch(pattern, dictionary, cancellation)
            else { return [] }
            if pattern.readsAllTexts, table.hasManyWords(ofColumn: position) {
                table.noteScan(ofColumn: position, for: .words)
            }
            // What is given up half way means nothing.
            guard let matcher = try? DictionaryMatcher(pattern, dictionary, cancellation) else { return [] }
            if let run = matcher.run, run.count > 1 {
                areAscending = false
                return [postings.range(ofLists: run)]
            }
            return ((try? matcher.codes()) ?? []).map { postings.range(of: Int64($0)) }
        case .targets(let name, let row, let test)?:
            guard let target = catalog[name] else { preconditionFailure("a bound plan names loaded collections") }
            let rows = TargetRows(target, catalog, cancellation).satisfying(test, row)
            return rows.map { postings.range(of: Int64($0)) }.filter { !$0.isEmpty }
        case nil: preconditionFailure("not a predicate for postings")
        }
    }

    /// The codes of some texts, ascending, where all are known without reading the column's texts.
    private func knownCodes(_ pattern: TextPattern, _ position: Int) -> [UInt32]? {
        guard case .anyOf(let keys) = pattern else { return nil }
        var codes: Set<UInt32> = []
        for key in keys {
            guard let same = table.knownCodes(of: key.bytes, key.level, ofColumn: position) else { return nil }
            codes.formUnion(same)
        }
        return codes.sorted()
    }

    private func dictionary(_ position: Int) -> TextDictionary? {
        table.isList(position)
            ? table.columns[position].elements?.dictionary : table.dictionary(ofColumn: position)
    }

    private func lists(of range: ClosedRange<Int64>, _ postings: Postings) -> [Range<Int>] {
        guard postings.listCount > 0 else { return [] }
        let last = postings.base + Int64(postings.listCount - 1)
        guard range.lowerBound <= last, range.upperBound >= postings.base else { return [] }
        return range.clamped(to: postings.base...last).map { postings.range(of: $0) }.filter { !$0.isEmpty }
    }

    /// The codes of the texts that hold what is searched for, by their words.
    private func codes(_ predicate: BoundExpression, _ position: Int) -> [UInt32] {
        guard case .texts(let pattern)? = predicate.postingsQuestion(catalog)?.question,
            let search = WordSearch(pattern), let dictionary = table.dictionary(ofColumn: position)
        else { preconditionFailure("not a predicate for words") }
        let found = table.words(ofColumn: position).codes(search.needle, search.place)
        if search.isSure { return found }
        guard let matcher = try? DictionaryMatcher(pattern, dictionary, cancellation) else { return [] }
        return found.filter { matcher.holds(Int($0)) }
    }

    private func slices(_ predicate: BoundExpression, _ permutation: SortedPermutation) -> [Range<Int>] {
        switch predicate {
        case .inIntegers(_, let set, _): return set.ranges.map { permutation.slice($0) }
        case .inDoubles(_, let intervals, _):
            return intervals.map { $0.closed.map { permutation.slice($0) } ?? 0..<0 }
        default: preconditionFailure("not a predicate for a permutation")
        }
    }
}

/// The rows of a collection that references lead to.
private struct TargetRows {
    private let table: Table
    private let catalog: Catalog
    private let cancellation: Cancellation

    init(_ table: Table, _ catalog: Catalog, _ cancellation: Cancellation) {
        (self.table, self.catalog, self.cancellation) = (table, catalog, cancellation)
    }

    /// Those that satisfy a predicate over `row`, ascending.
    func satisfying(_ test: BoundExpression, _ row: ColumnID) -> [UInt32] {
        // What the reference leads to is read where it stands.
        var positions: [Int] = []
        let own = reading(test, row, &positions)
        let fields = positions.map { (Self.id($0), field($0).type) }
        let layout = Layout([(row, .reference(to: table.name))] + fields)
        let compiler = ExpressionCompiler(layout: layout, catalog: catalog, cancellation: cancellation)
        let predicate = compiler.predicate(own)
        let vectors = [Vector(table.rowColumn)] + positions.map { Vector(table.column(at: $0)) }
        var cutter = BatchCutter(Batch(count: table.rowCount, vectors: vectors))
        var (found, start): ([UInt32], Int) = ([], 0)
        while let batch = cutter.next(), !cancellation.isCancelled {
            // A comparison of values as they are stored fails only when it is cancelled.
            guard let positions = try? predicate.positions(of: batch) else { return [] }
            for position in positions { found.append(UInt32(start) + UInt32(position)) }
            start += batch.count
        }
        return found
    }

    /// The expression with columns for the fields of `row`.
    private func reading(_ expression: BoundExpression, _ row: ColumnID, _ positions: inout [Int]) -> BoundExpression {
        if case .follow(.column(row, _), _, let position, let type) = expression {
            if !positions.contains(position) { positions.append(position) }
            return .column(Self.id(position), type)
        }
        var found = positions
        let read = expression.mapChildren { reading($0, row, &found) }
        positions = found
        return read
    }

    private func field(_ position: Int) -> Field {
        position < 0 ? RowOrigin.hiddenFields[-1 - position] : table.schema.fields[position]
    }

    /// No column of a plan has such a number, and no element of a list.
    private static func id(_ position: Int) -> ColumnID { ColumnID(-2 - RowOrigin.hiddenFields.count - position) }
}
