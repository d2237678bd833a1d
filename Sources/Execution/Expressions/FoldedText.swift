import Columns

/// Searches in a folded text without copying it.
struct FoldedText {
    private let slice: TextSlice

    init(_ slice: TextSlice) { self.slice = slice }

    var count: Int { slice.count }

    subscript(index: Int) -> UInt8 { slice.buffer[slice.range.lowerBound + index] }

    func starts(with key: [UInt8]) -> Bool { key.count <= count && holds(key, at: 0) }

    func ends(with key: [UInt8]) -> Bool { key.count <= count && holds(key, at: count - key.count) }

    func contains(_ key: [UInt8]) -> Bool {
        guard let first = key.first else { return true }
        guard key.count <= count else { return false }
        return slice.withSpan { text in
            var start = 0
            let last = text.count - key.count
            while start <= last {
                if text[start] == first, holds(key, at: start) { return true }
                start += 1
            }
            return false
        }
    }

    /// Contains the key with a border of the text, or no letter or digit, on each side of it.
    func containsWord(_ key: [UInt8]) -> Bool {
        guard !key.isEmpty, key.count <= count else { return false }
        for start in 0...(count - key.count) where holds(key, at: start) {
            let end = start + key.count
            if (start == 0 || !isWordByte(self[start - 1])) && (end == count || !isWordByte(self[end])) { return true }
        }
        return false
    }

    /// ASCII letters and digits, and every byte of a letter outside ASCII.
    private func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    private func holds(_ key: [UInt8], at start: Int) -> Bool {
        slice.withSpan { text in
            for index in key.indices where text[start + index] != key[index] { return false }
            return true
        }
    }
}
