/// How a file of delimited text is written (Frictionless "CSV Dialect").
struct Dialect: Hashable {
    var delimiter = UInt8(ascii: ",")
    /// Nil: quotes mean nothing.
    var quote: UInt8? = UInt8(ascii: "\"")
    /// What stands before a quote inside quotes; the quote itself unless `doubleQuote` is false.
    var escape: UInt8? = UInt8(ascii: "\"")
    var hasHeader = true
    var skipsInitialSpace = false
    var comment: UInt8?

    static let tabs = Dialect(delimiter: 0x09)
}

extension Dialect {
    private static let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
    private static let sniffedLines = 20
    static let sniffedBytes = 1 << 16

    /// The delimiter that stands the same number of times, and most often, on each of the first lines; a comma
    /// where none does (a file of one column).
    static func sniff(_ text: UnsafeBufferPointer<UInt8>) -> Dialect {
        let lines = firstRows(text)
        var best = (score: 0, delimiter: candidates[0])
        for delimiter in candidates {
            let counts = lines.map { $0.count { $0 == delimiter } }
            guard let first = counts.first, first > 0 else { continue }
            // A line that breaks the rhythm (a delimiter in a text that ought to have been quoted) counts against.
            let agreeing = counts.count { $0 == first }
            let score = agreeing == counts.count ? 1000 + first : agreeing * 1000 / counts.count
            if score > best.score { best = (score, delimiter) }
        }
        return Dialect(delimiter: best.delimiter)
    }

    /// The first rows with what stands inside quotes left out.
    private static func firstRows(_ text: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
        var rows: [[UInt8]] = []
        var row: [UInt8] = []
        var isQuoted = false
        for (offset, byte) in text.prefix(sniffedBytes).enumerated() {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, byte == 0x0A || byte == 0x0D {
                if !row.isEmpty { rows.append(row) }
                row = []
                if rows.count == sniffedLines { return rows }
            } else if !isQuoted {
                row.append(byte)
            }
            if offset == text.count - 1, !row.isEmpty { rows.append(row) }
        }
        // A row longer than all that was looked at is better than nothing.
        if rows.isEmpty, !row.isEmpty { rows.append(row) }
        return rows
    }

    /// As messages name it.
    static func name(_ delimiter: UInt8) -> String {
        switch delimiter {
        case 0x09: "tab"
        case 0x20: "space"
        default: "“\(String(decoding: [delimiter], as: UTF8.self))”"
        }
    }
}
