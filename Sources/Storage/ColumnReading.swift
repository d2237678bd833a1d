import Columns
import Synchronization

/// One reading of a whole column: how many rows hold each value, where each is first seen, least and greatest.
struct ColumnReading {
    private(set) var counts: Buffer<UInt32>?
    private(set) var firstRows: Buffer<UInt32>?
    private(set) var distinctCount = 0
    private(set) var integerRange: ClosedRange<Int64>?
    private(set) var doubleRange: ClosedRange<Double>?
    private(set) var extremeRows: [UInt32]?

    init(_ column: Column) {
        switch column.payload {
        case .integers(let packed): read(packed, column, limit: Self.limit(column))
        case .codes(let packed, let dictionary):
            read(packed, column, limit: dictionary.count <= ColumnStatistics.countedCodes ? dictionary.count : 0)
        case .doubles(let values): read(values, column)
        case .lists: break
        }
    }

    /// Integers from the base up to here are counted. A table of few rows gets a short list of counts, and no list
    /// is begun where a look at some rows says that it would not do.
    private static func limit(_ column: Column) -> Int {
        let limit = min(ColumnStatistics.countedCodes, max(1024, 8 * column.count))
        guard let packed = column.packed, let seen = ColumnSample.roughRange(column) else { return 0 }
        let (low, lowOverflow) = seen.lowerBound.subtractingReportingOverflow(packed.base)
        let (high, highOverflow) = seen.upperBound.subtractingReportingOverflow(packed.base)
        return lowOverflow || highOverflow || low < 0 || high >= limit ? 0 : limit
    }

    private mutating func read(_ packed: PackedIntegers, _ column: Column, limit: Int) {
        switch packed.storage {
        case .bytes(let buffer): read(buffer, base: packed.base, column, limit: limit)
        case .shorts(let buffer): read(buffer, base: packed.base, column, limit: limit)
        case .words(let buffer): read(buffer, base: packed.base, column, limit: limit)
        case .longs(let buffer): read(buffer, base: 0, column, limit: limit)
        }
    }

    /// `limit`: 0 not to count. Several threads read a part of the rows each.
    private mutating func read<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ stored: Buffer<Stored>, base: Int64, _ column: Column, limit: Int
    ) {
        let threads = column.count < Self.fewRows ? 1 : Workers.most
        let (presence, rowCount, isText) = (column.presence, column.count, column.dictionary != nil)
        // No more counts than there are values of that width.
        let limit = Stored.bitWidth < 32 ? min(limit, 1 << Stored.bitWidth) : limit
        let parts = Mutex([PartReading<Stored>?](repeating: nil, count: threads))
        Workers.run(threads) { thread in
            // Whole words of 64 rows.
            let start = rowCount * thread / threads & ~63
            let end = thread + 1 == threads ? rowCount : rowCount * (thread + 1) / threads & ~63
            let rows = start..<end
            let part = PartReading(stored, presence, rows, limit: limit, findsExtremes: !isText)
            parts.withLock { $0[thread] = part }
        }
        var whole: PartReading<Stored>?
        for case let part? in parts.withLock({ $0 }) {
            if whole == nil { whole = part } else { whole?.append(part, stored, presence) }
        }
        guard let whole else { return }
        if let (least, greatest) = whole.extremes {
            integerRange = base + Int64(least.value)...base + Int64(greatest.value)
            extremeRows = [UInt32(least.row), UInt32(greatest.row)]
        }
        guard whole.tally.isCounting else { return }
        let kept = column.dictionary?.count ?? whole.extremes.map { Int($0.greatest.value) + 1 } ?? 0
        counts = Buffer(Array(whole.tally.counts.prefix(kept)))
        firstRows = Buffer(whole.tally.firstRows)
        distinctCount = whole.tally.distinctCount
    }

    /// Fewer are read by one thread.
    private static let fewRows = 1 << 16

    private mutating func read(_ values: Buffer<Double>, _ column: Column) {
        var range: ClosedRange<Double>?
        var rows: [UInt32] = [0, 0]
        var hasNaN = false
        let presence = column.presence
        for row in 0..<column.count where presence?[row] ?? true {
            let value = values[row]
            hasNaN = hasNaN || value.isNaN
            guard let known = range else {
                range = value.isNaN ? nil : value...value
                rows = [UInt32(row), UInt32(row)]
                continue
            }
            if value < known.lowerBound { (range, rows[0]) = (value...known.upperBound, UInt32(row)) }
            if value > known.upperBound { (range, rows[1]) = (known.lowerBound...value, UInt32(row)) }
        }
        doubleRange = range
        guard let range, !hasNaN, range.lowerBound != 0, range.upperBound != 0 else { return }
        extremeRows = rows
    }
}

/// What is read of a run of a column's rows.
private struct PartReading<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>: Sendable {
    /// A value and the first row that holds it.
    typealias Extreme = (value: Stored, row: Int)

    private(set) var tally: Tally
    private(set) var extremes: (least: Extreme, greatest: Extreme)?

    /// So many rows are compared at once, before it is asked which of them it was.
    private static var blockRows: Int { 1 << 12 }

