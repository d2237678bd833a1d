/// Rows of cells, a block at a time, from whatever kind of file. Copies start where the original stood.
enum CellSource {
    case delimited(CSVScanner)
    case json(JSONRows)

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
        }
    }

    /// How much is done, from 0 to 1.
    var progress: Double {
        switch self {
        case .delimited(let scanner): scanner.progress
        case .json(let rows): rows.progress
        }
    }
}
