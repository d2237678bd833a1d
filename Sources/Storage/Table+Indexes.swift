import Columns
import Indexes
import VietnameseText

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
        derived.value({ $1(&$0.postings) }, position, make: { uncancelled { makePostings(position, threads: 1, $0) } })
    }

    /// Rows in the order of their values; for numbers, dates and date-times.
    public func permutation(ofColumn position: Int) -> SortedPermutation {
        derived.value(
            { $1(&$0.permutations) }, position, make: { uncancelled { makePermutation(position, threads: 1, $0) } })
    }

    /// The postings, where they are in memory.
    public func postingsIfBuilt(ofColumn position: Int) -> Postings? {
        derived.state.withLock { $0.postings[position] }
    }

    /// The permutation, where it is in memory.
    public func permutationIfBuilt(ofColumn position: Int) -> SortedPermutation? {
        derived.state.withLock { $0.permutations[position] }
    }

    /// Words to the texts of a column's dictionary; for texts of several words.
    public func words(ofColumn position: Int) -> WordIndex {
        derived.value({ $1(&$0.words) }, position, make: { uncancelled { makeWords(position, $0) } })
    }

    /// Builds an index that is not there yet; false when `isCancelled`, which is asked now and then, says so.
    public func buildIndex(
        _ kind: IndexKind, ofColumn position: Int, threads: Int = Workers.processorCount,
        isCancelled: @escaping @Sendable () -> Bool
    ) -> Bool {
        switch kind {
        case .postings:
            derived.value(
                { $1(&$0.postings) }, position, orNone: { makePostings(position, threads: threads, isCancelled) })
                != nil && makesFinders(ofColumn: position, isCancelled)
        case .sorted:
            derived.value(
                { $1(&$0.permutations) }, position, orNone: { makePermutation(position, threads: threads, isCancelled) }
            )
                != nil
        case .words: derived.value({ $1(&$0.words) }, position, orNone: { makeWords(position, isCancelled) }) != nil
        }
    }

    /// What finds the texts whose rows the postings tell.
    private func makesFinders(ofColumn position: Int, _ isCancelled: () -> Bool) -> Bool {
        let column = columns[position]
        guard let dictionary = (column.elements ?? column).dictionary else { return true }
        return [Folding.Level.exact, .k1, .k2].allSatisfy { level in
            dictionary.classesIfMade(level)?.prepareToFind(isCancelled: isCancelled) ?? true
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
        if column.dictionary == nil, let postings = postingsIfBuilt(ofColumn: position) {
            return SortedPermutation(column, rows: postings.rows)
        }
        return SortedPermutation(column, threads: threads, isCancelled: isCancelled)
    }

    private func makeWords(_ position: Int, _ isCancelled: @escaping @Sendable () -> Bool) -> WordIndex? {
        if let stored = snapshot?.words(ofColumn: position, schema.fields[position]) { return stored }
        guard let dictionary = columns[position].dictionary else { preconditionFailure("words are those of texts") }
        return WordIndex(dictionary, isCancelled: isCancelled)
    }

    // MARK: What is there

    public func hasPostings(ofColumn position: Int) -> Bool { hasIndex(.postings, ofColumn: position) }

    public func hasPermutation(ofColumn position: Int) -> Bool { hasIndex(.sorted, ofColumn: position) }

    /// Whether an index is there, in memory or in the snapshot.
    public func hasIndex(_ kind: IndexKind, ofColumn position: Int) -> Bool {
        if builtSize(kind, ofColumn: position) != nil { return true }
        return switch kind {
        case .postings: snapshot?.keeps(\.postings, ofColumn: position) == true
        case .sorted: snapshot?.keeps(\.permutations, ofColumn: position) == true
        case .words: snapshot?.keeps(\.words, ofColumn: position) == true
        }
    }

    /// Whether texts of a column are so long, and so many, that a search would rather read their words.
    public func hasManyWords(ofColumn position: Int) -> Bool {
        guard let dictionary = storedColumns[position].dictionary else { return false }
        return dictionary.bytes.count >= Self.bytesWorthWords
            && dictionary.bytes.count >= dictionary.count * Self.bytesOfSeveralWords
    }

    /// Fewer are searched in less time than an index is worth.
    private static let bytesWorthWords = 1 << 16
    /// Texts of this length have several words as a rule.
    private static let bytesOfSeveralWords = 20

    /// Bytes that an index takes once it is built, or a little more.
    func indexSize(_ kind: IndexKind, ofColumn position: Int) -> Int {
        let column = storedColumns[position]
        switch kind {
        case .postings:
            if case .lists(_, let elements) = column.payload {
                return 4 * (elements.count + (elements.dictionary?.count ?? 1 << 16) + 1)
            }
            return 4 * (rowCount + (column.dictionary?.count ?? 1 << 16) + 1)
        case .sorted: return 4 * (rowCount + 1)
        // A word and a space take about six bytes, its number four, and one word in four is a new one.
        case .words: return 2 * (column.dictionary?.bytes.count ?? 0)
        }
    }

    // MARK: Memory

    /// Bytes of the indexes that are in memory.
    public var indexByteCount: Int {
        derived.state.withLock { state in
            schema.fields.indices.reduce(0) { sum, position in
                sum + IndexKind.allCases.reduce(0) { $0 + (state.size($1, position) ?? 0) }
            }
        }
    }

    /// Bytes of an index in memory; nil where it is not built.
    private func builtSize(_ kind: IndexKind, ofColumn position: Int) -> Int? {
        derived.state.withLock { $0.size(kind, position) }
    }

    /// The indexes there are, are being built, or would have answered a scan.
    public func indexSummaries(_ builder: IndexBuilder) -> [IndexSummary] {
        schema.fields.indices.flatMap { position in
            IndexKind.allCases.compactMap { kind in
                let bytes = builtSize(kind, ofColumn: position)
                let isStored = bytes == nil && hasIndex(kind, ofColumn: position)
                let progress = builder.progress(kind, of: self, position: position)
                let scans = scanCount(ofColumn: position, for: kind)
                guard bytes != nil || isStored || progress != nil || scans > 0 else { return nil }
                let state =
                    bytes != nil ? "built" : isStored ? "in the snapshot" : progress ?? "not built"
                return IndexSummary(
                    table: name, field: schema.fields[position].name, kind: kind, state: state,
                    byteCount: bytes ?? 0, scanCount: scans)
            }
        }
    }

    /// Notes that everything was read although an index would have answered.
    public func noteScan(ofColumn position: Int, for kind: IndexKind) {
        derived.state.withLock { $0.scanCounts[.init(kind: kind, position: position), default: 0] += 1 }
    }

    /// How often that was so.
    public func scanCount(ofColumn position: Int, for kind: IndexKind) -> Int {
        derived.state.withLock { $0.scanCounts[.init(kind: kind, position: position)] ?? 0 }
    }
}

extension DerivedData.State {
    /// Bytes of an index; 0 where it shares the memory of another one, nil where it is not built.
    fileprivate func size(_ kind: IndexKind, _ position: Int) -> Int? {
        switch kind {
        case .postings: postings[position]?.byteCount
        case .sorted: permutations[position].map { postings[position]?.rows === $0.rows ? 0 : $0.byteCount }
        case .words: words[position]?.byteCount
        }
    }
}
