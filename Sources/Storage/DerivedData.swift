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
        var postings: [Int: Postings] = [:]
        var permutations: [Int: SortedPermutation] = [:]
        var rowNames: RowNames?
        var hiddenColumns: [Int: Column] = [:]
        var rowColumn: Column?
        /// Rows read by scans that an index would have answered, by column; an index is built once they exceed
        /// what building costs.
        var scannedRows: [Int: Int] = [:]
    }

    let state = Mutex(State())

    /// The value at `path`, made by `make` outside any other look-up; the first to finish wins.
    func value<Value: Sendable>(_ path: WritableKeyPath<State, Value?>, make: () -> Value) -> Value {
        if let known = state.withLock({ $0[keyPath: path] }) { return known }
        let made = make()
        return state.withLock { state in
            if let known = state[keyPath: path] { return known }
            state[keyPath: path] = made
            return made
        }
    }
}

extension Table {
    /// What one reading of a whole column told.
    public func statistics(ofColumn position: Int) -> ColumnStatistics {
        derived.value(\.statistics[position]) { ColumnStatistics(columns[position]) }
    }

    /// What is known of a column, from a sample where it is long and has not been read whole yet.
    public func estimates(ofColumn position: Int) -> ColumnStatistics {
        if let known = derived.state.withLock({ $0.statistics[position] }) { return known }
        guard rowCount > 4 * ColumnSample.size else { return statistics(ofColumn: position) }
        return derived.value(\.estimates[position]) { ColumnStatistics(sampling: columns[position]) }
    }

    /// Rows spread evenly over the table, for guesses that look at values; all where there are no more.
    public func sampleRows(_ count: Int) -> [Int] { ColumnSample.rows(of: rowCount, size: count) }

    /// Code or target row to rows; for text, references and other columns of few distinct integers.
    public func postings(ofColumn position: Int) -> Postings {
        derived.value(\.postings[position]) { Postings(columns[position]) }
    }

    /// Rows in the order of their values; for numbers, dates and date-times.
    public func permutation(ofColumn position: Int) -> SortedPermutation {
        derived.value(\.permutations[position]) { SortedPermutation(columns[position]) }
    }

    public func hasPostings(ofColumn position: Int) -> Bool {
        derived.state.withLock { $0.postings[position] != nil }
    }

    public func hasPermutation(ofColumn position: Int) -> Bool {
        derived.state.withLock { $0.permutations[position] != nil }
    }

    /// The rows by their names, K1 and K2.
    public var rowNames: RowNames { derived.value(\.rowNames) { RowNames(self) } }

    /// `_file` or `_line`, by its place among `RowOrigin.hiddenFields`.
    public func hiddenColumn(_ position: Int) -> Column {
        derived.value(\.hiddenColumns[position]) { origin.hiddenColumn(position, rowCount: rowCount) }
    }

    /// Each row's own number, as a reference to this collection.
    public var rowColumn: Column {
        derived.value(\.rowColumn) {
            var builder = IntegerColumnBuilder(.reference(to: name))
            for row in 0..<rowCount { builder.append(Int64(row)) }
            return builder.finish()
        }
    }

    /// Notes a scan that an index could have answered.
    public func noteScan(ofColumn position: Int) {
        derived.state.withLock { $0.scannedRows[position, default: 0] += rowCount }
    }

    /// Rows that such scans have read so far.
    public func scannedRows(ofColumn position: Int) -> Int {
        derived.state.withLock { $0.scannedRows[position] ?? 0 }
    }
}
