import CKernels

/// A bit for each row of a run: the rows for which something holds.
public struct RowMask: Sendable {
    public let count: Int
    /// Those behind `count` are 0.
    @usableFromInline var words: [UInt64]

    /// No row.
    public init(count: Int) {
        self.count = count
        words = Array(repeating: 0, count: Bitmap.wordCount(for: count))
    }

    /// All rows.
    public static func all(_ count: Int) -> RowMask { RowMask(count: count).complement }

    /// `fill` writes every word.
    init(count: Int, _ fill: (UnsafeMutablePointer<UInt64>) -> Void) {
        self.count = count
        let wordCount = Bitmap.wordCount(for: count)
        words = Array(unsafeUninitializedCapacity: wordCount) { words, filled in
            if let start = words.baseAddress { fill(start) }
            filled = wordCount
        }
    }

    public init(count: Int, positions: [Int32]) {
        self.init(count: count)
        formUnion(positions)
    }

    /// The rows that are present in a column from row `start` on; `presence` is the column's.
    public init(count: Int, presence: Bitmap?, from start: Int) {
        self = .all(count)
        keep(presence, from: start)
    }

    /// The rows whose list holds something, the first of the run being row `start`; `offsets` are where lists begin, and
    /// where the last one ends.
    public init(count: Int, filledLists offsets: Buffer<UInt32>, from start: Int) {
        assert(start + count < offsets.count, "one offset more than rows")
        self.init(count: count) { words in
            offsets.withUnsafeElements { offsets in
                for first in stride(from: 0, to: count, by: 64) {
                    var word: UInt64 = 0
                    for bit in 0..<min(64, count - first) {
                        let row = start + first + bit
                        word |= (offsets[row] != offsets[row + 1] ? 1 : 0) << UInt64(bit)
                    }
                    words[first >> 6] = word
                }
            }
        }
    }

    /// The rows whose integer lies in a range.
    public init(of range: ClosedRange<Int64>, in values: UnsafeBufferPointer<Int64>) {
        self.init(count: values.count) {
            tdq_match_i64(values.baseAddress, values.count, range.lowerBound, range.upperBound, $0)
        }
    }

    /// The rows whose byte is 1, all of them being 0 or 1.
    public init(truths: UnsafeBufferPointer<UInt8>) {
        self.init(count: truths.count) { tdq_match_u8(truths.baseAddress, truths.count, 1, 1, $0) }
    }

    /// The same rows as the presence of a column.
    public var bitmap: Bitmap { Bitmap(count: count) { _ = $0.update(fromContentsOf: words) } }

    /// How many rows.
    public var population: Int {
        words.withUnsafeBufferPointer { tdq_and_count($0.baseAddress, $0.baseAddress, $0.count) }
    }

    public func contains(_ position: Int32) -> Bool { words[Int(position) >> 6] >> UInt64(position & 63) & 1 != 0 }

    /// The rows, counted from the first of the run, ascending.
    public var positions: [Int32] {
        Array(unsafeUninitializedCapacity: count) { positions, found in
            words.withUnsafeBufferPointer { words in
                found = tdq_list_bits(words.baseAddress, words.count, positions.baseAddress)
            }
        }
    }

    /// Calls `body` with each row and whether it is one of these.
    @inlinable
    @inline(__always)
    public func forEachRow(_ body: (_ row: Int, _ holds: Bool) -> Void) {
        words.withUnsafeBufferPointer { words in
            var row = 0
            while row < count {
                body(row, words[row &>> 6] &>> UInt64(row & 63) & 1 != 0)
                row += 1
            }
        }
    }

    /// Puts other codes in the place of these rows'.
    public func choose(_ others: [UInt32], in codes: inout [UInt32]) {
        assert(others.count == count && codes.count == count, "one code a row")
        codes.withUnsafeMutableBufferPointer { tdq_choose_u32($0.baseAddress, others, words, count) }
    }

    /// Puts other integers in the place of these rows'.
    public func choose(_ others: [Int64], in integers: inout [Int64]) { chooseWords(others, in: &integers) }

    /// Puts other doubles in the place of these rows'.
    public func choose(_ others: [Double], in doubles: inout [Double]) { chooseWords(others, in: &doubles) }

    private func chooseWords<Value: BitwiseCopyable>(_ others: [Value], in values: inout [Value]) {
        assert(others.count == count && values.count == count, "one value a row")
        others.withUnsafeBytes { others in
            values.withUnsafeMutableBytes { values in
                tdq_choose_u64(
                    values.assumingMemoryBound(to: UInt64.self).baseAddress,
                    others.assumingMemoryBound(to: UInt64.self).baseAddress, words, count)
            }
        }
    }

    /// The other rows.
    public var complement: RowMask {
        var result = self
        for index in words.indices { result.words[index] = ~words[index] }
        if count % 64 != 0 { result.words[words.count - 1] &= (1 << UInt64(count % 64)) - 1 }
        return result
    }

    public mutating func formIntersection(_ other: RowMask) {
        assert(count == other.count, "masks of one run")
        for index in words.indices { words[index] &= other.words[index] }
    }

    public mutating func formUnion(_ other: RowMask) {
        assert(count == other.count, "masks of one run")
        for index in words.indices { words[index] |= other.words[index] }
    }

    public mutating func formUnion(_ positions: [Int32]) {
        for position in positions { words[Int(position) >> 6] |= 1 << UInt64(position & 63) }
    }

    /// Keeps the rows that are present, the first of the run being row `start` of the column.
    fileprivate mutating func keep(_ presence: Bitmap?, from start: Int) {
        guard let presence, count > 0 else { return }
        words.withUnsafeMutableBufferPointer { words in
            presence.words.withUnsafeElements { tdq_keep_bits(words.baseAddress, count, $0.baseAddress, start) }
        }
    }
}

