import Columns
import Values

/// Rows as cells: written column by column, so that each loop knows its type, and then read row by row.
///
/// All cells share one run of bytes. An array a column would be retained and released for every cell that is read.
struct CellBlock {
    private struct Cell {
        var start = 0
        var end = 0
        var isMissing = false
    }

    private var bytes: [UInt8] = []
    /// Row by row, a cell a column.
    private var cells: [Cell] = []
    private let writers: [CellWriter]
    private(set) var rowCount = 0

    init(_ schema: Schema, _ notation: TextNotation, missing: String?) {
        writers = schema.fields.map { CellWriter($0, notation, missing: missing ?? "") }
    }

    var columnCount: Int { writers.count }
    var byteCount: Int { bytes.count }

    /// Adds the batch's rows behind those already there.
    mutating func append(_ batch: Batch) {
        precondition(batch.vectors.count == columnCount, "a batch has a vector for each field of the schema")
        cells.append(contentsOf: repeatElement(Cell(), count: batch.count * columnCount))
        for position in 0..<columnCount {
            let writer = writers[position]
            writer.append(batch.vectors[position], count: batch.count, to: &self, position: position)
        }
        rowCount += batch.count
    }

    /// Holds the batch's rows alone.
    mutating func replace(with batch: Batch) {
        removeAll()
        append(batch)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        rowCount = 0
    }

    /// Writes one cell of the rows that `append` adds; `index` counts from the first of them.
    @inline(__always)
    mutating func write(_ index: Int, _ position: Int, isMissing: Bool, _ body: (inout [UInt8]) -> Void) {
        let start = bytes.count
        body(&bytes)
        cells[(rowCount + index) * columnCount + position] = Cell(start: start, end: bytes.count, isMissing: isMissing)
    }

    func isMissing(_ row: Int, _ position: Int) -> Bool { cells[row * columnCount + position].isMissing }

    @inline(__always)
    func withCell<Result>(_ row: Int, _ position: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        let cell = cells[row * columnCount + position]
        return body(bytes.span.extracting(cell.start..<cell.end))
    }

    @inline(__always)
    func append(_ row: Int, _ position: Int, to output: inout [UInt8]) {
        withCell(row, position) { output.append($0) }
    }
}
