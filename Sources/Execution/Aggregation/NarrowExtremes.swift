import Columns

/// The extremes of what a narrow column stores, of each group: a few bytes each, where whole values leave the caches.
///
/// What is kept is one more than how far a value is from the end that every value beats; 0 where there is none.
struct NarrowExtremes {
    private enum Best {
        /// Of a column of bytes.
        case bytes([UInt16])
        /// Of a column of two bytes a value.
        case shorts([UInt32])
    }

    private let base: Int64
    private let isMaximum: Bool
    private var best: Best

    /// Columns that are shorter, as computed ones are, change too often.
    private static let longColumn = 1 << 16

    /// Nil for other columns.
    init?(_ column: Column, isMaximum: Bool) {
        guard let packed = column.packed, column.count >= Self.longColumn else { return nil }
        switch packed.width {
        case 1: best = .bytes([])
        case 2: best = .shorts([])
        default: return nil
        }
        (base, self.isMaximum) = (packed.base, isMaximum)
    }

    /// Takes the values of some rows; false where the column stores them in another way.
    mutating func add(_ vector: Vector, _ rows: GroupedRows) -> Bool {
        guard let packed = vector.column.packed, packed.base == base else { return false }
        // Taken out before it is written to, so that nothing is copied.
        switch best {
        case .bytes(var own):
            guard case .bytes(let stored) = packed.storage else { return false }
            best = .bytes([])
            add(vector, rows, stored, to: &own)
            best = .bytes(own)
        case .shorts(var own):
            guard case .shorts(let stored) = packed.storage else { return false }
            best = .shorts([])
            add(vector, rows, stored, to: &own)
            best = .shorts(own)
        }
        return true
    }

    @inline(__always)
    private func add<Stored: FixedWidthInteger & UnsignedInteger, Kept: FixedWidthInteger>(
        _ vector: Vector, _ rows: GroupedRows, _ buffer: Buffer<Stored>, to kept: inout [Kept]
    ) {
        kept.extend(to: rows.groupCount, with: 0)
        let flipped: Stored = isMaximum ? 0 : .max
        kept.withUnsafeMutableBufferPointer { kept in
            buffer.withUnsafeElements { stored in
                vector.forEachPresent(rows) { group, row in
                    kept[group] = max(kept[group], Kept(truncatingIfNeeded: stored[row] ^ flipped) &+ 1)
                }
            }
        }
    }

    /// More than the number of any group that has a value.
    var groupCount: Int {
        switch best {
        case .bytes(let kept): kept.count
        case .shorts(let kept): kept.count
        }
    }

    /// Calls `body` with each group that has a value, and the extreme one.
    @inline(__always)
    func forEachGroup(_ body: (_ group: Int, _ value: Int64) -> Void) {
        switch best {
        case .bytes(let kept): forEachGroup(kept, flipped: isMaximum ? 0 : UInt8.max, body)
        case .shorts(let kept): forEachGroup(kept, flipped: isMaximum ? 0 : UInt16.max, body)
        }
    }

    @inline(__always)
    private func forEachGroup<Stored: FixedWidthInteger & UnsignedInteger, Kept: FixedWidthInteger>(
        _ kept: [Kept], flipped: Stored, _ body: (_ group: Int, _ value: Int64) -> Void
    ) {
        for group in kept.indices where kept[group] > 0 {
            body(group, base &+ Int64(truncatingIfNeeded: Stored(truncatingIfNeeded: kept[group] &- 1) ^ flipped))
        }
    }
}
