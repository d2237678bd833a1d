import Columns

/// From each code (or small integer) to the rows that hold it, ascending: a counting sort of the column. Of a column
/// of lists, to the rows whose list holds it.
///
/// Memory: four bytes a present row and four a code.
public final class Postings: Sendable {
    /// The integer of the first list.
    public let base: Int64
    /// `listCount + 1` borders in `rows`.
    public let offsets: Buffer<UInt32>
    public let rows: Buffer<UInt32>

    /// Columns with more lists than this have no postings.
    public static let maximumLists = 1 << 24

    /// The column's payload, or that of its lists' elements, must be codes or integers whose span is below
    /// `maximumLists`; see `canIndex`.
    public convenience init(_ column: Column) {
        self.init(column, threads: 1, isCancelled: { false })!
    }

    /// The same by several threads; nil when `isCancelled`, which is asked now and then, says so.
    public init?(_ column: Column, threads: Int, isCancelled: @escaping @Sendable () -> Bool) {
        if case .lists(let borders, let elements) = column.payload {
            guard let inner = Postings(elements, threads: threads, isCancelled: isCancelled) else { return nil }
            base = inner.base
            (offsets, rows) = inner.rows(ofLists: borders)
            return
        }
        guard let packed = column.packed, let limit = Postings.listCount(column) else {
            preconditionFailure("postings need codes or narrow integers")
        }
        base = packed.base
        let sort = CountingSort(column.count, lists: limit, presence: column.presence, threads: threads, isCancelled)
        let sorted =
            switch packed.storage {
            case .bytes(let buffer): sort.sorted(buffer)
            case .shorts(let buffer): sort.sorted(buffer)
            case .words(let buffer): sort.sorted(buffer)
            case .longs(let buffer): sort.sorted(buffer)
            }
        guard let sorted else { return nil }
        (offsets, rows) = sorted
    }

    /// Lists made before, of a column whose least list is that of `base`; `offsets` ascend to the number of rows.
    public init(base: Int64, offsets: Buffer<UInt32>, rows: Buffer<UInt32>) {
        self.base = base
        self.offsets = offsets
        self.rows = rows
    }

    public static func canIndex(_ column: Column) -> Bool { listCount(column) != nil }

    /// How many lists the column needs; nil where postings are not for it.
    private static func listCount(_ column: Column) -> Int? {
        if case .lists(_, let elements) = column.payload { return listCount(elements) }
        guard let packed = column.packed else { return nil }
        if let dictionary = column.dictionary { return dictionary.count <= maximumLists ? dictionary.count : nil }
        guard let range = column.storedRange else { return 0 }
        return range.lowerBound >= 0 && range.upperBound < Int64(maximumLists) && packed.base <= .max - range.upperBound
            ? Int(range.upperBound) + 1 : nil
    }

    /// Of postings of elements: the rows in whose lists those stand, each once.
    private func rows(ofLists borders: Buffer<UInt32>) -> (offsets: Buffer<UInt32>, rows: Buffer<UInt32>) {
        let owners = Buffer<UInt32>(count: Int(borders[borders.count - 1])) { owners in
            for row in 0..<borders.count - 1 {
                for element in borders[row]..<borders[row + 1] { owners[Int(element)] = UInt32(row) }
            }
        }
        var found: [UInt32] = []
        found.reserveCapacity(rows.count)
        let ends = Buffer<UInt32>(count: offsets.count) { ends in
            ends[0] = 0
            for list in 0..<listCount {
                let start = found.count
                for position in offsets[list]..<offsets[list + 1] {
                    let row = owners[Int(rows[Int(position)])]
                    // A list may hold an element more than once.
                    if found.count == start || found[found.count - 1] != row { found.append(row) }
                }
                ends[list + 1] = UInt32(found.count)
            }
        }
        return (ends, Buffer(found))
    }

    public var listCount: Int { offsets.count - 1 }

