import Columns
import Values

/// Tab-separated values: a tab, a line break or a backslash inside a field is `\t`, `\n`, `\r` or `\\`.
struct TSVRenderer: ResultRenderer {
    private static let tab = UInt8(ascii: "\t")
    private let schema: Schema
    private let options: RenderingOptions
    private var cells: CellBlock

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.schema = schema
        self.options = options
        cells = CellBlock(schema, .tsv, missing: options.missingText)
    }

    func begin(to output: inout [UInt8]) {
        if options.writesByteOrderMark { output.append(contentsOf: Bytes.byteOrderMark) }
        guard options.showsHeader else { return }
        appendHeader(schema, .tsv, separator: Self.tab, to: &output)
    }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        cells.replace(with: batch)
        cells.appendRows(separator: Self.tab, to: &output)
    }

    func finish(to output: inout [UInt8]) {}
}
