import Columns
import Indexes
import Synchronization
import VietnameseText

/// What is computed from a table when first needed, once, whoever asks.
final class DerivedData: Sendable {
    struct State {
        var statistics: [Int: ColumnStatistics] = [:]
        /// From samples, where nobody has needed the whole column yet.
        var estimates: [Int: ColumnStatistics] = [:]
        var firstRows: [Int: Buffer<UInt32>] = [:]
        var sampledKeys: [SampledKeys: FoldedTexts] = [:]
        var postings: [Int: Postings] = [:]
        var permutations: [Int: SortedPermutation] = [:]
        var words: [Int: WordIndex] = [:]
        /// Of the table as a whole, under 0.
        var rowNames: [Int: RowNames] = [:]
        /// Columns that are not stored, by their negative positions.
        var hiddenColumns: [Int: Column] = [:]
        /// How often everything was read that an index would have found; it is built once that has cost more than
        /// building does.
        var scanCounts: [IndexKey: Int] = [:]
    }

    struct IndexKey: Hashable {
        var kind: IndexKind
        var position: Int
    }

    struct SampledKeys: Hashable {
        var position: Int
        var level: Folding.Level
    }

    let state = Mutex(State())
    /// Where the table comes from, when that is a snapshot.
    private let file: SnapshotFile?

    init(file: SnapshotFile?) { self.file = file }

    /// Hands one of the state's dictionaries on: `{ $1(&$0.statistics) }`. A key path to it would do the same, were its
    /// type not looked up by name when first used, which takes longer than a short query.
    typealias Place<Key: Hashable, Value> = (inout State, (inout [Key: Value]) -> Value?) -> Value?

    /// The value under `key` at a place, made by `make` outside any other look-up; the first to finish wins.
    ///
    /// What is made from damaged bytes is not kept: the next who asks has to be told of the damage too.
    func value<Key: Hashable & Sendable, Value: Sendable>(
        _ place: Place<Key, Value>, _ key: Key, make: () -> Value
    ) -> Value {
        value(place, key, orNone: make)!
    }

    /// The same where making it may be given up.
    func value<Key: Hashable & Sendable, Value: Sendable>(
        _ place: Place<Key, Value>, _ key: Key, orNone make: () -> Value?
    ) -> Value? {
        if let known = state.withLock({ place(&$0) { $0[key] } }) { return known }
        let damageCount = file?.damageCount
        guard let made = make() else { return nil }
        if file?.damageCount != damageCount { return made }
        return state.withLock { state in
            place(&state) { values in
                if let known = values[key] { return known }
                values[key] = made
                return made
            }
        }
    }
}

extension Table {
    /// What one reading of a whole column told.
    public func statistics(ofColumn position: Int) -> ColumnStatistics {
        derived.value(
            { $1(&$0.statistics) }, position,
            make: {
                snapshot?.statistics(ofColumn: position, schema.fields[position])
                    ?? ColumnStatistics(
                        columns[position], estimates: derived.state.withLock { $0.estimates[position] })
            })
    }

    /// What is known of a column, from a sample where it is long and has not been read whole yet.
    public func estimates(ofColumn position: Int) -> ColumnStatistics {
        if let known = derived.state.withLock({ $0.statistics[position] }) { return known }
        let isKept = snapshot?.keeps(\.statistics, ofColumn: position) == true
        guard rowCount > 4 * ColumnSample.size, !isKept else { return statistics(ofColumn: position) }
        return derived.value({ $1(&$0.estimates) }, position, make: { ColumnStatistics(sampling: columns[position]) })
    }

    /// How many texts `sampledKeys` looks at.
    public func sampledKeyCount(ofColumn position: Int) -> Int {
        min(storedColumns[position].elements?.count ?? rowCount, 1024)
    }

    /// The folded texts of some rows of a text column, or some elements of its lists, spread evenly over the table, all
    /// of a short one; those without a text are left out.
    public func sampledKeys(ofColumn position: Int, _ level: Folding.Level) -> FoldedTexts {
        derived.value(
            { $1(&$0.sampledKeys) }, .init(position: position, level: level),
            make: {
                let column = columns[position].elements ?? columns[position]
                guard case .codes(let codes, let dictionary) = column.payload else { return FoldedTexts([[UInt8]]()) }
                let rows = ColumnSample.rows(of: column.count, size: sampledKeyCount(ofColumn: position))
                return FoldedTexts(rows.filter(column.isPresent).map { dictionary[Int(codes[$0])].key(level) })
            })
    }

    /// The share of rows whose text a test holds for, from a few rows spread evenly over the table.
    public func sampledShare(ofColumn position: Int, _ holds: (Span<UInt8>) -> Bool) -> Double {
        let column = columns[position]
        guard case .codes(let codes, let dictionary) = column.payload, rowCount > 0 else { return 0 }
        let rows = ColumnSample.rows(of: rowCount, size: Self.testedRows)
        let found = rows.filter { column.isPresent($0) && dictionary[Int(codes[$0])].withSpan(holds) }.count
        // None among a few says only that they are rare.
        return max(Double(found), rows.count == rowCount ? 0 : 0.5) / Double(rows.count)
    }

    /// Rows whose texts are tested for an estimate, where each may need a sort key.
    private static let testedRows = 256

    /// Some lists of a column's postings, where `lists` says, and the rows in which they stand. Of a snapshot no others
    /// are verified.
    public func postings(
        ofColumn position: Int, lists: (Postings) -> [Range<Int>]
    ) -> (ranges: [Range<Int>], rows: Buffer<UInt32>) {
        let isMade = derived.state.withLock { $0.postings[position] != nil }
        if !isMade, let stored = snapshot?.postings(ofColumn: position, lists: lists) { return stored }
        let postings = postings(ofColumn: position)
        return (lists(postings), postings.rows)
    }

    /// The rows by their names, K1 and K2.
    public var rowNames: RowNames { derived.value({ $1(&$0.rowNames) }, 0, make: { RowNames(self) }) }

    /// `_file`, `_line` or `_sheet`, by its place among `RowOrigin.hiddenFields`.
    public func hiddenColumn(_ position: Int) -> Column {
        derived.value(
            { $1(&$0.hiddenColumns) }, -1 - position,
            make: { verifiedOrigin.hiddenColumn(position, rowCount: rowCount) })
    }

    /// The origin, without lines (and damage noted) where a snapshot no longer holds them.
    private var verifiedOrigin: RowOrigin {
        guard let snapshot, case .explicit(let lines) = origin.lines, !snapshot.isIntact(lines, "the line numbers")
        else { return origin }
        return RowOrigin(file: origin.file, lines: .none)
    }

    /// Each row's own number, as a reference to this collection.
    public var rowColumn: Column {
        // Behind those of the origin.
        derived.value(
            { $1(&$0.hiddenColumns) }, -1 - RowOrigin.hiddenFields.count,
            make: {
                let rows = PackedIntegers(count: rowCount, least: 0, greatest: Int64(rowCount) - 1) { store in
                    for row in 0..<rowCount { store(row, Int64(row)) }
                }
                return Column(
                    type: .reference(to: name), count: rowCount, payload: .integers(rows), presence: nil)
            })
    }
}

extension TextSlice {
    /// The text folded to a level.
    public func key(_ level: Folding.Level) -> [UInt8] {
        var key: [UInt8] = []
        withSpan { Folding.append(level, of: $0, to: &key) }
        return key
    }
}
