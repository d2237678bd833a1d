/// Reading a text in parts.
extension CSVScanner {
    var remaining: Int { end - position }

    /// How far a border is looked for.
    private static let borderSearch = 1 << 20
    /// Rows that must look like rows behind it.
    private static let provingRows = 16

    /// A place behind a line end, near `wanted`, from which rows of so many columns go on; nil where there is none.
    ///
    /// It may be wrong (inside a quoted cell that looks like rows). What proves it is the part before, which then ends
    /// inside quotes, that is with an error.
    func rowBorder(near wanted: UnsafePointer<UInt8>, columnCount: Int) -> UnsafePointer<UInt8>? {
        var cursor = wanted
        let limit = min(end, wanted + Self.borderSearch)
        while cursor < limit {
            let text = UnsafeBufferPointer(start: cursor, count: limit - cursor)
            guard let lineEnd = text.firstIndex(of: Self.lineFeed) else { return nil }
            cursor += lineEnd + 1
            if cursor < end, looksLikeRows(cursor, columnCount) { return cursor }
        }
        return nil
    }

    private func looksLikeRows(_ start: UnsafePointer<UInt8>, _ columnCount: Int) -> Bool {
        var trial = CSVScanner(self, from: start, to: end)
        return trial.readsRows(Self.provingRows, columnCount)
    }

    private mutating func readsRows(_ count: Int, _ columnCount: Int) -> Bool {
        var block = CellBlock(columnCount: columnCount)
        for _ in 0..<count {
            guard let isRow = try? scanRow(into: &block, limit: columnCount, expected: columnCount) else {
                return false
            }
            if !isRow { break }
        }
        return block.faults.isEmpty
    }

    /// Ends this part at a border; the rest is what comes back, its lines counted from 1.
    mutating func cut(at border: UnsafePointer<UInt8>) -> CSVScanner {
        let rest = CSVScanner(self, from: border, to: end)
        end = border
        return rest
    }
}
