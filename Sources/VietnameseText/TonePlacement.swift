/// Which letter of a syllable bears the tone mark by the rules of spelling, in the newer manner (hoà, khoẻ, thuý).
///
/// In that manner the bearer depends on the vowels before it and itself alone, never on what ends the syllable, so that
/// the first letters of a syllable are spelled alike alone and in it (hoà in hoàn).
enum TonePlacement {
    /// Where the letter starts that bears the tone of the letter starting at `toned`: a letter of the same group of
    /// vowels, or `toned` itself if that is no vowel. The text is composed and in lower case; no letter before `start`
    /// counts. Linear in the group.
    static func bearer(_ text: Span<UInt8>, from start: Int, toned: Int) -> Int {
        guard isVowel(text, at: toned) else { return toned }
        var first = toned
        while let before = place(text, before: first, from: start), isVowel(text, at: before) { first = before }
        if isConsonant(text, at: first, from: start) { first = next(text, first) }
        var bearer: Int?
        var place = first
        while isVowel(text, at: place) {
            if isMarked(text, at: place) { bearer = place }
            place = next(text, place)
        }
        if let bearer { return bearer }
        let second = next(text, first)
        guard isVowel(text, at: second) else { return first }
        // oa, oe and uy are a glide and its vowel; in the other pairs the second letter is the glide.
        switch (letter(text, at: first), letter(text, at: second)) {
        case ("o", "a"), ("o", "e"), ("u", "y"): return second
        default: return first
        }
    }

    /// Whether the vowel at `place` only writes the consonant before it: the u of qu, and the i of gi before a vowel.
    private static func isConsonant(_ text: Span<UInt8>, at place: Int, from start: Int) -> Bool {
        guard let before = self.place(text, before: place, from: start), isVowel(text, at: next(text, place))
        else { return false }
        switch (letter(text, at: before), letter(text, at: place)) {
        case ("q", "u"), ("g", "i"): return true
        default: return false
        }
    }

    private static func isVowel(_ text: Span<UInt8>, at place: Int) -> Bool {
        switch letter(text, at: place) {
        case "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y": true
        default: false
        }
    }

    private static func isMarked(_ text: Span<UInt8>, at place: Int) -> Bool {
        switch letter(text, at: place) {
        case "ă", "â", "ê", "ô", "ơ", "ư": true
        default: false
        }
    }

    /// The letter without its tone; nil where the text ends or there is another character.
    private static func letter(_ text: Span<UInt8>, at place: Int) -> Unicode.Scalar? {
        guard place < text.count else { return nil }
        let letter = LetterTable.letter(UTF8Scalars.decode(text, at: place).value, in: LetterTable.codes)
        return letter.map { VietnameseLetter.alphabet[Int($0.rank)] }
    }

    private static func next(_ text: Span<UInt8>, _ place: Int) -> Int {
        place + UTF8Scalars.decode(text, at: place).length
    }

    /// Where the letter before `place` starts.
    private static func place(_ text: Span<UInt8>, before place: Int, from start: Int) -> Int? {
        place > start ? UTF8Scalars.lastStart(text.extracting(..<place), from: start) : nil
    }
}
