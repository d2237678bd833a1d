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
}
