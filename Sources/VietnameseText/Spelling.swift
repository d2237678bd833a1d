/// How near two words are in spelling, and which words may have been meant.
public enum Spelling {
    /// Words longer than this, in scalars, have no distance, which bounds its cost; nobody mistypes so much text.
    private static let longestWord = 256
    /// No more candidates than this are looked at.
    private static let mostCandidates = 100_000

    /// The edit distance of two texts regardless of case and the place of tone marks (see `distance(_:_:limit:)` on
    /// keys); nil when it is above `limit` or a text is longer than 256 scalars.
    public static func distance(_ a: String, _ b: String, limit: Int) -> Int? {
        distance(Folding.key(.k1, a), Folding.key(.k1, b), limit: limit)
    }

    /// The edit distance of two keys, counted in scalars: insertions, deletions, replacements and swaps of neighbours;
    /// nil when it is above `limit` or a key is longer than 256 scalars.
    ///
    /// Optimal string alignment (Damerau–Levenshtein without edits inside a swap), of whose matrix only the band of
    /// width 2 × `limit` + 1 around the diagonal is filled (E. Ukkonen, 1985).
    public static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        distance(scalars: scalars(a), scalars(b), limit: limit)
    }

    /// The candidates most likely meant by `word`, at most `limit`, the best first; none when all are far.
    ///
    /// First those that differ in case and diacritics alone, then those within a third of the word's length by their
    /// letters, then those the word is the beginning of; at equal rank by the distance with tones, then as given.
    public static func nearest(_ word: String, among candidates: some Sequence<String>, limit: Int = 3) -> [String] {
        guard limit > 0 else { return [] }
        let target = Target(word)
        var best: [Suggestion] = []
        for candidate in candidates.lazy.prefix(mostCandidates) {
            guard let suggestion = target.suggestion(candidate), !best.contains(where: { $0.text == candidate })
            else { continue }
            let place = best.firstIndex { suggestion.rank < $0.rank } ?? best.count
            if place < limit {
                best.insert(suggestion, at: place)
                if best.count > limit { best.removeLast() }
            }
        }
        return best.map(\.text)
    }

    private static func scalars(_ key: [UInt8]) -> [UInt32] {
        let text = key.span
        var scalars: [UInt32] = []
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            scalars.append(value)
            index += length
        }
        return scalars
    }

    private static func distance(scalars a: [UInt32], _ b: [UInt32], limit: Int) -> Int? {
        guard limit >= 0, abs(a.count - b.count) <= limit, max(a.count, b.count) <= longestWord else { return nil }
        let limit = min(limit, max(a.count, b.count))
        let far = limit + 1
        var older = [Int](repeating: far, count: b.count + 1)
        var old = (0...b.count).map { min($0, far) }
        for i in 1..<(a.count + 1) {
            var row = [Int](repeating: far, count: b.count + 1)
            row[0] = min(i, far)
            var least = row[0]
            let band = max(1, i - limit)..<max(max(1, i - limit), min(b.count, i + limit) + 1)
            for j in band {
                var cost = old[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                cost = min(cost, old[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, older[j - 2] + 1) }
                row[j] = min(cost, far)
                least = min(least, row[j])
            }
            if least > limit { return nil }
            (older, old) = (old, row)
        }
        return old[b.count] <= limit ? old[b.count] : nil
    }
}

/// A candidate and how well it fits.
private struct Suggestion {
    var text: String
    var rank: (kind: Int, letters: Int, tones: Int)
}

/// The word that suggestions are sought for, folded once.
private struct Target {
    let letters: [UInt8]
    let tones: [UInt8]
    let limit: Int

    init(_ word: String) {
        letters = Folding.key(.k2, word)
        tones = Folding.key(.k1, word)
        // A third of the length; in words of two letters and fewer every letter counts.
        limit = letters.count / 3
    }

    /// Nil when the candidate is far.
    func suggestion(_ candidate: String) -> Suggestion? {
        let candidateLetters = Folding.key(.k2, candidate)
        let kind: Int
        let distance: Int
        if candidateLetters == letters {
            (kind, distance) = (0, 0)
        } else if let near = Spelling.distance(letters, candidateLetters, limit: limit) {
            (kind, distance) = (1, near)
        } else if letters.count > 1, candidateLetters.starts(with: letters) {
            (kind, distance) = (2, candidateLetters.count - letters.count)
        } else {
            return nil
        }
        let candidateTones = Folding.key(.k1, candidate)
        let far = 2 * limit + 2
        let toneDistance = Spelling.distance(tones, candidateTones, limit: far) ?? far + 1
        return Suggestion(text: candidate, rank: (kind, distance, toneDistance))
    }
}
