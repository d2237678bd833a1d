import Columns
import Values

/// A column's cells as a format writes them, one behind the other.
struct CellColumn {
    fileprivate(set) var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var missing: [Bool] = []

    var count: Int { missing.count }

    mutating func closeCell(isMissing: Bool) {
        ends.append(bytes.count)
        missing.append(isMissing)
    }

    mutating func withBytes(_ body: (inout [UInt8]) -> Void) { body(&bytes) }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeLast(count)
        missing.removeAll(keepingCapacity: true)
    }

    func isMissing(_ row: Int) -> Bool { missing[row] }

    @inline(__always)
    func withCell<Result>(_ row: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        body(bytes.span.extracting(ends[row]..<ends[row + 1]))
    }

    @inline(__always)
    func append(_ row: Int, to output: inout [UInt8]) {
        withCell(row) { output.append($0) }
    }
}

/// Rows as cells: filled column by column, so that each loop knows its type, and then read row by row.
struct CellBlock {
    private(set) var columns: [CellColumn]
    private(set) var rowCount = 0
    private let writers: [CellWriter]

    init(_ schema: Schema, _ notation: TextNotation, missing: String?) {
        writers = schema.fields.map { CellWriter($0, notation, missing: missing ?? "") }
        columns = Array(repeating: CellColumn(), count: schema.fields.count)
    }

    var byteCount: Int { columns.reduce(0) { $0 + $1.bytes.count } }

    /// Adds the batch's rows behind those already there.
    mutating func append(_ batch: Batch) {
        precondition(batch.vectors.count == columns.count, "a batch has a vector for each field of the schema")
        for position in columns.indices {
            writers[position].append(batch.vectors[position], count: batch.count, to: &columns[position])
        }
        rowCount += batch.count
    }

    /// Holds the batch's rows alone.
    mutating func replace(with batch: Batch) {
        removeAll()
        append(batch)
    }

    mutating func removeAll() {
        for position in columns.indices { columns[position].removeAll() }
        rowCount = 0
    }
}
