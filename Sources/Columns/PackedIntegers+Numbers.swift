import CKernels

extension PackedIntegers {
    /// Adds `stride` times the number of each stored integer from row `first` on to the sums: the integer itself, or
    /// what `numbers` has for it; `missing` where `presence` says that there is no value. `isFirst`: the sums hold nothing
    /// yet. Of integers of at most 32 bits.
    public func addNumbers(
        from first: Int, _ numbers: Buffer<Int32>?, presence: Bitmap?, missing: Int32, stride: Int32, isFirst: Bool,
        to sums: UnsafeMutableBufferPointer<Int32>
    ) {
        assert(first + sums.count <= count, "rows out of range")
        guard let target = sums.baseAddress else { return }
        let kept: Int32 = isFirst ? 0 : -1
        assert(presence.map { $0.count == count } ?? true, "one bit a row")
        let known = (numbers?.base).map { UnsafePointer($0) }
        let words = (presence?.words.base).map { UnsafePointer($0) }
        withExtendedLifetime((numbers, presence)) {
            switch storage {
            case .bytes(let buffer):
                buffer.withUnsafeElements {
                    tdq_number_u8(
                        target, kept, $0.baseAddress! + first, known, sums.count, stride, words, first, missing)
                }
            case .shorts(let buffer):
                buffer.withUnsafeElements {
                    tdq_number_u16(
                        target, kept, $0.baseAddress! + first, known, sums.count, stride, words, first, missing)
                }
            case .words(let buffer):
                buffer.withUnsafeElements {
                    tdq_number_u32(
                        target, kept, $0.baseAddress! + first, known, sums.count, stride, words, first, missing)
                }
            case .longs: preconditionFailure("narrow integers were expected")
            }
        }
    }

    /// The same of the rows of a list, from its place `first` on; `missing` also where one is `RowList.none`.
    public func addNumbers(
        at rows: Buffer<UInt32>, from first: Int, _ numbers: Buffer<Int32>?, presence: Bitmap?, missing: Int32,
        stride: Int32, isFirst: Bool, to sums: UnsafeMutableBufferPointer<Int32>
    ) {
        guard let target = sums.baseAddress else { return }
        let kept: Int32 = isFirst ? 0 : -1
        assert(presence.map { $0.count == count } ?? true, "one bit a row")
        let known = (numbers?.base).map { UnsafePointer($0) }
        let words = (presence?.words.base).map { UnsafePointer($0) }
        rows.withUnsafeElements { rows in
            assert(first + sums.count <= rows.count, "places out of range")
            let rows = rows.baseAddress! + first
            assert(sums.indices.allSatisfy { rows[$0] == RowList.none || Int(rows[$0]) < count }, "rows out of range")
            withExtendedLifetime((numbers, presence)) {
                switch storage {
                case .bytes(let buffer):
                    buffer.withUnsafeElements {
                        tdq_number_rows_u8(
                            target, kept, $0.baseAddress!, rows, known, sums.count, stride, words, missing)
                    }
                case .shorts(let buffer):
                    buffer.withUnsafeElements {
                        tdq_number_rows_u16(
                            target, kept, $0.baseAddress!, rows, known, sums.count, stride, words, missing)
                    }
                case .words(let buffer):
                    buffer.withUnsafeElements {
                        tdq_number_rows_u32(
                            target, kept, $0.baseAddress!, rows, known, sums.count, stride, words, missing)
                    }
                case .longs: preconditionFailure("narrow integers were expected")
                }
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
