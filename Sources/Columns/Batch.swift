import Values

/// Row numbers of some column, in the order in which they are to be seen; `none` stands for no row at all
/// (the other side of a left join, a reference that is missing).
public final class RowList: Sendable {
    public static let none = UInt32.max
    public let rows: Buffer<UInt32>
    /// Whether it was made as the first row again and again.
    public let repeatsFirst: Bool

    public init(_ rows: Buffer<UInt32>) { (self.rows, repeatsFirst) = (rows, false) }

    public convenience init(_ rows: [UInt32]) { self.init(Buffer(rows)) }

    /// A column's first row, so many times.
    public init(repeatingFirst count: Int) { (rows, repeatsFirst) = (Buffer(repeating: 0, count: count), true) }

    public var count: Int { rows.count }
}

/// Which rows of a column a vector shows: its own selection vector.
public enum RowSelection: Sendable {
    /// Consecutive rows from here.
    case range(start: Int)
    /// `list.rows[start]`, `list.rows[start + 1]`, …
    case list(RowList, start: Int)
}

/// Some rows of a column, without a copy: values stay where they are until someone shows them.
public struct Vector: Sendable {
    public let column: Column
    public let selection: RowSelection

    @inlinable
    public init(_ column: Column, _ selection: RowSelection = .range(start: 0)) {
        self.column = column
        self.selection = selection
    }

    /// The column's row behind position `index`, or nil where there is none or its value is missing.
    @inlinable
    public func presentRow(_ index: Int) -> Int? {
        let row: Int
        switch selection {
        case .range(let start): row = start + index
        case .list(let list, let start):
            let number = list.rows[start + index]
            if number == RowList.none { return nil }
            row = Int(number)
        }
        return column.isPresent(row) ? row : nil
    }

    public func value(_ index: Int) -> Value { presentRow(index).map(column.value) ?? .missing }
}

/// A run of rows on its way through the operators: vectors of equal length, one a field.
public struct Batch: Sendable {
    /// Rows an operator makes at a time.
    public static let standardCount = 2048

    public let count: Int
    public let vectors: [Vector]

    public init(count: Int, vectors: [Vector]) {
        self.count = count
        self.vectors = vectors
    }
}
