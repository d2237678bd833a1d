import Columns
import Values

/// What the planner knows of a column without reading it again.
///
/// Made in two ways: by one reading of the whole column (`isExact`), or, where an estimate is enough and the column
/// is long, from a sample of its rows.
public struct ColumnStatistics: Sendable {
    public let rowCount: Int
    public let missingCount: Int
    /// Different values that are present; exact for text, references and narrow integers, else an estimate.
    public let distinctCount: Int
    /// Rows of each code (or of each `base + i`); nil where codes are too many to count, or only a sample was read.
    public let codeCounts: Buffer<UInt32>?
    /// The first row of each different stored value, and of a missing one, ascending; nil with `codeCounts`.
    public let firstRows: Buffer<UInt32>?
    /// Borders of the integers present; nil for text, lists, doubles and empty columns.
    public let integerRange: ClosedRange<Int64>?
    public let doubleRange: ClosedRange<Double>?
    /// Rows that hold the least and the greatest number; nil for text and lists, where nothing is present, and
    /// where which of several rows is taken could be seen (a least or greatest double of zero has two signs).
    public let extremeRows: [UInt32]?
    /// The ten values that most rows hold, the commonest first.
    public let commonest: [CommonValue]
    /// Of numbers, dates and the like; nil for text and lists.
    public let histogram: Histogram?
    /// Whether every row was read.
    public let isExact: Bool

    /// A value as it is stored, and about how many rows hold it.
    public struct CommonValue: Sendable, Hashable {
        public enum Stored: Sendable, Hashable {
            /// An integer, scaled decimal, date, target row, or code.
            case integer(Int64)
            case double(Double)
        }

        public var stored: Stored
        public var rows: Int
    }

    /// Codes beyond this are not counted one by one.
    static let countedCodes = 1 << 20
    /// Rows that are read where not all are.
    public static let sampledRows = ColumnSample.size
    /// As many as `commonest` has at most.
    static let commonCount = 10

    /// Reads every row once. `estimates`: what a sample has told before.
    init(_ column: Column, estimates: ColumnStatistics?) {
        let reading = ColumnReading(column)
        let sample = estimates ?? ColumnStatistics(sampling: column)
        rowCount = column.count
        missingCount = column.missingCount
        codeCounts = reading.counts
        firstRows = reading.firstRows
        integerRange = reading.integerRange
        doubleRange = reading.doubleRange
        extremeRows = reading.extremeRows
        histogram = sample.histogram
        if let counts = reading.counts {
            distinctCount = reading.distinctCount
            commonest = Self.commonest(counts, base: column.packed?.base ?? 0)
        } else {
            distinctCount = Self.distinct(column, sample.distinctCount, range: reading.integerRange)
            commonest = sample.commonest
        }
        isExact = true
    }

    /// Reads a sample of the rows.
    init(sampling column: Column) {
        let sample = ColumnSample(column)
        rowCount = column.count
        missingCount = column.missingCount
        (codeCounts, firstRows, extremeRows) = (nil, nil, nil)
        integerRange = sample.integerRange
        doubleRange = sample.doubleRange
        histogram = sample.histogram
        commonest = sample.commonest
        distinctCount = Self.distinct(column, sample.distinctCount, range: nil)
        isExact = false
    }

    /// The share of rows, 0 to 1, whose value is present.
    public var presentShare: Double {
        rowCount == 0 ? 0 : Double(rowCount - missingCount) / Double(rowCount)
    }

    private static func distinct(_ column: Column, _ sampled: Int, range: ClosedRange<Int64>?) -> Int {
        let present = column.count - column.missingCount
        // Every code of a stored dictionary occurs.
        if let dictionary = column.dictionary { return min(present, dictionary.count) }
        var distinct = min(present, sampled)
        if let range {
            let (span, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
            if !overflow, span < Int64(Int32.max) { distinct = min(distinct, Int(span) + 1) }
        }
        return distinct
    }

    private static func commonest(_ counts: Buffer<UInt32>, base: Int64) -> [CommonValue] {
        var best: [CommonValue] = []
        for code in 0..<counts.count where counts[code] > 0 {
            let rows = Int(counts[code])
            if best.count == commonCount, rows <= best[commonCount - 1].rows { continue }
            let place = best.firstIndex { $0.rows < rows } ?? best.count
            best.insert(CommonValue(stored: .integer(base + Int64(code)), rows: rows), at: place)
            if best.count > commonCount { best.removeLast() }
        }
        return best
    }
}

/// Borders that cut the values of a column into runs of equally many rows (an equi-depth histogram).
public struct Histogram: Sendable {
    /// Ascending, at least two.
    public let borders: [Double]

    /// `sorted`: at least one value, ascending; nil for none.
    init?(sorted values: [Double], runs: Int) {
        guard !values.isEmpty else { return nil }
        borders = (0...runs).map { values[$0 * (values.count - 1) / runs] }
    }

    /// The share of the values present, 0 to 1, that are below `value`, even inside a run.
    public func share(below value: Double) -> Double {
        guard let last = borders.last, value > borders[0] else { return 0 }
        guard value <= last else { return 1 }
        var (low, high) = (0, borders.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if borders[middle] >= value { high = middle } else { low = middle + 1 }
        }
        let (start, end) = (borders[low - 1], borders[low])
        return (Double(low - 1) + (value - start) / (end - start)) / Double(borders.count - 1)
    }
}
