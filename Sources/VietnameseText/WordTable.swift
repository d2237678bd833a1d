/// What was found out about words, for those that come again: each has the one place that its bytes give it, and the
/// latest of a place is known.
struct WordTable<Value: BitwiseCopyable> {
    private struct Entry {
        var word: WordBytes
        var value: Value
    }

    private static var placeCount: Int { 1 << 12 }
    /// Before so many words are told of, there are too few of them for a table to pay.
    private static var fewWords: Int { 1 << 8 }

    private var entries: [Entry?] = []
    private var toldWords = 0

    @inline(__always)
    private func place(_ word: WordBytes) -> Int {
        let mixed = (word.low ^ word.high &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed >> 52)
    }

    /// Nil where nothing is known of a word; what is set to nil is kept as it is.
    subscript(word: WordBytes) -> Value? {
        @inline(__always)
        get {
            guard !entries.isEmpty, let entry = entries[place(word)], entry.word == word else { return nil }
            return entry.value
        }
        set {
            guard let newValue else { return }
            toldWords += 1
            if toldWords < Self.fewWords { return }
            if entries.isEmpty { entries = Array(repeating: nil, count: Self.placeCount) }
            entries[place(word)] = Entry(word: word, value: newValue)
        }
    }
}

/// A word of at most 15 bytes, the first lowest in `low`, zeros behind the last.
struct WordBytes: BitwiseCopyable, Equatable {
    let low: UInt64
    let high: UInt64
    let count: Int

    /// The word that begins at a place and goes to the next space or the end; nil where it is longer.
    @inline(__always)
    init?(_ text: Span<UInt8>, at index: Int) {
        let (low, count) = Self.part(of: text, at: index)
        guard count == 8, text.count - index > 8 else {
            (self.low, high, self.count) = (low, 0, count)
            return
        }
        let (high, behind) = Self.part(of: text, at: index + 8)
        if behind == 8 { return nil }
        (self.low, self.high, self.count) = (low, high, 8 + behind)
    }

    /// The bytes up to a space or the end of the text, at most eight.
    @inline(__always)
    private static func part(of text: Span<UInt8>, at index: Int) -> (UInt64, Int) {
        let left = text.count - index
        var bytes: UInt64 = 0
        if left >= 8 {
            bytes = text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        } else if text.count >= 8 {
            bytes = text.bytes.unsafeLoadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
            bytes >>= UInt64(8 * (8 - left))
        } else {
            for place in (0..<left).reversed() { bytes = bytes << 8 | UInt64(text[index + place]) }
        }
        // The lowest byte that is a space is the lowest of which a bit is set here.
        let others = bytes ^ 0x2020_2020_2020_2020
        let spaces = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
        let count = min(spaces.trailingZeroBitCount / 8, left)
        return (count == 8 ? bytes : bytes & (1 << UInt64(8 * count) - 1), count)
    }
}

/// Up to 16 bytes, the first lowest in `low`.
struct PackedBytes: BitwiseCopyable {
    static let capacity = 16

    private var low: UInt64 = 0
    private var high: UInt64 = 0
    let count: Int

    /// Nil where they are more.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count <= Self.capacity else { return nil }
        count = bytes.count
        for place in bytes.indices.reversed() {
            if place >= 8 { high = high << 8 | UInt64(bytes[place]) } else { low = low << 8 | UInt64(bytes[place]) }
        }
    }

    /// Appends them where there is room for as many as they could be.
    @inline(__always)
    func write(to output: inout OutputSpan<UInt8>) {
        precondition(output.freeCapacity >= Self.capacity)
        output.withUnsafeMutableBufferPointer { bytes, written in
            let end = UnsafeMutableRawPointer(bytes.baseAddress! + written)
            end.storeBytes(of: low, as: UInt64.self)
            end.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
            written += count
        }
    }
}

extension Span<UInt8> {
    /// The bytes from a place to the next space or the end.
    func wordLength(from start: Int) -> Int {
        var end = start
        while end < count, self[end] != UInt8(ascii: " ") { end += 1 }
        return end - start
    }
}
