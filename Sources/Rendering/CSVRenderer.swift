import Columns
import Values

/// Comma-separated values (RFC 4180, lines ended by a line feed).
///
/// A field is quoted only where it must be. Text that would read as a missing value is quoted too, so that empty text
/// (`""`) differs from nothing.
struct CSVRenderer: ResultRenderer {
    private let schema: Schema
    private let options: RenderingOptions
    private var cells: CellBlock

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.schema = schema
        self.options = options
        cells = CellBlock(schema, .csv, missing: options.missingText)
    }

    func begin(to output: inout [UInt8]) {
        if options.writesByteOrderMark { output.append(contentsOf: Bytes.byteOrderMark) }
        guard options.showsHeader else { return }
        appendHeader(schema, .csv, separator: Bytes.comma, to: &output)
    }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        cells.replace(with: batch)
        cells.appendRows(separator: Bytes.comma, to: &output)
    }

    func finish(to output: inout [UInt8]) {}
}

/// The field names as a line of separated fields; no line where there are no fields.
func appendHeader(_ schema: Schema, _ notation: TextNotation, separator: UInt8, to output: inout [UInt8]) {
    for (position, field) in schema.fields.enumerated() {
        if position > 0 { output.append(separator) }
        notation.append(field.name, to: &output)
    }
    if !schema.fields.isEmpty { output.append(Bytes.newline) }
}

extension CellBlock {
    /// The rows as lines of separated fields; no lines where there are no fields.
    func appendRows(separator: UInt8, to output: inout [UInt8]) {
        guard columnCount > 0 else { return }
        for row in 0..<rowCount {
            for position in 0..<columnCount {
                if position > 0 { output.append(separator) }
                append(row, position, to: &output)
            }
            output.append(Bytes.newline)
        }
    }
}
