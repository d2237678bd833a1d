import Columns
import Values

/// An array of objects, one object a line.
struct JSONRenderer: ResultRenderer {
    private var objects: JSONObjects
    private var isEmpty = true

    init(_ schema: Schema) { objects = JSONObjects(schema) }

    func begin(to output: inout [UInt8]) { output.append(UInt8(ascii: "[")) }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        objects.fill(batch)
        for row in 0..<batch.count {
            output.append(isEmpty ? "\n" : ",\n")
            isEmpty = false
            objects.append(row, to: &output)
        }
    }

    func finish(to output: inout [UInt8]) { output.append(isEmpty ? "]\n" : "\n]\n") }
}

/// A batch's rows as JSON objects, keyed by field name in the order of the fields.
struct JSONObjects {
    /// `{"first":`, `,"second":`, …
    private let keys: [[UInt8]]
    private var cells: CellBlock

    init(_ schema: Schema) {
        keys = schema.fields.enumerated().map { position, field in
            var key = [position == 0 ? UInt8(ascii: "{") : Bytes.comma]
            TextNotation.json.append(field.name, to: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
        cells = CellBlock(schema, .json, missing: nil)
    }

    mutating func fill(_ batch: Batch) { cells.replace(with: batch) }

    func append(_ row: Int, to output: inout [UInt8]) {
        if keys.isEmpty { output.append(UInt8(ascii: "{")) }
        for position in keys.indices {
            output.append(contentsOf: keys[position])
            cells.append(row, position, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
