import Columns
import Indexes
import Synchronization
import Values
import VietnameseText

/// What a table has in the snapshot that it comes from: columns to be verified when they are first asked for, and
/// what was computed from them before it was saved.
final class StoredTable: Sendable {
    let file: SnapshotFile
    private let name: String
    private let kept: Mutex<Derived>
    private let states: Mutex<[State]>

    private enum State {
        case unknown
        case intact
        /// With the harmless column that stands for it.
        case damaged(Column)
    }

    /// What was computed from columns, by position.
    struct Derived {
        var statistics: [Int: ColumnStatistics] = [:]
        var postings: [Int: Postings] = [:]
        var permutations: [Int: Buffer<UInt32>] = [:]
        var words: [Int: StoredWords] = [:]
    }

    /// A word index, whose words are a dictionary here.
    struct StoredWords {
        var words: TextDictionary
        var codes: Postings
    }

    init(file: SnapshotFile, name: String, columnCount: Int, derived: Derived) {
        self.file = file
        self.name = name
        kept = Mutex(derived)
        states = Mutex(Array(repeating: .unknown, count: columnCount))
    }

    // MARK: Columns

    /// The column, verified as a whole; a harmless one of its shape, and damage noted, where that fails.
    func verified(_ column: Column, at position: Int, _ field: Field) -> Column {
        switch states.withLock({ $0[position] }) {
        case .intact: return column
        case .damaged(let harmless):
            file.note("the field \(field.name) of \(name)")
            return harmless
        case .unknown: break
        }
        if file.isIntact(column) {
            states.withLock { $0[position] = .intact }
            return column
        }
        let harmless = column.emptied
        states.withLock { $0[position] = .damaged(harmless) }
        file.note("the field \(field.name) of \(name)")
        return harmless
    }

    /// The column, of which only `rows` will be read.
    func verified(_ column: Column, at position: Int, _ field: Field, rows: Buffer<UInt32>) -> Column {
        let isWhole = states.withLock { if case .unknown = $0[position] { false } else { true } }
        if !isWhole, rows.count < column.count / StoredTable.rowsAPart, file.isIntact(column, at: rows) {
            return column
        }
        return verified(column, at: position, field)
    }

    /// Below this share of the rows, only what they touch is verified.
    private static let rowsAPart = 64

    /// The dictionary alone of a text column; that of a harmless one where it is damaged.
    func verifiedDictionary(_ column: Column, at position: Int, _ field: Field) -> TextDictionary? {
        guard let dictionary = column.dictionary else { return nil }
        let isKnown = states.withLock { if case .unknown = $0[position] { false } else { true } }
        if !isKnown, file.isIntact(dictionary) { return dictionary }
        return verified(column, at: position, field).dictionary
    }

    /// Row numbers or lines that belong to the table as a whole.
    func isIntact(_ integers: PackedIntegers, _ what: String) -> Bool {
        if file.isIntact(integers) { return true }
        file.note("\(what) of \(name)")
        return false
    }

    // MARK: What was computed

    func keeps<Known>(_ path: KeyPath<Derived, [Int: Known]>, ofColumn position: Int) -> Bool {
        kept.withLock { $0[keyPath: path][position] != nil }
    }

    func statistics(ofColumn position: Int, _ field: Field) -> ColumnStatistics? {
        intact(\.statistics, position, "the statistics", field) { statistics in
            [statistics.codeCounts, statistics.firstRows].allSatisfy { $0.map(file.isIntact) ?? true }
        }
    }

    func postings(ofColumn position: Int, _ field: Field) -> Postings? {
        intact(\.postings, position, "the index", field) { file.isIntact($0.offsets) && file.isIntact($0.rows) }
    }

    /// Postings whose borders are verified, and of their rows only those of some lists; nil where they are not kept, or
    /// those are damaged.
    func postings(
        ofColumn position: Int, lists: (Postings) -> [Range<Int>]
    ) -> (ranges: [Range<Int>], rows: Buffer<UInt32>)? {
        guard let known = kept.withLock({ $0.postings[position] }), file.isIntact(known.offsets) else { return nil }
        let ranges = lists(known)
        guard ranges.allSatisfy({ file.isIntact(known.rows, in: $0) }) else { return nil }
        return (ranges, known.rows)
    }

