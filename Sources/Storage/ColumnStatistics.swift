import Columns
import Values

/// What the planner knows of a column without reading it again.
public struct ColumnStatistics: Sendable {
    public let rowCount: Int
    public let missingCount: Int
    /// Different values that are present; exact for text, references and narrow integers, else an estimate.
    public let distinctCount: Int
    /// Rows of each code (or of each `base + i`); nil where codes are too many to count.
    public let codeCounts: Buffer<UInt32>?
    /// Borders of the integers present; nil for text, lists, doubles and empty columns.
    public let integerRange: ClosedRange<Int64>?
    public let doubleRange: ClosedRange<Double>?

    /// Codes beyond this are not counted one by one.
    static let countedCodes = 1 << 20

    init(_ column: Column) {
        rowCount = column.count
        missingCount = column.missingCount
        var range: ClosedRange<Int64>?
        var doubles: ClosedRange<Double>?
        var counts: Buffer<UInt32>?
        var distinct = column.count - column.missingCount
        if let packed = column.packed {
            if column.dictionary == nil { range = Self.range(of: packed, in: column) }
            if let limit = Self.codeLimit(column, packed, range: range) {
                let counted = Self.counts(packed, in: column, limit: limit)
                counts = counted
                distinct = counted.array.lazy.filter { $0 > 0 }.count
            } else if let dictionary = column.dictionary {
                distinct = min(distinct, dictionary.count)
            } else if let range {
                let (span, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
                if !overflow { distinct = min(distinct, Int(clamping: span.addingReportingOverflow(1).partialValue)) }
            }
        } else if case .doubles(let values) = column.payload {
            doubles = Self.range(of: values, in: column)
        }
        integerRange = range
        doubleRange = doubles
        codeCounts = counts
        distinctCount = distinct
    }

    private static func codeLimit(_ column: Column, _ packed: PackedIntegers, range: ClosedRange<Int64>?) -> Int? {
        if let dictionary = column.dictionary {
            return dictionary.count <= countedCodes ? dictionary.count : nil
        }
        guard let range, range.lowerBound >= packed.base else { return nil }
        let (span, overflow) = range.upperBound.subtractingReportingOverflow(packed.base)
        return overflow || span >= countedCodes ? nil : Int(span) + 1
    }

    private static func counts(_ packed: PackedIntegers, in column: Column, limit: Int) -> Buffer<UInt32> {
        Buffer(count: limit) { counts in
            counts.update(repeating: 0)
            for row in 0..<column.count where column.isPresent(row) { counts[Int(packed[row] - packed.base)] += 1 }
        }
    }

    private static func range(of packed: PackedIntegers, in column: Column) -> ClosedRange<Int64>? {
        var least = Int64.max
        var greatest = Int64.min
        for row in 0..<column.count where column.isPresent(row) {
            least = min(least, packed[row])
            greatest = max(greatest, packed[row])
        }
        return least <= greatest ? least...greatest : nil
    }

    private static func range(of values: Buffer<Double>, in column: Column) -> ClosedRange<Double>? {
        var least = Double.infinity
        var greatest = -Double.infinity
        for row in 0..<column.count where column.isPresent(row) {
            least = min(least, values[row])
            greatest = max(greatest, values[row])
        }
        return least <= greatest ? least...greatest : nil
    }
}
