extension Folding {
    /// Appends the canonical composed form (NFC).
    static func appendComposed(_ text: Span<UInt8>, to output: inout [UInt8]) {
        if UTF8Scalars.isASCII(text) {
            UTF8Scalars.append(text, to: &output)
            return
        }
        let start = output.count
        if !appendComposedVietnamese(text, to: &output) {
            output.removeSubrange(start...)
            appendComposedGenerally(text, to: &output)
        }
    }

    /// Composes Vietnamese text by the own table. False, with `output` half written, at anything else that might compose.
    private static func appendComposedVietnamese(_ text: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        let codes = LetterTable.codes
        var index = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            index += length
            if index < text.count, text[index] & 0xFE == 0xCC {
                guard var letter = LetterTable.letter(value, in: codes) else { return false }
                while index < text.count, text[index] & 0xFE == 0xCC {
                    let mark = UTF8Scalars.decode(text, at: index)
                    guard letter.absorbCanonically(mark.value) else { return false }
                    index += mark.length
                }
                guard let composed = LetterTable.scalar(letter) else { return false }
                UTF8Scalars.append(composed, to: &output)
            } else {
                // Up to U+02FF everything is its own composed form.
                guard value < 0x300 || (0x1EA0..<0x1F00).contains(value) || CharacterClasses.isInert(value)
                else { return false }
                UTF8Scalars.append(value, to: &output)
            }
        }
        return true
    }

    /// Composes any text by the standard library's tables, stray bytes kept.
    private static func appendComposedGenerally(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var segmentStart = 0
        var index = 0
        var marks = 0
        while index < text.count {
            let (value, length) = UTF8Scalars.decode(text, at: index)
            marks = TextCluster.isMark(value) ? marks + 1 : 0
            if value >= UTF8Scalars.invalidByte {
                appendComposedSegment(text.extracting(segmentStart..<index), to: &output)
                output.append(text[index])
                segmentStart = index + 1
            } else if marks == TextCluster.longestMarkRun {
                appendComposedSegment(text.extracting(segmentStart..<index + length), to: &output)
                segmentStart = index + length
                marks = 0
            }
            index += length
        }
        appendComposedSegment(text.extracting(segmentStart..<index), to: &output)
    }

    private static func appendComposedSegment(_ text: Span<UInt8>, to output: inout [UInt8]) {
        if text.isEmpty { return }
        output += text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }._nfcCodeUnits
    }
}
