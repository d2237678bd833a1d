import CKernels

extension [UInt32] {
    /// The numbers ascending, each once.
    public consuming func ascendingOnce() -> [UInt32] {
        var numbers = self
        numbers.sort()
        var kept = 0
        for index in numbers.indices where kept == 0 || numbers[kept - 1] != numbers[index] {
            numbers[kept] = numbers[index]
            kept += 1
        }
        numbers.removeLast(numbers.count - kept)
        return numbers
    }
}

extension Buffer<UInt32> {
    /// How many numbers two ascending runs of rows have in common, neither holding one twice.
    public func commonCount(_ range: Range<Int>, with other: Buffer<UInt32>, _ otherRange: Range<Int>) -> Int {
        intersect(range, other, otherRange, nil)
    }

    /// The numbers that two ascending runs of rows have in common, neither holding one twice, ascending.
    public func common(_ range: Range<Int>, with other: Buffer<UInt32>, _ otherRange: Range<Int>) -> [UInt32] {
        Array(unsafeUninitializedCapacity: Swift.min(range.count, otherRange.count)) { found, count in
            count = intersect(range, other, otherRange, found.baseAddress)
        }
    }

    private func intersect(
        _ range: Range<Int>, _ other: Buffer<UInt32>, _ otherRange: Range<Int>,
        _ common: UnsafeMutablePointer<UInt32>?
    ) -> Int {
        assert(range.upperBound <= count && otherRange.upperBound <= other.count, "rows out of range")
        guard !range.isEmpty, !otherRange.isEmpty else { return 0 }
        return withUnsafeElements { a in
            other.withUnsafeElements { b in
                tdq_intersect(
                    a.baseAddress! + range.lowerBound, range.count, b.baseAddress! + otherRange.lowerBound,
                    otherRange.count, common)
            }
        }
    }
}

extension Bitmap {
    /// How many bits two bitmaps of one length have in common.
    public func commonCount(with other: Bitmap) -> Int {
        assert(count == other.count, "bitmaps of one length")
        return words.withUnsafeElements { a in
            other.words.withUnsafeElements { b in tdq_and_count(a.baseAddress, b.baseAddress, a.count) }
        }
    }
}