    init(_ stored: Buffer<Stored>, _ presence: Bitmap?, _ rows: Range<Int>, limit: Int, findsExtremes: Bool) {
        tally = Tally(limit: limit)
        stored.withUnsafeElements { stored in
            if let presence {
                readPresent(stored, presence, rows, findsExtremes)
                return
            }
            if findsExtremes { findExtremes(stored, rows) }
            if limit > 0 { tally.add(stored, rows) }
        }
    }

    private mutating func readPresent(
        _ stored: UnsafeBufferPointer<Stored>, _ presence: Bitmap, _ rows: Range<Int>, _ findsExtremes: Bool
    ) {
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: 64) {
            let some = start..<min(start + 64, rows.upperBound)
            guard tally.needsMissing else {
                // Only those that are there are gone through.
                var bits = presence.words[start &>> 6]
                if some.count < 64 { bits &= (1 << UInt64(some.count)) - 1 }
                while bits != 0 {
                    let row = start &+ bits.trailingZeroBitCount
                    add(stored[row], row, findsExtremes)
                    bits &= bits &- 1
                }
                continue
            }
            for row in some {
                if presence[row] { add(stored[row], row, findsExtremes) } else { tally.addMissing(row) }
            }
        }
    }

    @inline(__always)
    private mutating func add(_ value: Stored, _ row: Int, _ findsExtremes: Bool) {
        tally.add(Int(truncatingIfNeeded: value), row)
        guard findsExtremes else { return }
        guard let (least, greatest) = extremes else {
            extremes = ((value, row), (value, row))
            return
        }
        if value < least.value { extremes?.least = (value, row) }
        if value > greatest.value { extremes?.greatest = (value, row) }
    }

    private mutating func findExtremes(_ stored: UnsafeBufferPointer<Stored>, _ rows: Range<Int>) {
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.blockRows) {
            let block = start..<min(start + Self.blockRows, rows.upperBound)
            var (low, high) = (stored[start], stored[start])
            for row in block {
                low = min(low, stored[row])
                high = max(high, stored[row])
            }
            let isLess = extremes.map { low < $0.least.value } ?? true
            let isGreater = extremes.map { high > $0.greatest.value } ?? true
            guard isLess || isGreater else { continue }
            let least = isLess ? (low, block.first { stored[$0] == low }!) : extremes!.least
            let greatest = isGreater ? (high, block.first { stored[$0] == high }!) : extremes!.greatest
            extremes = (least, greatest)
        }
    }

    /// Takes in what was read of the rows behind.
    mutating func append(_ other: PartReading, _ stored: Buffer<Stored>, _ presence: Bitmap?) {
        if let theirs = other.extremes {
            let own = extremes ?? theirs
            extremes = (
                theirs.least.value < own.least.value ? theirs.least : own.least,
                theirs.greatest.value > own.greatest.value ? theirs.greatest : own.greatest
            )
        }
        tally.append(other.tally) { row in
            presence?[row] ?? true ? Int(truncatingIfNeeded: stored[row]) : nil
        }
    }
}

/// Counts of small integers, given up when one is too large.
private struct Tally: Sendable {
    private(set) var counts: [UInt32]
    private(set) var firstRows: [UInt32] = []
    private(set) var distinctCount = 0
    private(set) var isCounting: Bool
    private var hasMissing = false

    /// Whether a row that misses its value still tells something.
    var needsMissing: Bool { isCounting && !hasMissing }

    init(limit: Int) {
        counts = Array(repeating: 0, count: limit)
        isCounting = limit > 0
    }

    @inline(__always)
    mutating func add(_ value: Int, _ row: Int) {
        guard isCounting else { return }
        guard value >= 0, value < counts.count else {
            isCounting = false
            return
        }
        if counts[value] == 0 {
            firstRows.append(UInt32(row))
            distinctCount += 1
        }
        counts[value] += 1
    }

    /// Adds rows of which none misses its value.
    mutating func add<Stored: FixedWidthInteger>(_ stored: UnsafeBufferPointer<Stored>, _ rows: Range<Int>) {
        var (found, fits) = (firstRows, true)
        counts.withUnsafeMutableBufferPointer { counts in
            for row in rows {
                let value = Int(truncatingIfNeeded: stored[row])
                guard value >= 0, value < counts.count else {
                    fits = false
                    return
                }
                if counts[value] == 0 { found.append(UInt32(row)) }
                counts[value] &+= 1
            }
        }
        distinctCount += found.count - firstRows.count
        firstRows = found
        isCounting = isCounting && fits
    }

    /// Takes in those of the rows behind; `value`: what a row holds, nil where that is missing.
    mutating func append(_ other: Tally, value: (_ row: Int) -> Int?) {
        isCounting = isCounting && other.isCounting
        guard isCounting else { return }
        for row in other.firstRows {
            guard let value = value(Int(row)) else {
                addMissing(Int(row))
                continue
            }
            guard counts[value] == 0 else { continue }
            firstRows.append(row)
            distinctCount += 1
        }
        for value in counts.indices { counts[value] += other.counts[value] }
    }

    @inline(__always)
    mutating func addMissing(_ row: Int) {
        guard isCounting, !hasMissing else { return }
        hasMissing = true
        firstRows.append(UInt32(row))
    }
}
