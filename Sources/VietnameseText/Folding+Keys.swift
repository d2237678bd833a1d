extension Folding {
    /// Appends the key K1 (`keepsMarks`) or K2.
    static func appendKey(_ text: Span<UInt8>, keepsMarks: Bool, options: Options, to output: inout [UInt8]) {
        var writer = KeyWriter(taking: &output, keepsMarks: keepsMarks, options: options)
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

/// Writes a key: collapses spaces, moves the tone of a run of letters to its end.
private struct KeyWriter {
    private var output: [UInt8] = []
    private let start: Int
    private let keepsMarks: Bool
    private let options: Folding.Options
    private let lowercase = LetterTable.lowercase
    private let plain = LetterTable.plain
    /// Where the current run of letters starts in `output`; negative between runs.
    private var runStart = -1
    private var runTone = Tone.level
    private var owesSpace = false

    /// Takes the array over, so that appending stays in place, until `giveBack`.
    init(taking output: inout [UInt8], keepsMarks: Bool, options: Folding.Options) {
        start = output.count
        self.keepsMarks = keepsMarks
        self.options = options
        swap(&self.output, &output)
    }

    mutating func giveBack(_ output: inout [UInt8]) {
        swap(&self.output, &output)
    }

    mutating func reset() {
        output.removeSubrange(start...)
        (runStart, runTone, owesSpace) = (-1, .level, false)
    }

    /// Appends a letter; false when K1 meets a second tone in the run, whose tones then stay where they are.
    @inline(__always)
    mutating func append(_ letter: VietnameseLetter) -> Bool {
        startRun()
        if !keepsMarks {
            output.append(plain[Int(letter.rank)])
            return true
        }
        if letter.tone != .level {
            guard runTone == .level else { return false }
            runTone = letter.tone
        }
        UTF8Scalars.append(UInt32(lowercase[Int(letter.rank)]), to: &output)
        return true
    }

    /// Appends an ASCII character that no mark follows.
    @inline(__always)
    mutating func append(ascii byte: UInt8) {
        let lower = byte | 0x20
        if lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "z") {
            startRun()
            output.append(lower)
        } else if byte == UInt8(ascii: " ") || (byte >= 0x09 && byte <= 0x0D) {
            appendSpace()
        } else {
            finishRun()
            settleSpace()
            output.append(byte == UInt8(ascii: "`") ? UInt8(ascii: "'") : byte)
        }
    }

    /// Appends a letter with further marks; its tone moves to the run's end or stays with it.
    mutating func append(_ cluster: TextCluster, movesTone: Bool) {
        guard let letter = cluster.letter else { return append(nonLetter: cluster) }
        startRun()
        if !keepsMarks {
            output.append(plain[Int(letter.rank)])
            return
        }
        UTF8Scalars.append(UInt32(lowercase[Int(letter.rank)]), to: &output)
        if letter.tone != .level {
            if movesTone { runTone = letter.tone } else { UTF8Scalars.append(letter.tone.mark, to: &output) }
        }
        for mark in cluster.marks { UTF8Scalars.append(mark, to: &output) }
    }

    /// Appends anything but a letter of the alphabet, with its marks.
    mutating func append(nonLetter cluster: TextCluster) {
        if CharacterClasses.isSpace(cluster.scalar) {
            appendSpace()
        } else if keepsMarks || !TextCluster.isMark(cluster.scalar) {
            if let scalar = Unicode.Scalar(cluster.scalar), scalar.properties.changesWhenLowercased {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars { append(lower.value) }
            } else {
                append(cluster.scalar)
            }
        }
        if keepsMarks, !cluster.marks.isEmpty {
            settleSpace()
            for mark in cluster.marks { UTF8Scalars.append(mark, to: &output) }
        }
    }

    /// Appends a character that is no letter of the alphabet, one dash and one quote for all of their kind.
    @inline(__always)
    mutating func append(_ scalar: UInt32) {
        finishRun()
        settleSpace()
        if let punctuation = CharacterClasses.plainPunctuation(scalar) {
            output.append(punctuation)
        } else {
            UTF8Scalars.append(scalar, to: &output)
        }
    }

    /// A space is written only before something that follows it, and never first.
    @inline(__always)
    mutating func appendSpace() {
        finishRun()
        owesSpace = output.count > start
    }

    mutating func finish() {
        finishRun()
    }

    @inline(__always)
    private mutating func settleSpace() {
        if owesSpace {
            output.append(UInt8(ascii: " "))
            owesSpace = false
        }
    }

    @inline(__always)
    private mutating func startRun() {
        if runStart < 0 {
            settleSpace()
            runStart = output.count
        }
    }

    @inline(__always)
    private mutating func finishRun() {
        if runStart < 0 { return }
        if options.mergesIAndY { mergeIAndY() }
        if runTone != .level { UTF8Scalars.append(runTone.mark, to: &output) }
        runStart = -1
        runTone = .level
    }

    /// Turns the y of a syllable that is one consonant and y into i.
    private mutating func mergeIAndY() {
        guard output.last == UInt8(ascii: "y") else { return }
        let isLone =
            switch output.count - runStart {
            case 2: "hklmstvb".utf8.contains(output[runStart])
            case 3: output[runStart] == UInt8(ascii: "q") && output[runStart + 1] == UInt8(ascii: "u")
            default: false
            }
        if isLone { output[output.count - 1] = UInt8(ascii: "i") }
    }
}
