/// Which letter of a syllable bears the tone mark by the rules of spelling, in the newer manner (hoà, khoẻ, thuý).
///
/// In that manner the bearer depends on the vowels before it and itself alone, never on what ends the syllable, so that
/// the first letters of a syllable are spelled alike alone and in it (hoà in hoàn).
enum TonePlacement {
    /// A place of a run where no letter of the alphabet stands.
    static let noLetter: UInt8 = 63

    /// Ranks of the vowels, and of those with a mark of their own, a bit each.
    private static let vowels =
        marked | bit(Rank.a) | bit(Rank.e) | bit(Rank.i) | bit(Rank.o) | bit(Rank.u) | bit(Rank.y)
    private static let marked =
        bit(Rank.aBreve) | bit(Rank.aCircumflex) | bit(Rank.eCircumflex) | bit(Rank.oCircumflex) | bit(Rank.oHorn)
        | bit(Rank.uHorn)

    private typealias Rank = VietnameseLetter.Rank

    @inline(__always)
    private static func bit(_ rank: UInt8) -> UInt64 { 1 << UInt64(rank) }

    /// The place of the letter that bears the tone of the one at `toned`, in a run given by its letters' ranks: a letter
    /// of the same group of vowels, or `toned` itself if that is no vowel. Linear in the group.
    static func bearer(_ run: Span<UInt8>, toned: Int) -> Int {
        guard isVowel(run, toned) else { return toned }
        var first = toned
        while isVowel(run, first - 1) { first -= 1 }
        if isConsonant(run, first) { first += 1 }
        var bearer: Int?
        var place = first
        while isVowel(run, place) {
            if marked >> UInt64(run[place]) & 1 == 1 { bearer = place }
            place += 1
        }
        if let bearer { return bearer }
        guard isVowel(run, first + 1) else { return first }
        // oa, oe and uy are a glide and its vowel; in the other pairs the second letter is the glide.
        switch (run[first], run[first + 1]) {
        case (Rank.o, Rank.a), (Rank.o, Rank.e), (Rank.u, Rank.y): return first + 1
        default: return first
        }
    }

    /// Whether the vowel at `place` only writes the consonant before it: the u of qu, and the i of gi before a vowel.
    private static func isConsonant(_ run: Span<UInt8>, _ place: Int) -> Bool {
        guard place > 0, isVowel(run, place + 1) else { return false }
        switch (run[place - 1], run[place]) {
        case (Rank.q, Rank.u), (Rank.g, Rank.i): return true
        default: return false
        }
    }

    private static func isVowel(_ run: Span<UInt8>, _ place: Int) -> Bool {
        place >= 0 && place < run.count && vowels >> UInt64(run[place]) & 1 == 1
    }
}
