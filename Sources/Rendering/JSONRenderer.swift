import Columns
import Values

/// An array of objects, one object a line.
struct JSONRenderer: ResultRenderer {
    private var rows: RowWriters
    private var isEmpty = true

    init(_ schema: Schema, _ options: RenderingOptions) {
        let objects = JSONObjects(schema)
        // Behind another row stands a comma: what the rows begin with is all that depends on where they are.
        rows = RowWriters(objects.cells, threads: options.threads) { cells, output in
            for row in 0..<cells.rowCount {
                output.append(",\n")
                objects.append(cells, row, to: &output)
            }
        }
    }

    func begin(to output: inout [UInt8]) { output.append(UInt8(ascii: "[")) }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        let start = output.count
        rows.append(batch, to: &output)
        guard isEmpty, output.count > start else { return }
        output.remove(at: start)
        isEmpty = false
    }

    mutating func finish(to output: inout [UInt8]) {
        rows.finish(to: &output)
        output.append(isEmpty ? "]\n" : "\n]\n")
    }
}

/// Rows as JSON objects, keyed by field name in the order of the fields.
struct JSONObjects: Sendable {
    /// `{"first":`, `,"second":`, …
    private let keys: [[UInt8]]
    /// For the rows of such objects.
    let cells: CellBlock

    init(_ schema: Schema) {
        keys = schema.fields.enumerated().map { position, field in
            var key = [position == 0 ? UInt8(ascii: "{") : Bytes.comma]
            TextNotation.json.append(field.name, to: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
        cells = CellBlock(schema, .json, missing: nil)
    }

    func append(_ cells: CellBlock, _ row: Int, to output: inout [UInt8]) {
        if keys.isEmpty { output.append(UInt8(ascii: "{")) }
        for position in keys.indices {
            output.append(contentsOf: keys[position])
            cells.append(row, position, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
