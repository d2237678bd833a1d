/// Writes the key of text of any script: collapses spaces, moves the tone of a run of letters to where it belongs.
struct KeyWriter {
    private var output: [UInt8] = []
    private let start: Int
    private let keepsMarks: Bool
    private let placesTones: Bool
    private let options: Folding.Options
    private let lowercase = LetterTable.lowercase
    private let plain = LetterTable.plain
    /// Where the current run of letters starts in `output`; negative between runs.
    private var runStart = -1
    private var runTone = Tone.level
    /// Where the letter that was written with `runTone` starts in `output`.
    private var tonedLetter = 0
    private var owesSpace = false

    /// Takes the array over, so that appending stays in place, until `giveBack`.
    init(taking output: inout [UInt8], tones: Folding.ToneRule, options: Folding.Options) {
        start = output.count
        keepsMarks = tones != .dropped
        placesTones = tones == .placed
        self.options = options
        swap(&self.output, &output)
    }

    mutating func giveBack(_ output: inout [UInt8]) {
        swap(&self.output, &output)
    }

    /// Appends a letter with further marks; its tone moves to the run's end or stays with it.
    mutating func append(_ cluster: TextCluster, movesTone: Bool) {
        guard let letter = cluster.letter else { return append(nonLetter: cluster) }
        startRun()
        if !keepsMarks {
            output.append(plain[Int(letter.rank)])
            return
        }
        if letter.tone != .level, movesTone { (runTone, tonedLetter) = (letter.tone, output.count) }
        write(letter)
        if letter.tone != .level, !movesTone, !placesTones { UTF8Scalars.append(letter.tone.mark, to: &output) }
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
        if runTone != .level {
            if placesTones { placeTone() } else { UTF8Scalars.append(runTone.mark, to: &output) }
        }
        runStart = -1
        runTone = .level
    }

    /// Moves the tone of the run to the letter that bears it.
    private mutating func placeTone() {
        let (ranks, starts) = run()
        let toned = starts.firstIndex(of: tonedLetter)!
        let bearer = TonePlacement.bearer(ranks.span, toned: toned)
        if bearer == toned { return }
        // The later letter first, so that the earlier one stays where it is.
        for place in [bearer, toned].sorted(by: >) {
            let letter = VietnameseLetter(
                rank: ranks[place], tone: place == bearer ? runTone : .level, isUpper: false)
            var replacement: [UInt8] = []
            Self.append(letter, to: &replacement)
            let length = UTF8Scalars.decode(output.span, at: starts[place]).length
            output.replaceSubrange(starts[place]..<starts[place] + length, with: replacement)
        }
    }

    /// The ranks of the letters of the run, and where each starts; marks stand among them.
    private func run() -> (ranks: [UInt8], starts: [Int]) {
        var (ranks, starts): ([UInt8], [Int]) = ([], [])
        var place = runStart
        while place < output.count {
            let (value, length) = UTF8Scalars.decode(output.span, at: place)
            ranks.append(LetterTable.letter(value, in: LetterTable.codes)?.rank ?? TonePlacement.noLetter)
            starts.append(place)
            place += length
        }
        return (ranks, starts)
    }

    /// Appends a letter in lower case; with its tone where tones are placed.
    @inline(__always)
    private mutating func write(_ letter: VietnameseLetter) {
        if placesTones, letter.tone != .level { return Self.append(letter, to: &output) }
        UTF8Scalars.append(UInt32(lowercase[Int(letter.rank)]), to: &output)
    }

    /// Appends a letter in lower case with its tone.
    private static func append(_ letter: VietnameseLetter, to output: inout [UInt8]) {
        let lower = VietnameseLetter(rank: letter.rank, tone: letter.tone, isUpper: false)
        if let composed = LetterTable.scalar(lower) { return UTF8Scalars.append(composed, to: &output) }
        UTF8Scalars.append(UInt32(LetterTable.lowercase[Int(letter.rank)]), to: &output)
        UTF8Scalars.append(letter.tone.mark, to: &output)
    }

    /// Turns the y of a syllable that is one consonant and y into i.
    private mutating func mergeIAndY() {
        let (ranks, starts) = run()
        guard Folding.isLoneY(ranks.span), let last = starts.last,
            var letter = LetterTable.letter(UTF8Scalars.decode(output.span, at: last).value, in: LetterTable.codes)
        else { return }
        letter.rank = VietnameseLetter.Rank.i
        output.removeSubrange(last...)
        Self.append(letter, to: &output)
    }
}
