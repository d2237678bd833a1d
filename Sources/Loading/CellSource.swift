/// Rows of cells, a block at a time, from whatever kind of file. Copies start where the original stood, those
/// through a window as `restarted`.
enum CellSource {
    case delimited(CSVScanner)
    case json(JSONRows)
    case lines(JSONLines)

    /// Clears the block and fills it with the next rows; false at the end.
    mutating func next(into block: inout CellBlock) throws(LoadError) -> Bool {
        switch self {
        case .delimited(var scanner):
            let result = try scanner.next(into: &block)
            self = .delimited(scanner)
            return result
        case .json(var rows):
            let result = rows.next(into: &block)
            self = .json(rows)
            return result
        case .lines(let lines): return try lines.next(into: &block)
        }
    }

    /// What comes from here on, to be read by someone else or again.
    func restarted() -> CellSource {
        switch self {
        case .delimited(let scanner): .delimited(scanner.restarted())
        case .json: self
        case .lines(let lines): .lines(lines.restarted())
        }
    }

    /// Bytes of the text that comes.
    var byteCount: Int {
        switch self {
        case .delimited(let scanner): scanner.remaining
        case .json(let rows): rows.byteCount
        case .lines(let lines): lines.remaining
        }
    }

    /// Lines that were read, where they are counted from the source's own beginning.
    var lineCount: Int {
        switch self {
        case .delimited(let scanner): scanner.line - 1
        case .json: 0
        case .lines(let lines): lines.lineCount
        }
    }

    /// Whether the text comes through a window, so that only its rows can be had and nothing else.
    var isWindowed: Bool {
        switch self {
        case .delimited(let scanner): scanner.window != nil
        case .json: false
        case .lines: true
        }
    }

    /// The lines whose rows may bring more columns; nil where all columns are known.
    var growing: JSONLines? {
        if case .lines(let lines) = self, !lines.isClosed { lines } else { nil }
    }

    /// How much is done, from 0 to 1.
    var progress: Double {
        switch self {
        case .delimited(let scanner): scanner.progress
        case .json(let rows): rows.progress
        case .lines(let lines): lines.progress
        }
    }
}
