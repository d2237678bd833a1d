import Columns
import Values

/// Writes one result in one format: `begin`, then `append` for each batch, then `finish`.
///
/// A renderer appends UTF-8 to a buffer that its caller empties; it reads and prints nothing itself. Every batch has a
/// vector for each field of the schema the renderer was made for; references were replaced by text before.
public protocol ResultRenderer {
    mutating func begin(to output: inout [UInt8])
    mutating func append(_ batch: Batch, to output: inout [UInt8])
    /// Writes what was held back (a table holds its first rows to find the widths) and what closes the result.
    mutating func finish(to output: inout [UInt8])
}

/// A renderer for the rows of one result.
public func makeRenderer(
    _ format: OutputFormat, schema: Schema, options: RenderingOptions = RenderingOptions()
) -> any ResultRenderer {
    switch format {
    case .table: TableRenderer(schema, options)
    case .csv: CSVRenderer(schema, options)
    case .tsv: TSVRenderer(schema, options)
    case .json: JSONRenderer(schema)
    case .jsonl: JSONLinesRenderer(schema)
    case .markdown: MarkdownRenderer(schema, options)
    case .html: HTMLRenderer(schema, options)
    case .vertical: VerticalRenderer(schema, options)
    }
}
