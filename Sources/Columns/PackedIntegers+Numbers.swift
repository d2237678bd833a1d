import CKernels

extension PackedIntegers {
    /// Adds `stride` times the number of each stored integer from row `first` on, or of the rows of a list from its place
    /// `first` on, to the sums: the integer itself, or what `numbers` has for it; `missing` where `presence` says that
    /// there is no value, or the list has `RowList.none`. `isFirst`: the sums hold nothing yet. Of integers of at most 32
    /// bits.
    public func addNumbers(
        from first: Int, of rows: Buffer<UInt32>? = nil, _ numbers: Buffer<Int32>?, presence: Bitmap?, missing: Int32,
        stride: Int32, isFirst: Bool, to sums: UnsafeMutableBufferPointer<Int32>
    ) {
        guard let target = sums.baseAddress else { return }
        assert(first + sums.count <= rows?.count ?? count, "rows out of range")
        if let rows {
            let listed = first..<first + sums.count
            assert(listed.allSatisfy { rows[$0] == RowList.none || rows[$0] < count }, "rows out of range")
        }
        assert(presence.map { $0.count == count } ?? true, "one bit a row")
        let kept: Int32 = isFirst ? 0 : -1
        let (start, listed) = rows.map { (0, UnsafePointer($0.base) + first) } ?? (first, nil)
        let known = (numbers?.base).map { UnsafePointer($0) }
        let words = (presence?.words.base).map { UnsafePointer($0) }
        withExtendedLifetime((rows, numbers, presence)) {
            switch storage {
            case .bytes(let buffer):
                buffer.withUnsafeElements {
                    tdq_number_u8(
                        target, kept, $0.baseAddress! + start, listed, known, sums.count, stride, words, start, missing)
                }
            case .shorts(let buffer):
                buffer.withUnsafeElements {
                    tdq_number_u16(
                        target, kept, $0.baseAddress! + start, listed, known, sums.count, stride, words, start, missing)
                }
            case .words(let buffer):
                buffer.withUnsafeElements {
                    tdq_number_u32(
                        target, kept, $0.baseAddress! + start, listed, known, sums.count, stride, words, start, missing)
                }
            case .longs: preconditionFailure("narrow integers were expected")
            }
        }
    }

    /// Whether what is stored in some rows, over the base, is less than a limit; of integers of at most 32 bits.
    public func areStored(below limit: Int, in rows: Range<Int>) -> Bool {
        assert(rows.upperBound <= count, "rows out of range")
        func greatest<Stored: FixedWidthInteger & UnsignedInteger>(_ buffer: Buffer<Stored>) -> Int {
            buffer.withUnsafeElements { stored in
                var greatest: Stored = 0
                for row in rows { greatest = max(greatest, stored[row]) }
                return Int(greatest)
            }
        }
        return switch storage {
        case .bytes(let buffer): greatest(buffer) < limit
        case .shorts(let buffer): greatest(buffer) < limit
        case .words(let buffer): greatest(buffer) < limit
        case .longs: preconditionFailure("narrow integers were expected")
        }
    }
}
