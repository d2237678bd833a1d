import VietnameseText

/// A search backwards through the history while its words are typed, marks and case ignored.
struct HistorySearch {
    /// The line before the search began, for giving up.
    let original: String
    private(set) var words = ""
    /// The entry shown, by its place in the history; nil when none holds the words.
    private(set) var match: Int?

    private let entries: [String]

    /// - Parameter entries: oldest first.
    init(entries: [String], original: String) {
        self.entries = entries
        self.original = original
    }

    var hasFailed: Bool { match == nil && !words.isEmpty }

    /// The line to show: the match, or what was there before.
    var line: String { match.map { entries[$0] } ?? original }

    var prompt: String { hasFailed ? "not found \"\(words)\": " : "search \"\(words)\": " }

    mutating func append(_ scalar: Unicode.Scalar) {
        words.unicodeScalars.append(scalar)
        // A combining mark joins the letter before it.
        words = Composition.composed(words)
        find(before: match.map { $0 + 1 } ?? entries.count)
    }

    mutating func deleteLast() {
        if words.isEmpty { return }
        words.unicodeScalars.removeLast()
        find(before: entries.count)
    }

    /// The next older entry with the words; stays where it is when there is none.
    mutating func older() {
        guard let current = match else { return }
        let shown = entries[current]
        find(before: current)
        while let found = match, entries[found] == shown { find(before: found) }
        if match == nil { match = current }
    }

    private mutating func find(before end: Int) {
        let wanted = Folding.key(.k2, words)
        match = wanted.isEmpty ? nil : entries[..<end].lastIndex { Self.contains(Folding.key(.k2, $0), wanted) }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { text[$0...].starts(with: part) }
    }
}
