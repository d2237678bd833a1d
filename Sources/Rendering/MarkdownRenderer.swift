import Columns
import Values

/// A pipe table (GitHub Flavored Markdown), its cells padded so that it reads well as text too.
struct MarkdownRenderer: ResultRenderer {
    private let options: RenderingOptions
    private let headers: [[UInt8]]
    private var cells: CellBlock
    private var measures: [ColumnMeasure]
    private var widths: [Int]?

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.options = options
        headers = schema.fields.map { field in
            var header: [UInt8] = []
            TextNotation.markdown.append(field.name, to: &header)
            return header
        }
        cells = CellBlock(schema, .markdown, missing: options.missingText)
        measures = columnMeasures(schema, headers, showsHeader: options.showsHeader)
    }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        cells.append(batch)
        if widths != nil || cells.isEnoughForWidths { flush(to: &output) }
    }

    mutating func finish(to output: inout [UInt8]) {
        if widths == nil { flush(to: &output) }
    }

    private mutating func flush(to output: inout [UInt8]) {
        let widths = widths ?? start(to: &output)
        if !widths.isEmpty {
            for row in 0..<cells.rowCount {
                for position in widths.indices {
                    cells.withCell(row, position) { appendCell($0, position, widths[position], to: &output) }
                }
                output.append("|\n")
            }
        }
        cells.removeAll()
    }

    private mutating func start(to output: inout [UInt8]) -> [Int] {
        for position in measures.indices { measures[position].include(cells, position) }
        // Three columns are the least in which a delimiter fits.
        let made = measures.map { max(3, min($0.natural, ColumnMeasure.maximumPadding)) }
        widths = made
        guard options.showsHeader, !made.isEmpty else { return made }
        for (position, header) in headers.enumerated() {
            appendCell(header.span, position, made[position], to: &output)
        }
        output.append("|\n")
        for position in made.indices {
            output.append("| ")
            output.append(UInt8(ascii: "-"), times: made[position] - 1)
            output.append(isRight(position) ? ": " : "- ")
        }
        output.append("|\n")
        return made
    }

    private func isRight(_ position: Int) -> Bool { measures[position].alignment != .left }

    private func appendCell(_ cell: Span<UInt8>, _ position: Int, _ width: Int, to output: inout [UInt8]) {
        let padding = width - cellWidth(cell)
        output.append("| ")
        if isRight(position) { output.append(Bytes.space, times: padding) }
        output.append(cell)
        if !isRight(position) { output.append(Bytes.space, times: padding) }
        output.append(Bytes.space)
    }
}
