import Columns

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
            (integerRange, extremeRows) = (nil, nil)
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

    /// `limit`: 0 not to count.
    private mutating func read<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ stored: Buffer<Stored>, base: Int64, _ column: Column, limit: Int
    ) {
        var tally = Tally(limit: limit)
        var (least, greatest) = (Stored.max, Stored.min)
        var (leastRow, greatestRow) = (-1, -1)
        let presence = column.presence
        for row in 0..<column.count {
            if let presence, !presence[row] {
                tally.addMissing(row)
                continue
            }
            let value = stored[row]
            if value < least || leastRow < 0 { (least, leastRow) = (value, row) }
            if value > greatest || greatestRow < 0 { (greatest, greatestRow) = (value, row) }
            tally.add(Int(truncatingIfNeeded: value), row)
        }
        if leastRow >= 0 {
            integerRange = base + Int64(least)...base + Int64(greatest)
            extremeRows = [UInt32(leastRow), UInt32(greatestRow)]
        }
        guard tally.isCounting else { return }
        let kept = column.dictionary?.count ?? (greatestRow < 0 ? 0 : Int(greatest) + 1)
        counts = Buffer(Array(tally.counts.prefix(kept)))
        firstRows = Buffer(tally.firstRows)
        distinctCount = tally.distinctCount
    }

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

/// Counts of small integers, given up when one is too large.
private struct Tally {
    private(set) var counts: [UInt32]
    private(set) var firstRows: [UInt32] = []
    private(set) var distinctCount = 0
    private(set) var isCounting: Bool
    private var hasMissing = false

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

    @inline(__always)
    mutating func addMissing(_ row: Int) {
        guard isCounting, !hasMissing else { return }
        hasMissing = true
        firstRows.append(UInt32(row))
    }
}
