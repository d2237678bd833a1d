import Columns
import Values

/// One JSON object a line; an empty result is empty.
struct JSONLinesRenderer: ResultRenderer {
    private var objects: JSONObjects

    init(_ schema: Schema) { objects = JSONObjects(schema) }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        objects.fill(batch)
        for row in 0..<batch.count {
            objects.append(row, to: &output)
            output.append(Bytes.newline)
        }
    }

    func finish(to output: inout [UInt8]) {}
}
