import Columns

/// Loops over rows with everything that does not change from row to row decided outside them.
extension Vector {
    /// Calls `body` with the position and the column's row of each of `positions` whose value is present.
    @inline(__always)
    func forEachPresent(_ positions: Batch.Positions, _ body: (Int, Int) -> Void) {
        switch selection {
        case .range(let start):
            guard let presence = column.presence else {
                for position in positions { body(Int(position), start + Int(position)) }
                return
            }
            for position in positions where presence[start + Int(position)] {
                body(Int(position), start + Int(position))
            }
        case .list(let list, let start):
            for position in positions {
                let row = list.rows[start + Int(position)]
                if row != RowList.none, column.isPresent(Int(row)) { body(Int(position), Int(row)) }
            }
        }
    }

    /// Calls `body` with the group and the column's row of each of `rows` whose value is present.
    @inline(__always)
    func forEachPresent(_ rows: GroupedRows, _ body: (_ group: Int, _ row: Int) -> Void) {
        rows.groups.withUnsafeBufferPointer { groups in
            if let positions = rows.positions {
                forEachPresent(positions) { position, row in body(Int(groups[position]), row) }
            } else {
                forEachPresent(count: groups.count) { position, row in body(Int(groups[position]), row) }
            }
        }
    }

    /// Calls `body` with each of the first `count` positions and the column's row, where its value is present.
    @inline(__always)
    func forEachPresent(count: Int, _ body: (_ position: Int, _ row: Int) -> Void) {
        forEachRow(count, present: body) { _ in }
    }

    /// Calls `body` with each of the first `count` positions and the column's row, or -1 where there is no value.
    @inline(__always)
    func forEachRow(_ count: Int, _ body: (_ position: Int, _ row: Int) -> Void) {
        forEachRow(count, present: body) { body($0, -1) }
    }

    /// Calls `present` with each of the first `count` positions and the column's row, or `missing` where there is no value.
    @inline(__always)
    private func forEachRow(
        _ count: Int, present: (_ position: Int, _ row: Int) -> Void, missing: (_ position: Int) -> Void
    ) {
        var position = 0
        switch selection {
        case .range(let start):
            if let presence = column.presence {
                while position < count {
                    if presence[start + position] { present(position, start + position) } else { missing(position) }
                    position += 1
                }
            } else {
                while position < count {
                    present(position, start + position)
                    position += 1
                }
            }
        case .list(let list, let start):
            list.rows.withUnsafeElements { listed in
                while position < count {
                    let row = listed[start + position]
                    if row != RowList.none, column.isPresent(Int(row)) {
                        present(position, Int(row))
                    } else {
                        missing(position)
                    }
                    position += 1
                }
            }
        }
    }
}

extension PackedIntegers {
    /// Calls `body` with a reader made for the width, so that the loop inside it is compiled once a width.
    @inline(__always)
    func withReader(_ body: ((Int) -> Int64) -> Void) {
        let base = base
        switch storage {
        case .bytes(let buffer): buffer.withUnsafeElements { stored in body { base &+ Int64(stored[$0]) } }
        case .shorts(let buffer): buffer.withUnsafeElements { stored in body { base &+ Int64(stored[$0]) } }
        case .words(let buffer): buffer.withUnsafeElements { stored in body { base &+ Int64(stored[$0]) } }
        case .longs(let buffer): buffer.withUnsafeElements { stored in body { stored[$0] } }
        }
    }

    /// Writes the integers of some rows to where there is room for as many.
    func copy(_ rows: Range<Int>, to target: UnsafeMutablePointer<Int64>) {
        switch storage {
        case .bytes(let buffer): copy(buffer, rows, to: target)
        case .shorts(let buffer): copy(buffer, rows, to: target)
        case .words(let buffer): copy(buffer, rows, to: target)
        case .longs(let buffer): copy(buffer, rows, to: target)
        }
    }

    /// Without a sum that could trap, so that several are widened at once.
    @inline(__always)
    private func copy<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ buffer: Buffer<Stored>, _ rows: Range<Int>, to target: UnsafeMutablePointer<Int64>
    ) {
        let base = base
        buffer.withUnsafeElements { stored in
            let source = UnsafeBufferPointer(rebasing: stored[rows])
            for index in 0..<source.count { target[index] = base &+ Int64(truncatingIfNeeded: source[index]) }
        }
    }

    /// The least and the greatest of some integers, of which there is one at least.
    func extent(of rows: Range<Int>) -> (least: Int64, greatest: Int64) {
        switch storage {
        case .bytes(let buffer): extent(buffer, rows)
        case .shorts(let buffer): extent(buffer, rows)
        case .words(let buffer): extent(buffer, rows)
        case .longs(let buffer): extent(buffer, rows)
        }
    }

    /// Of what is stored, so that narrow integers are compared many at once.
    @inline(__always)
    private func extent<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ buffer: Buffer<Stored>, _ rows: Range<Int>
    ) -> (least: Int64, greatest: Int64) {
        buffer.withUnsafeElements { stored in
            var (least, greatest) = (stored[rows.lowerBound], stored[rows.lowerBound])
            for row in rows {
                least = min(least, stored[row])
                greatest = max(greatest, stored[row])
            }
            return (base &+ Int64(truncatingIfNeeded: least), base &+ Int64(truncatingIfNeeded: greatest))
        }
    }

    /// The sum of some integers, which must fit in 64 bits.
    func total(of rows: Range<Int>) -> Int64 {
        let stored =
            switch storage {
            case .bytes(let buffer): total(buffer, rows, in: UInt32.self)
            case .shorts(let buffer): total(buffer, rows, in: UInt32.self)
            case .words(let buffer): total(buffer, rows, in: UInt64.self)
            case .longs(let buffer): total(buffer, rows, in: Int64.self)
            }
        return stored &+ base &* Int64(rows.count)
    }

    /// In sums that hold so many of what is stored, so that many are added at once.
    @inline(__always)
    private func total<Stored: FixedWidthInteger & BitwiseCopyable & Sendable, Sum: FixedWidthInteger>(
        _ buffer: Buffer<Stored>, _ rows: Range<Int>, in sums: Sum.Type
    ) -> Int64 {
        buffer.withUnsafeElements { stored in
            var (total, start) = (Int64(0), rows.lowerBound)
            while start < rows.upperBound {
                let end = min(rows.upperBound, start + Self.addedRows)
                var sum: Sum = 0
                for row in start..<end { sum &+= Sum(truncatingIfNeeded: stored[row]) }
                total &+= Int64(truncatingIfNeeded: sum)
                start = end
            }
            return total
        }
    }

    /// As many integers of 16 bits as 32 bits hold the sum of.
    private static let addedRows = 1 << 16

    /// What the width lets the stored values be; nil for 64 bits.
    var bounds: ClosedRange<Int64>? {
        let span: Int64
        switch storage {
        case .bytes: span = Int64(UInt8.max)
        case .shorts: span = Int64(UInt16.max)
        case .words: span = Int64(UInt32.max)
        case .longs: return nil
        }
        let (high, overflow) = base.addingReportingOverflow(span)
        return overflow ? nil : base...high
    }

    /// The greatest size, whatever the sign, that a stored value can have by its width; nil for 64 bits.
    var magnitude: Int64? {
        guard let bounds, bounds.lowerBound != .min else { return nil }
        return max(abs(bounds.lowerBound), abs(bounds.upperBound))
    }
}
