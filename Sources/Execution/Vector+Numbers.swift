import Columns

/// What rows store, as numbers from 0 on, or numbers that are found by it in an array.
extension Vector {
    /// Adds `stride` times the number of each row to `sums`, which hold nothing yet where `isFirst`: what the column stores,
    /// over its base, or what `numbers` has for that; `missing` where there is no value.
    func addNumbers(
        _ numbers: Buffer<Int32>?, missing: Int32, stride: Int32, isFirst: Bool,
        to sums: UnsafeMutableBufferPointer<Int32>
    ) {
        if let packed = column.packed, packed.width <= 4 {
            let (start, rows): (Int, Buffer<UInt32>?) =
                switch selection {
                case .range(let start): (start, nil)
                case .list(let list, let start): (start, list.rows)
                }
            if rows != nil || haveNumbers(numbers, packed, start..<start + sums.count) {
                return packed.addNumbers(
                    from: start, of: rows, numbers, presence: column.presence, missing: missing, stride: stride,
                    isFirst: isFirst, to: sums)
            }
        }
        if isFirst {
            forEachNumber(numbers, missing: missing, sums.count) { sums[$0] = $1 &* stride }
        } else {
            forEachNumber(numbers, missing: missing, sums.count) { sums[$0] &+= $1 &* stride }
        }
    }

    /// Whether there is a number for all that is stored in some rows, also where a value is missing.
    private func haveNumbers(_ numbers: Buffer<Int32>?, _ packed: PackedIntegers, _ rows: Range<Int>) -> Bool {
        guard column.presence != nil, let numbers else { return true }
        return packed.areStored(below: numbers.count, in: rows)
    }

    /// Calls `body` with each of the first `count` positions and its row's number (see `addNumbers`).
    @inline(__always)
    func forEachNumber(
        _ numbers: Buffer<Int32>?, missing: Int32, _ count: Int, _ body: (_ position: Int, _ number: Int32) -> Void
    ) {
        guard let packed = column.packed else { preconditionFailure("integers or codes were expected") }
        packed.withStored { stored in
            guard let numbers else {
                return forEachRow(count) { position, row in
                    body(position, row < 0 ? missing : Int32(truncatingIfNeeded: stored(row)))
                }
            }
            numbers.withUnsafeElements { numbers in
                forEachRow(count) { position, row in body(position, row < 0 ? missing : numbers[stored(row)]) }
            }
        }
    }
}

extension PackedIntegers {
    /// Calls `body` with a reader of the stored integers, the differences from `base`.
    @inline(__always)
    func withStored(_ body: ((Int) -> Int) -> Void) {
        switch storage {
        case .bytes(let buffer): buffer.withUnsafeElements { stored in body { Int(stored[$0]) } }
        case .shorts(let buffer): buffer.withUnsafeElements { stored in body { Int(stored[$0]) } }
        case .words(let buffer): buffer.withUnsafeElements { stored in body { Int(stored[$0]) } }
        case .longs(let buffer): buffer.withUnsafeElements { stored in body { Int(stored[$0]) } }
        }
    }
}
