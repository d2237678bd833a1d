import Columns
import Values
import VietnameseText

/// Aligned columns for a terminal: a header, a rule under each name, two spaces between columns.
///
/// The first rows are held back until the widths are known; later rows keep those widths.
struct TableRenderer: ResultRenderer {
    private let schema: Schema
    private let options: RenderingOptions
    private let headers: [[UInt8]]
    private var cells: CellBlock
    private var measures: [ColumnMeasure]
    private var layout: TableLayout?
    private var isEmpty = true

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.schema = schema
        self.options = options
        headers = screenHeaders(schema)
        cells = CellBlock(schema, .screen, missing: options.missingText)
        measures = columnMeasures(schema, headers, showsHeader: options.showsHeader)
    }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        cells.append(batch)
        if batch.count > 0 { isEmpty = false }
        if layout != nil || cells.isEnoughForWidths { flush(to: &output) }
    }

    mutating func finish(to output: inout [UInt8]) {
        if layout == nil { flush(to: &output) }
        appendLeftOut(to: &output)
    }

    private mutating func flush(to output: inout [UInt8]) {
        let layout = layout ?? startLayout(to: &output)
        if !layout.widths.isEmpty {
            for row in 0..<cells.rowCount { appendRow(row, layout, to: &output) }
        }
        cells.removeAll()
    }

    private mutating func startLayout(to output: inout [UInt8]) -> TableLayout {
        for position in measures.indices { measures[position].include(cells, position) }
        let made = TableLayout(measures, available: options.width)
        layout = made
        if options.showsHeader, !made.widths.isEmpty { appendHeader(made, to: &output) }
        return made
    }

    private func appendHeader(_ layout: TableLayout, to output: inout [UInt8]) {
        if options.usesColor { output.append(contentsOf: Bytes.bold) }
        var line = PaddedLine()
        for (position, width) in zip(layout.positions, layout.widths) {
            let header = headers[position]
            line.append(header.span, to: &output, width: width, cuts: options.width != nil) { shown in
                measures[position].alignment == .left ? 0 : width - shown
            }
        }
        if options.usesColor { output.append(contentsOf: Bytes.plain + Bytes.dim) }
        output.append(Bytes.newline)
        for (place, width) in layout.widths.enumerated() {
            if place > 0 { output.append(Bytes.space, times: TableLayout.gap) }
            output.append("─", times: width)
        }
        if options.usesColor { output.append(contentsOf: Bytes.plain) }
        output.append(Bytes.newline)
    }

    private func appendRow(_ row: Int, _ layout: TableLayout, to output: inout [UInt8]) {
        var line = PaddedLine()
        for (position, width) in zip(layout.positions, layout.widths) {
            let measure = measures[position]
            let isMissing = cells.isMissing(row, position)
            cells.withCell(row, position) { cell in
                line.append(
                    cell, to: &output, width: width, cuts: options.width != nil && measure.canBeCut,
                    isDim: isMissing && options.usesColor
                ) { shown in
                    measure.padding(before: cell, width: shown, isMissing: isMissing, in: width)
                }
            }
        }
        output.append(Bytes.newline)
    }

    /// Nothing is left out in silence.
    private func appendLeftOut(to output: inout [UInt8]) {
        guard let layout, layout.positions.count < headers.count, let width = options.width else { return }
        let leftOut = Set(headers.indices).subtracting(layout.positions).sorted()
        let note = LeftOutNote(isWithCure: !isEmpty, width: width)
        if options.usesColor { output.append(contentsOf: Bytes.dim) }
        for (index, line) in note.lines(leftOut.map { headers[$0] }).enumerated() {
            if index > 0 { output.append(Bytes.newline) }
            output.append(contentsOf: line)
        }
        if options.usesColor { output.append(contentsOf: Bytes.plain) }
        output.append(Bytes.newline)
    }
}

/// The field names as a terminal may show them.
func screenHeaders(_ schema: Schema) -> [[UInt8]] {
    schema.fields.map { field in
        var header: [UInt8] = []
        TextNotation.screen.append(field.name, to: &header)
        return header
    }
}

func columnMeasures(_ schema: Schema, _ headers: [[UInt8]], showsHeader: Bool) -> [ColumnMeasure] {
    schema.fields.indices.map { position in
        ColumnMeasure(schema.fields[position], header: (showsHeader ? headers[position] : []).span)
    }
}

extension CellBlock {
    /// Rows that a format with aligned columns looks at before it fixes their widths, unless they are long.
    private static let rowsForWidths = 10_000
    private static let bytesForWidths = 16 << 20

    var isEnoughForWidths: Bool { rowCount >= Self.rowsForWidths || byteCount >= Self.bytesForWidths }
}

/// A line of cells side by side; spaces are written only when something follows them, so that no line ends in one.
private struct PaddedLine {
    private var pending = 0
    private var isFirst = true

    /// Writes a cell into `width` columns, cut with `…` if it is wider and may be; `before` gives the spaces in front
    /// of a cell that takes so many columns.
    @inline(__always)
    mutating func append(
        _ cell: Span<UInt8>, to output: inout [UInt8], width: Int, cuts: Bool, isDim: Bool = false,
        before: (Int) -> Int
    ) {
        if !isFirst { pending += TableLayout.gap }
        isFirst = false
        let full = cellWidth(cell)
        let isCut = cuts && full > width
        let kept = cell.extracting(0..<(isCut ? Self.cutLength(cell, columns: width - 1) : cell.count))
        let shown = isCut ? cellWidth(kept) + 1 : full
        let leading = max(0, isCut ? 0 : before(shown))
        pending += leading
        if !cell.isEmpty {
            output.append(Bytes.space, times: pending)
            pending = 0
            if isDim { output.append(contentsOf: Bytes.dim) }
            output.append(kept)
            if isCut { output.append("…") }
            if isDim { output.append(contentsOf: Bytes.plain) }
            pending = max(0, width - leading - shown)
        } else {
            pending += width - leading
        }
    }

    /// The longest prefix that fits, without the spaces at its end.
    private static func cutLength(_ cell: Span<UInt8>, columns: Int) -> Int {
        var length = DisplayWidth.prefixLength(of: cell, columns: columns)
        while length > 0, cell[length - 1] == Bytes.space { length -= 1 }
        return length
    }
}
