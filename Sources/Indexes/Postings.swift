import Columns

/// From each code (or small integer) to the rows that hold it, ascending: a counting sort of the column.
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

    /// The column's payload must be codes or integers whose span is below `maximumLists`; see `canIndex`.
    public init(_ column: Column) {
        guard let packed = column.packed, let limit = Postings.listCount(column) else {
            preconditionFailure("postings need codes or narrow integers")
        }
        base = packed.base
        var borders = [UInt32](repeating: 0, count: limit + 1)
        for row in 0..<column.count where column.isPresent(row) { borders[Int(packed[row] - packed.base) + 1] += 1 }
        for list in 0..<limit { borders[list + 1] += borders[list] }
        offsets = Buffer(borders)
        rows = Buffer(count: Int(borders[limit])) { target in
            for row in 0..<column.count where column.isPresent(row) {
                let list = Int(packed[row] - packed.base)
                target[Int(borders[list])] = UInt32(row)
                borders[list] += 1
            }
        }
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
        guard let packed = column.packed else { return nil }
        if let dictionary = column.dictionary { return dictionary.count <= maximumLists ? dictionary.count : nil }
        var greatest = packed.base - 1
        for row in 0..<column.count where column.isPresent(row) { greatest = max(greatest, packed[row]) }
        let (span, overflow) = greatest.subtractingReportingOverflow(packed.base)
        guard !overflow, span < maximumLists, column.isPresentAboveBase(packed.base) else { return nil }
        return Int(span) + 1
    }

    public var listCount: Int { offsets.count - 1 }

    /// The borders in `rows` of the rows that hold `value`.
    public func range(of value: Int64) -> Range<Int> {
        let (list, overflow) = value.subtractingReportingOverflow(base)
        guard !overflow, list >= 0, list < listCount else { return 0..<0 }
        return Int(offsets[Int(list)])..<Int(offsets[Int(list) + 1])
    }

    public var byteCount: Int { offsets.byteCount + rows.byteCount }
}

extension Column {
    /// Whether every present integer is at least `base`; columns stored in full width have base 0.
    fileprivate func isPresentAboveBase(_ base: Int64) -> Bool {
        guard let packed else { return false }
        guard case .longs = packed.storage else { return true }
        for row in 0..<count where isPresent(row) && packed[row] < base { return false }
        return true
    }
}
