import Columns
import Indexes

/// An index of a column, as `.indexes` shows it.
public struct IndexSummary: Sendable {
    public var table: String
    public var field: String
    public var kind: IndexKind
    /// `built`, `building`, `waiting`, `in the snapshot`, `not built`.
    public var state: String
    /// In memory; 0 where it is not built, or shares the memory of another index.
    public var byteCount: Int
    /// How many times all rows were read although it would have answered.
    public var scanCount: Int
}

extension Table {
    /// Code or target row to rows; for text, references and other columns of few distinct integers.
    public func postings(ofColumn position: Int) -> Postings {
        derived.value(\.postings[position]) { makePostings(position, threads: 1) { false }! }
    }

    /// Rows in the order of their values; for numbers, dates and date-times.
    public func permutation(ofColumn position: Int) -> SortedPermutation {
        derived.value(\.permutations[position]) { makePermutation(position, threads: 1) { false }! }
    }

    /// Builds an index that is not there yet; false when `isCancelled`, which is asked now and then, says so.
    public func buildIndex(
        _ kind: IndexKind, ofColumn position: Int, threads: Int = Workers.processorCount,
        isCancelled: @escaping @Sendable () -> Bool
    ) -> Bool {
        switch kind {
        case .postings:
            derived.value(\.postings[position], orNone: { makePostings(position, threads: threads, isCancelled) })
                != nil
        case .sorted:
            derived.value(
                \.permutations[position], orNone: { makePermutation(position, threads: threads, isCancelled) })
                != nil
        }
    }

    private func makePostings(
        _ position: Int, threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) -> Postings? {
        snapshot?.postings(ofColumn: position, schema.fields[position])
            ?? Postings(columns[position], threads: threads, isCancelled: isCancelled)
    }

    private func makePermutation(
        _ position: Int, threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) -> SortedPermutation? {
        let column = columns[position]
        if let rows = snapshot?.permutation(ofColumn: position, schema.fields[position]) {
            return SortedPermutation(column, rows: rows)
        }
        // The lists of integers, one after another, are that order.
        if column.dictionary == nil, let postings = derived.state.withLock({ $0.postings[position] }) {
            return SortedPermutation(column, rows: postings.rows)
        }
        return SortedPermutation(column, threads: threads, isCancelled: isCancelled)
    }

    public func hasPostings(ofColumn position: Int) -> Bool {
        derived.state.withLock { $0.postings[position] != nil }
            || snapshot?.keeps(\.postings, ofColumn: position) == true
    }

    public func hasPermutation(ofColumn position: Int) -> Bool {
        derived.state.withLock { $0.permutations[position] != nil }
            || snapshot?.keeps(\.permutations, ofColumn: position) == true
    }

    /// Whether an index is there, in memory or in the snapshot.
    public func hasIndex(_ kind: IndexKind, ofColumn position: Int) -> Bool {
        kind == .postings ? hasPostings(ofColumn: position) : hasPermutation(ofColumn: position)
    }

    /// Bytes that an index takes once it is built, or a little more.
    func indexSize(_ kind: IndexKind, ofColumn position: Int) -> Int {
        let lists = kind == .postings ? (storedColumns[position].dictionary?.count ?? 1 << 16) : 0
        return 4 * (rowCount + lists + 1)
    }

    /// Bytes of the indexes that are in memory.
    public var indexByteCount: Int {
        derived.state.withLock { state in
            state.postings.values.reduce(0) { $0 + $1.byteCount }
                + state.permutations.reduce(0) { $0 + ownBytes($1.value, beside: state.postings[$1.key]) }
        }
    }

    private func ownBytes(_ permutation: SortedPermutation, beside postings: Postings?) -> Int {
        postings?.rows === permutation.rows ? 0 : permutation.byteCount
    }

    /// The indexes there are, are being built, or would have answered a scan.
    public func indexSummaries(_ builder: IndexBuilder) -> [IndexSummary] {
        var result: [IndexSummary] = []
        for position in schema.fields.indices {
            let (postings, permutation, wanted, rows) = derived.state.withLock { state in
                (
                    state.postings[position], state.permutations[position], state.wantedIndexes[position] ?? [],
                    state.scannedRows[position] ?? 0
                )
            }
            for kind in IndexKind.allCases {
                let bytes =
                    kind == .postings
                    ? postings?.byteCount : permutation.map { ownBytes($0, beside: postings) }
                let isStored = bytes == nil && hasIndex(kind, ofColumn: position)
                let progress = builder.progress(kind, of: self, position: position)
                guard bytes != nil || isStored || progress != nil || wanted.contains(kind) else { continue }
                let state =
                    bytes != nil ? "built" : isStored ? "in the snapshot" : progress ?? "not built"
                result.append(
                    IndexSummary(
                        table: name, field: schema.fields[position].name, kind: kind, state: state,
                        byteCount: bytes ?? 0, scanCount: rows / max(1, rowCount)))
            }
        }
        return result
    }

    /// Notes that all rows were read although an index would have answered.
    public func noteScan(ofColumn position: Int, for kind: IndexKind) {
        derived.state.withLock { state in
            state.scannedRows[position, default: 0] += rowCount
            state.wantedIndexes[position, default: []].insert(kind)
        }
    }

    /// Rows that such scans have read so far.
    public func scannedRows(ofColumn position: Int) -> Int {
        derived.state.withLock { $0.scannedRows[position] ?? 0 }
    }
}
