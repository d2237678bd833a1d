import Columns
import Values

extension SnapshotEncoder {
    /// Statistics of whole columns: what came from a sample is not worth its place.
    mutating func append(_ statistics: ColumnStatistics) {
        writer.append(count: statistics.missingCount)
        writer.append(count: statistics.distinctCount)
        append(optional: statistics.codeCounts)
        append(optional: statistics.firstRows)
        writer.append(optional: statistics.integerRange) { writer, range in
            writer.append(range.lowerBound)
            writer.append(range.upperBound)
        }
        writer.append(optional: statistics.doubleRange) { writer, range in
            writer.append(range.lowerBound)
            writer.append(range.upperBound)
        }
        writer.append(optional: statistics.extremeRows) { writer, rows in
            writer.append(list: rows) { $0.append($1) }
        }
        writer.append(list: statistics.commonest) { writer, value in
            switch value.stored {
            case .integer(let integer):
                writer.append(false)
                writer.append(integer)
            case .double(let double):
                writer.append(true)
                writer.append(double)
            }
            writer.append(count: value.rows)
        }
        writer.append(optional: statistics.histogram) { writer, histogram in
            writer.append(list: histogram.borders) { $0.append($1) }
        }
    }
}

extension SnapshotDecoder {
    mutating func statistics(_ column: Column) throws(MalformedDirectory) -> ColumnStatistics {
        let missingCount = try reader.count()
        let distinctCount = try reader.count()
        let counts = try reader.flag() ? try buffer(UInt32.self) : nil
        let firstRows = try reader.flag() ? try rows(atMost: column.count) : nil
        let integers = try reader.flag() ? (try reader.integer(Int64.self), try reader.integer(Int64.self)) : nil
        let doubles = try reader.flag() ? (try reader.double(), try reader.double()) : nil
        let extremeRows = try reader.optional { reader throws(MalformedDirectory) in
            try reader.list { reader throws(MalformedDirectory) in try reader.integer(UInt32.self) }
        }
        let commonest = try reader.list { reader throws(MalformedDirectory) in
            let stored: ColumnStatistics.CommonValue.Stored =
                try reader.flag() ? .double(try reader.double()) : .integer(try reader.integer(Int64.self))
            return ColumnStatistics.CommonValue(stored: stored, rows: try reader.count())
        }
        let borders = try reader.optional { reader throws(MalformedDirectory) in
            try reader.list { reader throws(MalformedDirectory) in try reader.double() }
        }
        if let integers, integers.0 > integers.1 { throw MalformedDirectory() }
        if let doubles, !(doubles.0 <= doubles.1) { throw MalformedDirectory() }
        if let extremeRows, extremeRows.contains(where: { $0 >= column.count }) { throw MalformedDirectory() }
        if let borders, borders.count < 2 { throw MalformedDirectory() }
        if let counts, let dictionary = column.dictionary, counts.count != dictionary.count {
            throw MalformedDirectory()
        }
        for common in commonest {
            guard let dictionary = column.dictionary else { continue }
            guard case .integer(let code) = common.stored, code >= 0, code < dictionary.count else {
                throw MalformedDirectory()
            }
        }
        return ColumnStatistics(
            rowCount: column.count, missingCount: missingCount, distinctCount: distinctCount, codeCounts: counts,
            firstRows: firstRows, integerRange: integers.map { $0.0...$0.1 }, doubleRange: doubles.map { $0.0...$0.1 },
            extremeRows: extremeRows, commonest: commonest, histogram: borders.map(Histogram.init(borders:)))
    }
}

extension ColumnStatistics {
    /// Statistics that one reading of a whole column told before.
    init(
        rowCount: Int, missingCount: Int, distinctCount: Int, codeCounts: Buffer<UInt32>?, firstRows: Buffer<UInt32>?,
        integerRange: ClosedRange<Int64>?, doubleRange: ClosedRange<Double>?, extremeRows: [UInt32]?,
        commonest: [CommonValue], histogram: Histogram?
    ) {
        self.rowCount = rowCount
        self.missingCount = missingCount
        self.distinctCount = distinctCount
        self.codeCounts = codeCounts
        self.firstRows = firstRows
        self.integerRange = integerRange
        self.doubleRange = doubleRange
        self.extremeRows = extremeRows
        self.commonest = commonest
        self.histogram = histogram
        isExact = true
    }
}

extension Histogram {
    /// Borders that were found before, at least two, ascending.
    init(borders: [Double]) { self.borders = borders }
}