    func permutation(ofColumn position: Int, _ field: Field) -> Buffer<UInt32>? {
        intact(\.permutations, position, "the order", field) { file.isIntact($0) }
    }

    func words(ofColumn position: Int, _ field: Field) -> WordIndex? {
        intact(\.words, position, "the words", field) {
            file.isIntact($0.words) && file.isIntact($0.codes.offsets) && file.isIntact($0.codes.rows)
        }.map { WordIndex(words: $0.words, codes: $0.codes) }
    }

    /// Nil where nothing is kept, or no longer: then with a note that it has to be computed again.
    private func intact<Known: Sendable>(
        _ path: WritableKeyPath<Derived, [Int: Known]>, _ position: Int, _ what: String, _ field: Field,
        _ isIntact: (Known) -> Bool
    ) -> Known? {
        let known = kept.withLock { $0[keyPath: path][position] }
        guard let known else { return nil }
        if isIntact(known) { return known }
        kept.withLock { $0[keyPath: path][position] = nil }
        file.note("\(what) of \(name).\(field.name)", isRebuilt: true)
        return nil
    }
}

/// Forms of a stored dictionary's texts, verified when they are first asked for.
final class StoredTextForms: KeptTextForms {
    private let file: SnapshotFile
    private let classes: [Folding.Level: TextClasses]
    private let ranks: [TextOrder: Buffer<UInt32>]

    init(file: SnapshotFile, classes: [Folding.Level: TextClasses], ranks: [TextOrder: Buffer<UInt32>]) {
        (self.file, self.classes, self.ranks) = (file, classes, ranks)
    }

    func classes(_ level: Folding.Level) -> TextClasses? {
        guard let known = classes[level] else { return nil }
        if file.isIntact(known.classOfCode), file.isIntact(known.finder.slots), file.isIntact(known.keys) {
            return known
        }
        file.note("the folded form of some texts", isRebuilt: true)
        return nil
    }

    func ranks(_ order: TextOrder) -> Buffer<UInt32>? {
        guard let known = ranks[order] else { return nil }
        if file.isIntact(known) { return known }
        file.note("the order of some texts", isRebuilt: true)
        return nil
    }

    /// Of what lies there, only what finding this key needs is verified. Damage is left to who then reads everything.
    func codes(of key: [UInt8], _ level: Folding.Level) -> [UInt32]? {
        // Where each text is a class of its own, it has its code's number.
        guard let known = classes[level], known.count == known.classOfCode.count else { return nil }
        return known.finder.codes(of: key) { slot in
            file.isIntact(known.finder.slots, in: slot..<slot + 1)
        } _: { code in
            file.isIntact(known.keys, text: code)
        }
    }

    func areIntact(_ texts: TextDictionary) -> Bool {
        if file.isIntact(texts) { return true }
        file.note("some texts")
        return false
    }
}

extension Column {
    /// A column of the same shape in which every value is missing and every number, where someone reads it, is 0 and
    /// within its borders.
    fileprivate var emptied: Column {
        let harmless: Payload
        switch payload {
        case .integers(let packed): harmless = .integers(packed.zeroed)
        case .codes(let packed, let dictionary):
            // A code is at most the number of texts, and 0 may not even be one: presence says so.
            harmless = .codes(packed.zeroed, TextDictionary(emptyTexts: dictionary.count))
        case .doubles(let buffer): harmless = .doubles(Buffer(repeating: 0, count: buffer.count))
        case .lists(let offsets, let elements):
            harmless = .lists(offsets: Buffer(repeating: 0, count: offsets.count), elements: elements.emptied)
        }
        return Column(type: type, count: count, payload: harmless, presence: Bitmap(repeating: false, count: count))
    }
}

extension PackedIntegers {
    fileprivate var zeroed: PackedIntegers {
        switch storage {
        case .bytes(let buffer):
            PackedIntegers(base: base, storage: .bytes(Buffer(repeating: 0, count: buffer.count)))
        case .shorts(let buffer):
            PackedIntegers(base: base, storage: .shorts(Buffer(repeating: 0, count: buffer.count)))
        case .words(let buffer):
            PackedIntegers(base: base, storage: .words(Buffer(repeating: 0, count: buffer.count)))
        case .longs(let buffer):
            PackedIntegers(base: base, storage: .longs(Buffer(repeating: 0, count: buffer.count)))
        }
    }
}
