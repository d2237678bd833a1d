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
    case .table: makePicture(schema, options) ?? TableRenderer(schema, options)
    case .csv: SeparatedRenderer(.csv, schema, options)
    case .tsv: SeparatedRenderer(.tsv, schema, options)
    case .json: JSONRenderer(schema, options)
    case .jsonl: JSONLinesRenderer(schema, options)
    case .markdown: MarkdownRenderer(schema, options)
    case .html: HTMLRenderer(schema, options)
    case .vertical: VerticalRenderer(schema, options)
    }
}

/// The chart that the options ask for; nil for none, and for rows without columns.
private func makePicture(_ schema: Schema, _ options: RenderingOptions) -> (any ResultRenderer)? {
    guard let chart = options.chart, !schema.fields.isEmpty else { return nil }
    switch chart {
    case .bar: return BarChartRenderer(schema, options, isHistogram: false)
    case .hist: return BarChartRenderer(schema, options, isHistogram: true)
    case .line: return LineChartRenderer(schema, options)
    }
}
