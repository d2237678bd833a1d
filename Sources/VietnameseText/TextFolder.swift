/// Folds many texts to one level, one after another.
///
/// A language has few words and texts repeat them: one that was folded before is written as it was then. Nothing that
/// stands on the other side of a space changes how a word is folded.
public struct TextFolder {
    private let level: Folding.Level
    private let tones: Folding.ToneRule?
    private let options: Folding.Options
    private var words = WordTable<PackedBytes>()

    public init(_ level: Folding.Level, options: Folding.Options = Folding.standard) {
        self.level = level
        tones = Folding.toneRule(level)
        self.options = options
    }

    /// Appends the key of `text` (UTF-8).
    public mutating func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        guard let tones else { return Folding.append(level, of: text, options: options, to: &output) }
        var isWritten = false
        output.append(addingCapacity: RunFolder.capacity(for: text) + PackedBytes.capacity) { output in
            isWritten = write(text, tones, to: &output)
            if !isWritten { output.removeAll() }
        }
        if !isWritten { Folding.appendGenerally(text, tones: tones, options: options, to: &output) }
    }

    /// False, with a part of it written, where the general path must decide.
    private mutating func write(
        _ text: Span<UInt8>, _ tones: Folding.ToneRule, to output: inout OutputSpan<UInt8>
    ) -> Bool {
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: " ") {
                index += 1
                continue
            }
            if output.count > 0 { output.append(UInt8(ascii: " ")) }
            let word = WordBytes(text, at: index)
            if let word, let folded = words[word] {
                folded.write(to: &output)
                index += word.count
                continue
            }
            let end = index + (word?.count ?? text.wordLength(from: index))
            let start = output.count
            var folder = RunFolder(tones: tones, options: options)
            guard folder.write(text.extracting(index..<end), to: &output) else { return false }
            if output.count == start {
                // Nothing but what nobody sees.
                if start > 0 { _ = output.removeLast() }
            } else if let word {
                words[word] = PackedBytes(output.span.extracting(start...))
            }
            index = end
        }
        return true
    }
}
