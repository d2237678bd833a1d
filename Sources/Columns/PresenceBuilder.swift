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
        for index in 0..<other.count { append(other.words[index >> 6] & 1 << UInt64(index & 63) != 0) }
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
        for _ in 0..<added {
            if count & 63 == 0 { words.append(0) }
            if present { words[count >> 6] |= 1 << UInt64(count & 63) }
            count += 1
        }
    }
}
