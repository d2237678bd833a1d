import VietnameseText

/// Text for a terminal: whatever the data holds, it cannot break the layout or send escape codes.
extension TextNotation {
    static func appendScreen(_ text: Span<UInt8>, to output: inout [UInt8]) {
        if isPlainASCII(text) { return output.append(text) }
        guard hasCombiningMarks(text) else { return appendPictures(text, to: &output) }
        var composed: [UInt8] = []
        Folding.append(.exact, of: text, to: &composed)
        appendPictures(composed.span, to: &output)
    }

    static func isPlainASCII(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] &- 0x20 >= 0x5F { return false }
        return true
    }

    /// U+0300…036F, in which all of Vietnamese's marks are: the bytes CC 80 … CD AF.
    private static func hasCombiningMarks(_ text: Span<UInt8>) -> Bool {
        for index in text.indices.dropLast()
        where text[index] == 0xCC || (text[index] == 0xCD && text[index + 1] < 0xB0) {
            return true
        }
        return false
    }

    private static func appendPictures(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard let length = UTF8Shape.length(text, at: index) else {
                // A stray byte may be a control code to a terminal that is not in UTF-8 mode.
                output.append(contentsOf: Bytes.replacement)
                index += 1
                continue
            }
            if byte == UInt8(ascii: "\r"), index + 1 < text.count, text[index + 1] == Bytes.newline {
                index += 1
                continue
            }
            if let picture = picture(text, index, length) {
                output.append(contentsOf: picture)
            } else {
                output.append(text.extracting(index..<index + length))
            }
            index += length
        }
    }

    /// What is shown in place of a character that would do something instead of being seen.
    private static func picture(_ text: Span<UInt8>, _ index: Int, _ length: Int) -> [UInt8]? {
        let byte = text[index]
        switch length {
        case 1:
            switch byte {
            case UInt8(ascii: "\n"): return lineBreak
            case UInt8(ascii: "\t"): return [0xE2, 0x87, 0xA5]  // ⇥
            case 0x7F: return [0xE2, 0x90, 0xA1]  // ␡
            case 0..<0x20: return [0xE2, 0x90, 0x80 + byte]  // the control pictures from U+2400 on
            default: return nil
            }
        case 2 where byte == 0xC2 && text[index + 1] < 0xA0:
            // C1 controls; U+0085 is a line break.
            return text[index + 1] == 0x85 ? lineBreak : Bytes.replacement
        case 3 where byte == 0xE2: return bidiOrLinePicture(text[index + 1], text[index + 2])
        default: return nil
        }
    }

    /// U+2028 and U+2029 break lines; U+202A…202E and U+2066…2069 turn the order of what follows.
    private static func bidiOrLinePicture(_ second: UInt8, _ third: UInt8) -> [UInt8]? {
        switch (second, third) {
        case (0x80, 0xA8...0xA9): lineBreak
        case (0x80, 0xAA...0xAE), (0x81, 0xA6...0xA9): Bytes.replacement
        default: nil
        }
    }

    private static let lineBreak: [UInt8] = [0xE2, 0x8F, 0x8E]  // ⏎
}
