extension Folding {
    /// By a toned letter at the end of a part: what stands in its place where the syllable goes on and its tone, by the
    /// rules of spelling, is on the letter behind.
    private static let carriedTones: [String: [String]] = [
        "ò": ["oà", "oè"], "ó": ["oá", "oé"], "ỏ": ["oả", "oẻ"], "õ": ["oã", "oẽ"], "ọ": ["oạ", "oẹ"],
        "ù": ["uỳ"], "ú": ["uý"], "ủ": ["uỷ"], "ũ": ["uỹ"], "ụ": ["uỵ"],
    ]

    /// How else a text may be written that the first letters of a syllable end: `Tò` begins *Tòa*, whose tone is placed
    /// as in *Toà*. Empty where there is one way alone.
    public static func continuations(_ text: String) -> [String] {
        guard let last = text.last, let others = carriedTones[last.lowercased()] else { return [] }
        return others.map { text.dropLast() + $0 }
    }

    /// The same of a pattern in which `%` stands for any text and `_` for one character: `Tò%` matches *Tòa*, and so
    /// does `Tò_`. Patterns of more places than a few are taken as they are.
    public static func wildcardContinuations(_ pattern: String) -> [String] {
        var written = [""]
        var places = 0
        var characters = pattern[...]
        while let character = characters.popFirst() {
            var next = written.map { $0 + String(character) }
            if let others = carriedTones[character.lowercased()], let wildcard = characters.first,
                wildcard == "%" || wildcard == "_"
            {
                places += 1
                characters.removeFirst()
                // The letter that `_` stands for is the one that bears the tone.
                let behind = wildcard == "%" ? "%" : ""
                next = next.map { $0 + String(wildcard) }
                next += written.flatMap { before in others.map { before + $0 + behind } }
            }
            if places > mostWildcardPlaces { return [] }
            written = next
        }
        return Array(written.dropFirst())
    }

    /// Each of these places multiplies the patterns by three.
    private static let mostWildcardPlaces = 4
}
