import Columns
import Values
import VietnameseText

/// One field a line, its value behind its name, for rows that are too wide for a table.
struct VerticalRenderer: ResultRenderer {
    /// The names, padded to the widest of them.
    private let names: [[UInt8]]
    private let schema: Schema
    private let options: RenderingOptions
    private var cells: CellBlock
    private var rowNumber = 0

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.schema = schema
        self.options = options
        cells = CellBlock(schema, .screen, missing: options.missingText)
        let shown = schema.fields.map { field in
            var name: [UInt8] = []
            TextNotation.screen.append(field.name, to: &name)
            return (name: name, width: DisplayWidth.columns(of: name.span))
        }
        let width = min(shown.map(\.width).max() ?? 0, ColumnMeasure.maximumPadding)
        names = shown.map { $0.name + Array(repeating: Bytes.space, count: max(0, width - $0.width)) }
    }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        cells.replace(with: batch)
        for row in 0..<batch.count {
            rowNumber += 1
            appendRule(to: &output) {
                $0.append("row ")
                ValueText.appendInteger(Int64(rowNumber), to: &$0)
            }
            for position in names.indices { appendField(position, row, to: &output) }
        }
    }

    /// An empty result still says which fields it has.
    func finish(to output: inout [UInt8]) {
        guard rowNumber == 0, !schema.fields.isEmpty else { return }
        appendRule(to: &output) { output in
            output.append("no rows: ")
            for (position, field) in schema.fields.enumerated() {
                if position > 0 { output.append(", ") }
                TextNotation.screen.append(field.name, to: &output)
            }
        }
    }

    private func appendField(_ position: Int, _ row: Int, to output: inout [UInt8]) {
        if options.showsHeader {
            output.append(contentsOf: names[position])
            output.append("  ")
        }
        let isDim = options.usesColor && cells.isMissing(row, position)
        if isDim { output.append(contentsOf: Bytes.dim) }
        cells.append(row, position, to: &output)
        if isDim { output.append(contentsOf: Bytes.plain) }
        output.append(Bytes.newline)
    }

    private func appendRule(to output: inout [UInt8], _ title: (inout [UInt8]) -> Void) {
        if options.usesColor { output.append(contentsOf: Bytes.dim) }
        output.append("─── ")
        title(&output)
        if options.usesColor { output.append(contentsOf: Bytes.plain) }
        output.append(Bytes.newline)
    }
}
