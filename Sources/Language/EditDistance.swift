/// The nearest of a few known words, for suggestions.
enum EditDistance {
    /// Up to `limit` candidates within a third of the word's length, nearest first, then in their own order.
    static func nearest(to word: String, among candidates: [String], limit: Int) -> [String] {
        let bytes = Array(word.utf8)
        guard (1...32).contains(bytes.count) else { return [] }
        let allowed = max(1, (bytes.count + 1) / 3)
        let scored = candidates.sorted().map { (distance(bytes, Array($0.utf8)), $0) }.filter { $0.0 <= allowed }
        return scored.sorted { $0.0 < $1.0 }.prefix(limit).map(\.1)
    }

    /// The number of insertions, deletions, substitutions and exchanges of neighbours (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1] + [Int](repeating: 0, count: right.count)
            for j in right.indices {
                let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
                row[j + 1] = min(last[j + 1] + 1, row[j] + 1, substitution)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
