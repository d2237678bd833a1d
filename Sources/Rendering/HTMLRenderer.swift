import Columns
import Values

/// A `<table>` element to put into a page.
struct HTMLRenderer: ResultRenderer {
    private let schema: Schema
    private let options: RenderingOptions
    private var cells: CellBlock

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.schema = schema
        self.options = options
        cells = CellBlock(schema, .html, missing: options.missingText)
    }

    func begin(to output: inout [UInt8]) {
        output.append("<table>\n")
        if options.showsHeader {
            output.append("<thead>\n<tr>")
            for field in schema.fields {
                output.append("<th>")
                TextNotation.html.append(field.name, to: &output)
                output.append("</th>")
            }
            output.append("</tr>\n</thead>\n")
        }
        output.append("<tbody>\n")
    }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        cells.replace(with: batch)
        for row in 0..<batch.count {
            output.append("<tr>")
            for position in 0..<cells.columnCount {
                output.append("<td>")
                cells.append(row, position, to: &output)
                output.append("</td>")
            }
            output.append("</tr>\n")
        }
    }

    func finish(to output: inout [UInt8]) { output.append("</tbody>\n</table>\n") }
}
