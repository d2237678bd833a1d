import Columns

extension Table {
    /// The first row of each different stored value of a column, and of a missing one, ascending; nil where codes are
    /// too many to be counted, and for doubles and lists.
    public func firstRows(ofColumn position: Int) -> Buffer<UInt32>? {
        if let known = derived.state.withLock({ $0.statistics[position] }) { return known.firstRows }
        guard snapshot?.keeps(\.statistics, ofColumn: position) != true, let found = rowsOfNewCodes(position) else {
            return statistics(ofColumn: position).firstRows
        }
        return found
    }

    private func rowsOfNewCodes(_ position: Int) -> Buffer<UInt32>? {
        let column = columns[position]
        guard let dictionary = column.dictionary, dictionary.count <= ColumnStatistics.countedCodes else { return nil }
        return derived.value({ $1(&$0.firstRows) }, position, orNone: { column.rowsOfNewCodes(dictionary.count) })
    }
}

extension Column {
    /// The first row of each code, where codes are numbered as they are first seen, as those of a loaded column are:
    /// then the next new one is known, and reading ends with the last of them. Nil where they are not.
    fileprivate func rowsOfNewCodes(_ count: Int) -> Buffer<UInt32>? {
        switch packed?.storage {
        case .bytes(let buffer)?: rowsOfNewCodes(count, buffer)
        case .shorts(let buffer)?: rowsOfNewCodes(count, buffer)
        case .words(let buffer)?: rowsOfNewCodes(count, buffer)
        case .longs?, nil: nil
        }
    }

    private func rowsOfNewCodes<Stored: FixedWidthInteger & BitwiseCopyable & Sendable>(
        _ codes: Int, _ stored: Buffer<Stored>
    ) -> Buffer<UInt32>? {
        var missing = presence?.firstMissing
        var rows: [UInt32] = []
        rows.reserveCapacity(codes + 1)
        var row = 0
        var next = 0
        while next < codes, row < count {
            let code = Int(stored[row])
            if let first = missing, row == first {
                rows.append(UInt32(row))
                missing = nil
            } else if code >= next, isPresent(row) {
                guard code == next else { return nil }
                rows.append(UInt32(row))
                next += 1
            }
            row += 1
        }
        guard next == codes else { return nil }
        if let missing { rows.append(UInt32(missing)) }
        return Buffer(rows)
    }
}

extension Bitmap {
    /// The first bit that is 0.
    fileprivate var firstMissing: Int? {
        for index in 0..<words.count where words[index] != ~0 {
            let bit = index * 64 + (~words[index]).trailingZeroBitCount
            return bit < count ? bit : nil
        }
        return nil
    }
}
