extension Folding {
    /// Appends the key that a rule for tones makes.
    static func appendKey(_ text: Span<UInt8>, tones: ToneRule, options: Options, to output: inout [UInt8]) {
        var writer = KeyWriter(taking: &output, tones: tones, options: options)
        if !appendVietnamese(text, to: &writer) {
            writer.reset()
            appendGenerally(text, to: &writer)
        }
        writer.giveBack(&output)
    }

    /// Folds Vietnamese text and plain punctuation in one pass over the bytes. False, with the writer half written, where
    /// the general path must decide: other letters, marks on no vowel, two tones in one run of letters.
    private static func appendVietnamese(_ text: Span<UInt8>, to writer: inout KeyWriter) -> Bool {
        let codes = LetterTable.codes
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            index += length
            let mayBeMarked = index < text.count && text[index] & 0xFE == 0xCC
            if value < 0x80, !mayBeMarked {
                writer.append(ascii: UInt8(truncatingIfNeeded: value))
            } else if let found = LetterTable.letter(value, in: codes) ?? CharacterClasses.strokedD(value) {
                var letter = found
                while index < text.count, text[index] & 0xFE == 0xCC {
                    let mark = UTF8Scalars.decode(text, at: index)
                    guard letter.absorb(mark.value) else { return false }
                    index += mark.length
                }
                guard writer.append(letter) else { return false }
            } else if mayBeMarked {
                return false
            } else if CharacterClasses.isSpace(value) {
                writer.appendSpace()
            } else if !CharacterClasses.isInvisible(value) {
                guard CharacterClasses.isInert(value) || CharacterClasses.plainPunctuation(value) != nil
                else { return false }
                writer.append(value)
            }
        }
        writer.finish()
        return true
    }

    /// Folds text of any script.
    private static func appendGenerally(_ text: Span<UInt8>, to writer: inout KeyWriter) {
        let clusters = TextCluster.parse(text)
        var index = 0
        while index < clusters.count {
            var end = index
            var tones = 0
            while end < clusters.count, let letter = clusters[end].letter {
                tones += letter.tone == .level ? 0 : 1
                tones += clusters[end].marks.reduce(into: 0) { $0 += Tone(mark: $1) == nil ? 0 : 1 }
                end += 1
            }
            if end > index {
                for cluster in clusters[index..<end] { writer.append(cluster, movesTone: tones == 1) }
                index = end
            } else {
                writer.append(nonLetter: clusters[index])
                index += 1
            }
        }
        writer.finish()
    }
}