// MARK: Columns

extension Column {
    /// Which of `rows` are present with an integer, code, day or the like in `range`; none of doubles and lists.
    public func mask(of range: ClosedRange<Int64>, in rows: Range<Int>) -> RowMask {
        switch packed?.storage {
        case .bytes(let buffer)?: mask(range, buffer, rows, tdq_match_u8)
        case .shorts(let buffer)?: mask(range, buffer, rows, tdq_match_u16)
        case .words(let buffer)?: mask(range, buffer, rows, tdq_match_u32)
        case .longs(let buffer)?: mask(range.lowerBound, range.upperBound, buffer, rows, tdq_match_i64)
        case nil: RowMask(count: rows.count)
        }
    }

    /// The same of doubles, of which no NaN lies in any range; none of other columns.
    public func mask(of range: ClosedRange<Double>, in rows: Range<Int>) -> RowMask {
        guard case .doubles(let buffer) = payload else { return RowMask(count: rows.count) }
        return mask(range.lowerBound, range.upperBound, buffer, rows, tdq_match_double)
    }

    /// Which of `rows` are present with a stored integer (a code, or what is above the base) for which a table holds,
    /// which has a truth for each that may stand; none of columns of other widths.
    public func mask(where holds: Buffer<Bool>, in rows: Range<Int>) -> RowMask {
        switch packed?.storage {
        case .bytes(let buffer)?: mask(holds, buffer, rows, tdq_match_table_u8)
        case .shorts(let buffer)?: mask(holds, buffer, rows, tdq_match_table_u16)
        case .words(let buffer)?: mask(holds, buffer, rows, tdq_match_table_u32)
        case .longs?, nil: RowMask(count: rows.count)
        }
    }

    /// Writes a bit for each of some values: whether it lies between two ends.
    private typealias Match<Value> = (UnsafePointer<Value>?, Int, Value, Value, UnsafeMutablePointer<UInt64>?) -> Void
    /// The same by a table.
    private typealias TableMatch<Value> = (
        UnsafePointer<Value>?, Int, UnsafePointer<UInt8>?, UnsafeMutablePointer<UInt64>?
    ) -> Void

    private func mask<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ range: ClosedRange<Int64>, _ buffer: Buffer<Stored>, _ rows: Range<Int>, _ match: Match<Stored>
    ) -> RowMask {
        guard let (low, high) = range.stored(over: packed?.base ?? 0, as: Stored.self) else {
            return RowMask(count: rows.count)
        }
        return mask(low, high, buffer, rows, match)
    }

    private func mask<Value: BitwiseCopyable & Sendable>(
        _ low: Value, _ high: Value, _ buffer: Buffer<Value>, _ rows: Range<Int>, _ match: Match<Value>
    ) -> RowMask {
        mask(buffer, rows) { match($0, rows.count, low, high, $1) }
    }

    private func mask<Value: BitwiseCopyable & Sendable>(
        _ holds: Buffer<Bool>, _ buffer: Buffer<Value>, _ rows: Range<Int>, _ match: TableMatch<Value>
    ) -> RowMask {
        // A truth is a byte of 0 or 1.
        mask(buffer, rows) { match($0, rows.count, holds.truthBytes, $1) }
    }

    private func mask<Value: BitwiseCopyable & Sendable>(
        _ buffer: Buffer<Value>, _ rows: Range<Int>,
        _ match: (UnsafePointer<Value>?, UnsafeMutablePointer<UInt64>) -> Void
    ) -> RowMask {
        assert(rows.lowerBound >= 0 && rows.upperBound <= count, "rows out of range")
        var mask = RowMask(count: rows.count) { mask in
            buffer.withUnsafeElements { values in match(values.baseAddress.map { $0 + rows.lowerBound }, mask) }
        }
        mask.keep(presence, from: rows.lowerBound)
        return mask
    }
}

extension ClosedRange where Bound == Int64 {
    /// The range as unsigned integers over `base`, the way packed ones are stored; nil where none of them can be.
    public func stored<Stored: FixedWidthInteger>(over base: Int64, as type: Stored.Type) -> (Stored, Stored)? {
        let (low, lowOverflow) = lowerBound.subtractingReportingOverflow(base)
        let (high, highOverflow) = upperBound.subtractingReportingOverflow(base)
        let start = lowOverflow ? (lowerBound < 0 ? Int64.min : .max) : low
        let end = highOverflow ? (upperBound < 0 ? Int64.min : .max) : high
        guard end >= 0, start <= Int64(Stored.max) else { return nil }
        return (Stored(Swift.max(0, start)), Stored(Swift.min(Int64(Stored.max), end)))
    }
}

extension Buffer<Bool> {
    fileprivate var truthBytes: UnsafePointer<UInt8>? { rawBytes.baseAddress?.assumingMemoryBound(to: UInt8.self) }

    /// Where the truths are, ascending.
    public var truePositions: [Int32] { trueMask.positions }

    private var trueMask: RowMask { RowMask(count: count) { tdq_match_u8(truthBytes, count, 1, 1, $0) } }

    /// The first truth and the last, and how many there are; nil where there is none.
    public var trueExtent: (places: ClosedRange<Int>, count: Int)? {
        let mask = trueMask
        guard let first = mask.words.firstIndex(where: { $0 != 0 }), let last = mask.words.lastIndex(where: { $0 != 0 })
        else { return nil }
        let start = first * 64 + mask.words[first].trailingZeroBitCount
        return (start...last * 64 + 63 - mask.words[last].leadingZeroBitCount, mask.population)
    }
}
