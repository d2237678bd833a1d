import Columns

/// How a format writes text so that nothing in it is taken for the format's own marks.
enum TextNotation {
    /// As it is.
    case plain
    case csv, tsv, json, markdown, html
    /// For a terminal: composed, and with pictures for what would move the cursor or change the screen.
    case screen

    func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        switch self {
        case .plain: output.append(text)
        case .csv: Self.appendCSV(text, isQuoted: Self.needsQuotes(text), to: &output)
        case .tsv: Self.append(text, to: &output, escape: Self.tsvEscape)
        case .json: Self.appendJSON(text, to: &output)
        case .markdown: Self.append(text, to: &output, escape: Self.markdownEscape)
        case .html: Self.append(text, to: &output, escape: Self.htmlEscape)
        case .screen: Self.appendScreen(text, to: &output)
        }
    }

    func append(_ text: String, to output: inout [UInt8]) { append(text.utf8.span, to: &output) }

    /// Copies runs of ordinary bytes at once; `escape` gives what stands for a byte, or nil for itself.
    @inline(__always)
    private static func append(
        _ text: Span<UInt8>, to output: inout [UInt8], escape: (UInt8) -> StaticString?
    ) {
        var start = 0
        for index in text.indices {
            guard let replacement = escape(text[index]) else { continue }
            output.append(text.extracting(start..<index))
            replacement.withUTF8Buffer { output.append(contentsOf: $0) }
            start = index + 1
        }
        output.append(text.extracting(start..<text.count))
    }
}

/// CSV and TSV.
extension TextNotation {
    static func needsQuotes(_ text: Span<UInt8>) -> Bool {
        let bytes = text.bytes
        var index = 0
        while index + 8 <= text.count {
            if holdsMark(bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)) { return true }
            index += 8
        }
        var rest: UInt64 = 0
        while index < text.count {
            rest = rest << 8 | UInt64(text[index])
            index += 1
        }
        return holdsMark(rest)
    }

    /// Whether one of eight bytes is a mark of CSV's.
    @inline(__always)
    private static func holdsMark(_ word: UInt64) -> Bool {
        highBits(word, Bytes.quote) | highBits(word, Bytes.comma) | highBits(word, Bytes.newline)
            | highBits(word, UInt8(ascii: "\r")) != 0
    }

    /// Not 0 where one of eight bytes is a certain one: that byte is then 0 after exclusive or, and borrowing from it
    /// sets its high bit, which it had not (Mycroft; Knuth, volume 4A, 7.1.3).
    @inline(__always)
    private static func highBits(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }

    static func appendCSV(_ text: Span<UInt8>, isQuoted: Bool, to output: inout [UInt8]) {
        guard isQuoted else { return output.append(text) }
        output.append(Bytes.quote)
        append(text, to: &output) { $0 == Bytes.quote ? "\"\"" : nil }
        output.append(Bytes.quote)
    }

    @inline(__always)
    private static func tsvEscape(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "\t"): "\\t"
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\r"): "\\r"
        case Bytes.backslash: "\\\\"
        default: nil
        }
    }
}

/// Markdown and HTML.
extension TextNotation {
    /// What would break the row, or would vanish as markup instead of being read.
    @inline(__always)
    private static func markdownEscape(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "|"): "\\|"
        case Bytes.backslash: "\\\\"
        case UInt8(ascii: "*"): "\\*"
        case UInt8(ascii: "`"): "\\`"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\n"): "<br>"
        case UInt8(ascii: "\r"): ""
        default: nil
        }
    }

    @inline(__always)
    private static func htmlEscape(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case Bytes.quote: "&quot;"
        case UInt8(ascii: "\n"): "<br>"
        case UInt8(ascii: "\r"): ""
        default: nil
        }
    }
}

/// JSON, RFC 8259.
extension TextNotation {
    /// A string with its quotes; bytes that are no UTF-8 become U+FFFD, because JSON has no other text.
    private static func appendJSON(_ text: Span<UInt8>, to output: inout [UInt8]) {
        output.append(Bytes.quote)
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 0x20, byte < 0x80, byte != Bytes.quote, byte != Bytes.backslash {
                index += 1
                continue
            }
            if byte >= 0x80, let length = UTF8Shape.length(text, at: index) {
                index += length
                continue
            }
            output.append(text.extracting(start..<index))
            appendJSONEscape(byte, to: &output)
            index += 1
            start = index
        }
        output.append(text.extracting(start..<text.count))
        output.append(Bytes.quote)
    }

    private static func appendJSONEscape(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case Bytes.quote: output.append("\\\"")
        case Bytes.backslash: output.append("\\\\")
        case UInt8(ascii: "\n"): output.append("\\n")
        case UInt8(ascii: "\r"): output.append("\\r")
        case UInt8(ascii: "\t"): output.append("\\t")
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            output.append("\\u00")
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        default: output.append(contentsOf: Bytes.replacement)
        }
    }
}
