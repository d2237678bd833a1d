import Columns
import Values

/// One JSON object a line; an empty result is empty.
struct JSONLinesRenderer: ResultRenderer {
    private var rows: RowWriters

    init(_ schema: Schema, _ options: RenderingOptions) {
        let objects = JSONObjects(schema)
        rows = RowWriters(objects.cells, threads: options.threads) { cells, output in
            for row in 0..<cells.rowCount {
                objects.append(cells, row, to: &output)
                output.append(Bytes.newline)
            }
        }
    }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) { rows.append(batch, to: &output) }

    mutating func finish(to output: inout [UInt8]) { rows.finish(to: &output) }
}
