import CKernels

/// Rows as nearly all are: as many cells as there are columns, no quote inside quotes, no line end inside a cell.
extension CSVScanner {
    /// Appends such rows until the block is full or a row needs a closer look, before which it stops.
    mutating func scanPlainRows(into block: inout CellBlock) {
        guard !dialect.skipsInitialSpace, dialect.quote == nil || dialect.quote == dialect.escape else { return }
        let columnCount = block.columnCount
        // A row has at least a byte a column, and a block at least a row.
        let possible = (end - position) / columnCount
        let rowLimit = min(possible, (CellBlock.cellTarget - block.cells.count - 1) / columnCount + 1)
        guard rowLimit > 0 else { return }
        block.cells.reserve(block.cells.count + rowLimit * columnCount)
        block.places.reserve(block.places.count + rowLimit)
        var scan = tdq_row_scan(
            position: position, line: line, end: end, column_count: columnCount, longest: Self.maximumCellBytes,
            quote: dialect.quote.map { Int32($0) } ?? -1, comment: dialect.comment.map { Int32($0) } ?? -1,
            delimiter: dialect.delimiter, plain: Cell.Kind.plain.rawValue, quoted: Cell.Kind.quoted.rawValue,
            missing: Cell.Kind.missing.rawValue)
        // Cells and places are laid out as the scan writes them, which a test holds.
        let count = tdq_scan_plain_rows(
            &scan, UnsafeMutableRawPointer(block.cells.base + block.cells.count).assumingMemoryBound(to: tdq_cell.self),
            UnsafeMutableRawPointer(block.places.base + block.places.count).assumingMemoryBound(
                to: tdq_row_place.self), rowLimit)
        position = scan.position
        line = scan.line
        block.cells.setCount(block.cells.count + count * columnCount)
        block.places.setCount(block.places.count + count)
        block.rowCount += count
    }
}
