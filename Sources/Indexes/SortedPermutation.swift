import Columns

/// The rows whose value is present, in ascending order of it (equal values by row): ranges become slices,
/// least, greatest and the first k need no scan.
///
/// Memory: four bytes a row.
public final class SortedPermutation: Sendable {
    public let rows: Buffer<UInt32>
    private let column: Column

    /// The column's payload must be integers or doubles.
    public init(_ column: Column) {
        self.column = column
        var present: [UInt32] = []
        present.reserveCapacity(column.count)
        for row in 0..<column.count where column.isPresent(row) { present.append(UInt32(row)) }
        switch column.payload {
        case .integers(let packed), .codes(let packed, _):
            present.sort { (packed[Int($0)], $0) < (packed[Int($1)], $1) }
        case .doubles(let values):
            present.sort { (values[Int($0)], $0) < (values[Int($1)], $1) }
        case .lists:
            preconditionFailure("lists have no order")
        }
        rows = Buffer(present)
    }

    /// An order of the column's rows made before.
    public init(_ column: Column, rows: Buffer<UInt32>) {
        self.column = column
        self.rows = rows
    }

    /// The slice of `rows` whose integers lie in `range`.
    public func slice(_ range: ClosedRange<Int64>) -> Range<Int> {
        guard let packed = column.packed else { return 0..<0 }
        let lower = partition { packed[$0] >= range.lowerBound }
        return lower..<max(lower, partition { packed[$0] > range.upperBound })
    }

    /// The slice of `rows` whose doubles lie in `range`.
    public func slice(_ range: ClosedRange<Double>) -> Range<Int> {
        guard case .doubles(let values) = column.payload else { return 0..<0 }
        let lower = partition { values[$0] >= range.lowerBound }
        return lower..<max(lower, partition { values[$0] > range.upperBound })
    }

    /// The first position whose row satisfies a predicate that holds for a tail of the order.
    private func partition(_ holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = low + (high - low) / 2
            if holds(Int(rows[middle])) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    public var byteCount: Int { rows.byteCount }
}
