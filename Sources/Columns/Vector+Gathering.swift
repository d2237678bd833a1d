extension Vector {
    /// Whether a list picks values out of a column too long for the caches. A loop that does nothing but gather them
    /// waits for many places in memory at once, one that works on each value for one after another.
    public var isScattered: Bool {
        guard case .list = selection else { return false }
        return column.count >= Self.longColumn
    }

    /// The values of the first `count` positions side by side, where a list picks them; lists, and what is a run
    /// already, stay as they are.
    public func gathered(_ count: Int) -> Vector {
        guard case .list(let list, let start) = selection else { return self }
        let payload: Column.Payload
        switch column.payload {
        case .integers(let packed): payload = .integers(packed.gathered(list, start, count))
        case .codes(let packed, let dictionary): payload = .codes(packed.gathered(list, start, count), dictionary)
        case .doubles(let buffer): payload = .doubles(buffer.gathered(list, start, count, missing: 0))
        case .lists: return self
        }
        let presence = mayMiss(count) ? Bitmap((0..<count).map { presentRow($0) != nil }) : nil
        return Vector(Column(type: column.type, count: count, payload: payload, presence: presence))
    }

    /// Shorter columns are in the caches.
    private static let longColumn = 1 << 16
}

extension PackedIntegers {
    fileprivate func gathered(_ list: RowList, _ start: Int, _ count: Int) -> PackedIntegers {
        let storage: Storage =
            switch storage {
            case .bytes(let buffer): .bytes(buffer.gathered(list, start, count, missing: 0))
            case .shorts(let buffer): .shorts(buffer.gathered(list, start, count, missing: 0))
            case .words(let buffer): .words(buffer.gathered(list, start, count, missing: 0))
            case .longs(let buffer): .longs(buffer.gathered(list, start, count, missing: 0))
            }
        return PackedIntegers(base: base, storage: storage)
    }
}

extension Buffer {
    /// `missing`: what stands for a row that is none.
    fileprivate func gathered(_ list: RowList, _ start: Int, _ count: Int, missing: Element) -> Buffer {
        list.rows.withSpan(start..<start + count) { rows in
            Buffer(count: count) { target in
                withUnsafeElements { source in
                    for index in rows.indices {
                        let row = rows[index]
                        target[index] = row == RowList.none ? missing : source[Int(row)]
                    }
                }
            }
        }
    }
}
