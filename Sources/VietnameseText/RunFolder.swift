/// Folds text of the Vietnamese alphabet and plain punctuation in one pass over its bytes, a run of letters at a time:
/// only at its end is it known where the tone of a run goes.
struct RunFolder {
    private let tones: Folding.ToneRule
    private let mergesIAndY: Bool
    private let codes = LetterTable.codes
    private let asciiRanks = LetterTable.asciiRanks
    private let spellings = LetterTable.spellings
    private let plain = LetterTable.plain

    /// The ranks of the letters of the current run.
    private var ranks = InlineArray<64, UInt8>(repeating: 0)
    private var runLength = 0
    private var tone = Tone.level
    /// The letter that was written with `tone`.
    private var toned = 0
    private var owesSpace = false
    private var wroteAny = false

    init(tones: Folding.ToneRule, options: Folding.Options) {
        self.tones = tones
        mergesIAndY = options.mergesIAndY
    }

    /// No text's key takes more bytes: a letter of two with its tone becomes one of one and a mark of two.
    static func capacity(for text: Span<UInt8>) -> Int { text.count * 2 }

    /// Writes the key of a text (UTF-8), once. False, with a part of it written, where the general path must decide: other
    /// letters, marks on no vowel, two tones in one run of letters, or a very long one.
    mutating func write(_ text: Span<UInt8>, to output: inout OutputSpan<UInt8>) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80, !isMark(text, index + 1) {
                guard write(ascii: byte, to: &output) else { return false }
                index += 1
            } else {
                guard let length = writeCharacter(of: text, at: index, to: &output) else { return false }
                index += length
            }
        }
        endRun(&output)
        return true
    }

    /// Whether a combining mark may begin at a place.
    @inline(__always)
    private func isMark(_ text: Span<UInt8>, _ index: Int) -> Bool { index < text.count && text[index] & 0xFE == 0xCC }

    @inline(__always)
    private mutating func write(ascii byte: UInt8, to output: inout OutputSpan<UInt8>) -> Bool {
        let rank = asciiRanks[Int(byte)]
        if rank != .max { return append(rank) }
        if byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) {
            endWord(&output)
        } else {
            write(other: byte == UInt8(ascii: "`") ? UInt8(ascii: "'") : byte, to: &output)
        }
        return true
    }

    /// Writes a character with the marks on it and gives its length; nil where the general path must decide.
    private mutating func writeCharacter(
        of text: Span<UInt8>, at start: Int, to output: inout OutputSpan<UInt8>
    ) -> Int? {
        let (value, length) = UTF8Scalars.decode(text, at: start)
        var index = start + length
        if var letter = LetterTable.letter(value, in: codes) ?? CharacterClasses.strokedD(value) {
            while isMark(text, index) {
                let mark = UTF8Scalars.decode(text, at: index)
                guard letter.absorb(mark.value) else { return nil }
                index += mark.length
            }
            return append(letter) ? index - start : nil
        }
        if isMark(text, index) { return nil }
        if CharacterClasses.isSpace(value) {
            endWord(&output)
        } else if !CharacterClasses.isInvisible(value) {
            if let punctuation = CharacterClasses.plainPunctuation(value) {
                write(other: punctuation, to: &output)
            } else if CharacterClasses.isInert(value) {
                beginOther(&output)
                for place in start..<index { output.append(text[place]) }
            } else {
                return nil
            }
        }
        return index - start
    }

    @inline(__always)
    private mutating func append(_ letter: VietnameseLetter) -> Bool {
        if letter.tone != .level, tones != .dropped {
            guard tone == .level else { return false }
            (tone, toned) = (letter.tone, runLength)
        }
        return append(letter.rank)
    }

    @inline(__always)
    private mutating func append(_ rank: UInt8) -> Bool {
        guard runLength < ranks.count else { return false }
        ranks[runLength] = rank
        runLength += 1
        return true
    }

    /// A space is written only before something that follows it, and never first.
    @inline(__always)
    private mutating func endWord(_ output: inout OutputSpan<UInt8>) {
        endRun(&output)
        owesSpace = wroteAny
    }

    /// Writes a character that is no letter.
    @inline(__always)
    private mutating func write(other byte: UInt8, to output: inout OutputSpan<UInt8>) {
        beginOther(&output)
        output.append(byte)
    }

    @inline(__always)
    private mutating func beginOther(_ output: inout OutputSpan<UInt8>) {
        endRun(&output)
        settleSpace(&output)
    }

    @inline(__always)
    private mutating func settleSpace(_ output: inout OutputSpan<UInt8>) {
        if owesSpace { output.append(UInt8(ascii: " ")) }
        (owesSpace, wroteAny) = (false, true)
    }

    @inline(__always)
    private mutating func endRun(_ output: inout OutputSpan<UInt8>) {
        if runLength == 0 { return }
        settleSpace(&output)
        if mergesIAndY { mergeIAndY() }
        switch tones {
        case .dropped: for place in 0..<runLength { output.append(plain[Int(ranks[place])]) }
        case .moved:
            for place in 0..<runLength { spell(ranks[place], .level, to: &output) }
            if tone != .level { append(tone, to: &output) }
        case .placed:
            let run = ranks.span.extracting(..<runLength)
            let bearer = tone == .level ? -1 : TonePlacement.bearer(run, toned: toned)
            for place in 0..<runLength { spell(ranks[place], place == bearer ? tone : .level, to: &output) }
        }
        (runLength, tone) = (0, .level)
    }

    @inline(__always)
    private func spell(_ rank: UInt8, _ tone: Tone, to output: inout OutputSpan<UInt8>) {
        var spelling = spellings[Int(rank) * 6 + Int(tone.rawValue)]
        repeat {
            output.append(UInt8(truncatingIfNeeded: spelling))
            spelling >>= 8
        } while spelling != 0
    }

    @inline(__always)
    private func append(_ tone: Tone, to output: inout OutputSpan<UInt8>) {
        output.append(UInt8(truncatingIfNeeded: 0xC0 | tone.mark >> 6))
        output.append(UInt8(truncatingIfNeeded: 0x80 | tone.mark & 0x3F))
    }

    /// Turns the y of a syllable that is one consonant and y into i.
    private mutating func mergeIAndY() {
        if tones == .dropped {
            for place in 0..<runLength { ranks[place] = asciiRanks[Int(plain[Int(ranks[place])])] }
        }
        if Folding.isLoneY(ranks.span.extracting(..<runLength)) { ranks[runLength - 1] = VietnameseLetter.Rank.i }
    }
}
