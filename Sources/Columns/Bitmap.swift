/// One bit a row, 64 to a word; bits beyond `count` are 0.
public final class Bitmap: Sendable {
    public let count: Int
    public let words: Buffer<UInt64>

    @inlinable
    public static func wordCount(for count: Int) -> Int { (count + 63) / 64 }

    /// `fill` writes whole words; the last one's unused bits are cleared here.
    public init(count: Int, _ fill: (UnsafeMutableBufferPointer<UInt64>) -> Void) {
        self.count = count
        words = Buffer(count: Self.wordCount(for: count)) { target in
            fill(target)
            if count % 64 != 0, let last = target.indices.last { target[last] &= (1 << UInt64(count % 64)) - 1 }
        }
    }

    /// Words that are filled already, unused bits being 0; `wordCount(for: count)` of them.
    public init(count: Int, words: Buffer<UInt64>) {
        assert(words.count == Self.wordCount(for: count), "one bit a row")
        self.count = count
        self.words = words
    }

    public convenience init(repeating value: Bool, count: Int) {
        self.init(count: count) { $0.update(repeating: value ? ~0 : 0) }
    }

    public convenience init(_ bits: [Bool]) {
        self.init(count: bits.count) { target in
            target.update(repeating: 0)
            for (index, bit) in bits.enumerated() where bit { target[index / 64] |= 1 << UInt64(index % 64) }
        }
    }

    @inlinable
    public subscript(index: Int) -> Bool {
        assert(index >= 0 && index < count, "bit out of range")
        return words[index &>> 6] &>> UInt64(index & 63) & 1 != 0
    }

    /// How many bits are set.
    public var population: Int { commonCount(with: self) }
}
