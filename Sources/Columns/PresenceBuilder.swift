/// Which values are present, while a column grows; takes no room until the first is missing.
public struct PresenceBuilder: Sendable {
    public private(set) var count = 0
    public private(set) var missingCount = 0
    /// Empty while nothing is missing; otherwise a bit a value.
    private var words: [UInt64] = []

    public init() {}

    public func isPresent(_ index: Int) -> Bool {
        missingCount == 0 || words[index >> 6] & 1 << UInt64(index & 63) != 0
    }

    public mutating func append(_ isPresent: Bool) {
        if isPresent { append(presentCount: 1) } else { appendMissing(count: 1) }
    }

    /// Values that are all present.
    public mutating func append(presentCount added: Int) {
        if missingCount == 0 { count += added } else { extend(by: added, present: true) }
    }

    public mutating func appendMissing(count added: Int) {
        guard added > 0 else { return }
        if missingCount == 0 { fillWords() }
        missingCount += added
        extend(by: added, present: false)
    }

    /// Takes back the presence of a value.
    public mutating func clear(_ index: Int) {
        if missingCount == 0 { fillWords() }
        let bit: UInt64 = 1 << UInt64(index & 63)
        if words[index >> 6] & bit != 0 { missingCount += 1 }
        words[index >> 6] &= ~bit
    }

    public mutating func append(_ other: PresenceBuilder) {
        if other.missingCount == 0 { return append(presentCount: other.count) }
        if missingCount == 0 { fillWords() }
        let (first, shift) = (count >> 6, UInt64(count & 63))
        extend(by: other.count, present: false)
        for (index, word) in other.words.enumerated() {
            // Behind the last value a word has no bits.
            words[first + index] |= word << shift
            if shift > 0, first + index + 1 < words.count { words[first + index + 1] |= word >> (64 - shift) }
        }
        missingCount += other.missingCount
    }

    /// Only the first values stay.
    public mutating func truncate(to newCount: Int) {
        while missingCount > 0, count > newCount {
            count -= 1
            let bit: UInt64 = 1 << UInt64(count & 63)
            if words[count >> 6] & bit == 0 { missingCount -= 1 }
            words[count >> 6] &= ~bit
            if count & 63 == 0 { words.removeLast() }
        }
        if missingCount == 0 { words = [] }
        count = min(count, newCount)
    }

    /// Nil where nothing is missing.
    public func finish() -> Bitmap? {
        guard missingCount > 0 else { return nil }
        return Bitmap(count: count) { target in for index in target.indices { target[index] = words[index] } }
    }

    private mutating func fillWords() {
        words = Array(repeating: ~0, count: count / 64)
        if count % 64 != 0 { words.append((1 << UInt64(count % 64)) - 1) }
    }

    private mutating func extend(by added: Int, present: Bool) {
        let end = count + added
        while words.count * 64 < end { words.append(0) }
        while present, count < end {
            let bit = count & 63
            let taken = min(64 - bit, end - count)
            words[count >> 6] |= (~0 >> UInt64(64 - taken)) << UInt64(bit)
            count += taken
        }
        count = end
    }
}
