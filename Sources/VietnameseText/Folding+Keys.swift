extension Folding {
    /// Appends the key that a rule for tones makes.
    static func appendKey(_ text: Span<UInt8>, tones: ToneRule, options: Options, to output: inout [UInt8]) {
        var isWritten = false
        output.append(addingCapacity: RunFolder.capacity(for: text)) { output in
            var folder = RunFolder(tones: tones, options: options)
            isWritten = folder.write(text, to: &output)
            if !isWritten { output.removeAll() }
        }
        if !isWritten { appendGenerally(text, tones: tones, options: options, to: &output) }
    }

    /// Folds text of any script.
    static func appendGenerally(_ text: Span<UInt8>, tones: ToneRule, options: Options, to output: inout [UInt8]) {
        var writer = KeyWriter(taking: &output, tones: tones, options: options)
        appendClusters(of: text, to: &writer)
        writer.giveBack(&output)
    }

    /// Whether a run of letters, given by their ranks, is a syllable of one consonant and y in which i may stand for it.
    static func isLoneY(_ run: Span<UInt8>) -> Bool {
        typealias Rank = VietnameseLetter.Rank
        guard run.count > 0, run[run.count - 1] == Rank.y else { return false }
        return switch run.count {
        case 2: Rank.consonantsBeforeI.contains(run[0])
        case 3: run[0] == Rank.q && run[1] == Rank.u
        default: false
        }
    }

    private static func appendClusters(of text: Span<UInt8>, to writer: inout KeyWriter) {
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
