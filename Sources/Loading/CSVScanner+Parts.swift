/// Reading a text in parts.
extension CSVScanner {
    /// Bytes from here to the end.
    var remaining: Int { window.map { $0.limit - offset } ?? end - position }

    /// How far a border is looked for.
    private static let borderSearch = 1 << 20
    /// Rows that must look like rows behind it.
    private static let provingRows = 16

    /// How many bytes behind `distance` from here, or so, rows of so many columns go on behind a line end; nil where
    /// there is no such place.
    ///
    /// It may be wrong (inside a quoted cell that looks like rows). What proves it is the part before, which then ends
    /// inside quotes, that is with an error.
    func rowBorder(near distance: Int, columnCount: Int) -> Int? {
        guard let window else {
            return rowBorder(near: position + distance, columnCount: columnCount).map { $0 - position }
        }
        // The rows behind the last place that is tried are looked at too.
        guard let bytes = window.probe(offset + distance, 2 * Self.borderSearch) else { return nil }
        let probe = CSVScanner(bytes.bytes, base: bytes.base, dialect: dialect, file: file)
        return withExtendedLifetime(bytes) {
            probe.rowBorder(near: probe.position, columnCount: columnCount).map { distance + ($0 - probe.position) }
        }
    }

    private func rowBorder(near wanted: UnsafePointer<UInt8>, columnCount: Int) -> UnsafePointer<UInt8>? {
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

    /// Ends this part so many bytes from here, at a border; the rest is what comes back, its lines counted from 1.
    mutating func cut(at border: Int) -> CSVScanner {
        guard let window else {
            let rest = CSVScanner(self, from: position + border, to: end)
            end = position + border
            return rest
        }
        let rest = window.cut(at: offset + border)
        end = min(end, window.text.baseAddress! + window.text.count)
        return CSVScanner(rest, dialect: dialect, file: file)
    }

    /// The same from here on, through a window of its own.
    func restarted() -> CSVScanner {
        guard let window else { return self }
        var result = CSVScanner(window.restarted(at: offset), dialect: dialect, file: file)
        result.line = line
        return result
    }
}