    /// The borders in `rows` of the rows that hold `value`.
    public func range(of value: Int64) -> Range<Int> {
        let (list, overflow) = value.subtractingReportingOverflow(base)
        guard !overflow, list >= 0, list < listCount else { return 0..<0 }
        return Int(offsets[Int(list)])..<Int(offsets[Int(list) + 1])
    }

    /// The borders in `rows` of the rows that hold one of the values from the base on that stand side by side.
    public func range(ofLists lists: Range<Int>) -> Range<Int> {
        let lists = lists.clamped(to: 0..<listCount)
        return Int(offsets[lists.lowerBound])..<Int(offsets[lists.upperBound])
    }

    public var byteCount: Int { offsets.byteCount + rows.byteCount }
}

extension Column {
    /// The least and the greatest present integer as they are stored, above the base; nil where none is present.
    fileprivate var storedRange: ClosedRange<Int64>? {
        switch packed?.storage {
        case .bytes(let buffer)?: storedRange(buffer)
        case .shorts(let buffer)?: storedRange(buffer)
        case .words(let buffer)?: storedRange(buffer)
        case .longs(let buffer)?: storedRange(buffer)
        case nil: nil
        }
    }

    private func storedRange<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ stored: Buffer<Stored>
    ) -> ClosedRange<Int64>? {
        var (least, greatest) = (Stored.max, Stored.min)
        var isEmpty = true
        for row in 0..<count where isPresent(row) {
            isEmpty = false
            least = min(least, stored[row])
            greatest = max(greatest, stored[row])
        }
        return isEmpty ? nil : Int64(least)...Int64(greatest)
    }
}

/// Rows by the small integer they hold, rows of one integer ascending (Knuth, volume 3, 5.2, "distribution counting").
/// Each thread counts and then places a run of rows of its own.
private struct CountingSort {
    private let rowCount: Int
    private let lists: Int
    private let presence: Bitmap?
    private let threads: Int
    private let isCancelled: @Sendable () -> Bool

    /// Rows between two questions whether to stop.
    private static let pace = 1 << 16

    init(
        _ rowCount: Int, lists: Int, presence: Bitmap?, threads: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) {
        (self.rowCount, self.lists, self.presence, self.isCancelled) = (rowCount, lists, presence, isCancelled)
        // Counts of their own for all threads must be few beside the rows.
        self.threads = rowCount > Self.pace && lists * threads <= rowCount ? max(1, threads) : 1
    }

    func sorted<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ stored: Buffer<Stored>
    ) -> (offsets: Buffer<UInt32>, rows: Buffer<UInt32>)? {
        let places = PlainResults<UInt32>(count: max(1, threads * lists), initial: 0)
        Workers.run(threads) { thread in
            forEachRow(of: thread) { places[thread * lists + Int(stored[$0])] += 1 }
        }
        if isCancelled() { return nil }
        let offsets = Buffer<UInt32>(count: lists + 1) { offsets in
            var next: UInt32 = 0
            for list in 0..<lists {
                offsets[list] = next
                for thread in 0..<threads {
                    let count = places[thread * lists + list]
                    places[thread * lists + list] = next
                    next += count
                }
            }
            offsets[lists] = next
        }
        let rows = Buffer<UInt32>(count: Int(offsets[lists])) { rows in
            let target = Unchecked(rows)
            Workers.run(threads) { thread in
                forEachRow(of: thread) { row in
                    let place = thread * lists + Int(stored[row])
                    target.value[Int(places[place])] = UInt32(truncatingIfNeeded: row)
                    places[place] += 1
                }
            }
        }
        // What was given up half way has rows that nobody wrote.
        return isCancelled() ? nil : (offsets, rows)
    }

    @inline(__always)
    private func forEachRow(of thread: Int, _ body: (Int) -> Void) {
        let end = rowCount * (thread + 1) / threads
        var start = rowCount * thread / threads
        while start < end, !isCancelled() {
            let stop = min(start + Self.pace, end)
            if let presence {
                for row in start..<stop where presence[row] { body(row) }
            } else {
                for row in start..<stop { body(row) }
            }
            start = stop
        }
    }
}
