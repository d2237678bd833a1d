import Columns
import Values
import VietnameseText

/// A line a row: its labels, its number, a bar. Bars of negative numbers grow to the left of an axis.
///
///     form       sum_quantity
///     Bằng khen            34  ███████▍
///     Giấy khen           124  ███████████████████████████
struct BarChartRenderer: ResultRenderer {
    /// Nobody reads more bars, and the memory that they take stays small.
    static let maximumBars = 200
    private static let gap = 2
    /// Bars get at least so many columns before labels are cut…
    private static let comfortableBar = 20
    /// … and labels are cut to no less than this.
    private static let leastLabel = 8

    private let schema: Schema
    private let options: RenderingOptions
    private let isHistogram: Bool
    private var cells: CellBlock
    private var values: [Double?] = []
    private var leftOut = 0

    init(_ schema: Schema, _ options: RenderingOptions, isHistogram: Bool) {
        self.schema = schema
        self.options = options
        self.isHistogram = isHistogram
        cells = CellBlock(schema, .screen, missing: options.missingText ?? Chart.missing)
    }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        let drawn = batch.first(Self.maximumBars - cells.rowCount)
        leftOut += batch.count - drawn.count
        guard drawn.count > 0, let last = batch.vectors.last else { return }
        cells.append(drawn)
        values += last.numbers(drawn.count)
    }

    mutating func finish(to output: inout [UInt8]) {
        let labels = (0..<cells.rowCount).map(label)
        // Rows without a value are no part of what a histogram shows: their number is told, and shortens no bar.
        for row in values.indices where isHistogram && isLabelMissing(row) { values[row] = nil }
        let layout = Layout(labels, header, cells, schema, values, options)
        if options.showsHeader { layout.appendHeader(header, to: &output) }
        for (row, label) in labels.enumerated() {
            layout.appendLine(label, row, values[row], isLabelMissing: isLabelMissing(row), to: &output)
        }
        Chart.appendLeftOut(leftOut, options, to: &output)
    }

    /// The label column's name and the value column's.
    private var header: (label: String, value: String) {
        let names = schema.fields.map { field in
            var name: [UInt8] = []
            TextNotation.screen.append(field.name, to: &name)
            return String(decoding: name, as: UTF8.self)
        }
        let value = names.last ?? ""
        if isHistogram { return (schema.fields[0].title ?? names[0], value) }
        return (names.count > 1 ? names[0] : "", value)
    }

    private func label(_ row: Int) -> [UInt8] {
        guard cells.columnCount > 1 else { return [] }
        var label: [UInt8] = []
        cells.append(row, 0, to: &label)
        guard isHistogram, !cells.isMissing(row, 0) else { return label }
        var end: [UInt8] = []
        cells.append(row, 1, to: &end)
        return label == end ? label : label + Array("..".utf8) + end
    }

    private func isLabelMissing(_ row: Int) -> Bool { cells.columnCount > 1 && cells.isMissing(row, 0) }
}

extension BarChartRenderer {
    /// How the columns of a terminal are shared out.
    private struct Layout {
        private let cells: CellBlock
        private let options: RenderingOptions
        private let measure: ColumnMeasure
        private let valuePosition: Int
        private let labelWidth: Int
        private let valueWidth: Int
        /// Columns left and right of the axis, of which there is one only where something is negative.
        private let leftWidth: Int
        private let rightWidth: Int
        private let least: Double
        private let greatest: Double

        init(
            _ labels: [[UInt8]], _ header: (label: String, value: String), _ cells: CellBlock, _ schema: Schema,
            _ values: [Double?], _ options: RenderingOptions
        ) {
            self.cells = cells
            self.options = options
            valuePosition = schema.fields.count - 1
            let shown = options.showsHeader ? header : ("", "")
            var measure = ColumnMeasure(schema.fields[valuePosition], header: shown.1.utf8.span)
            measure.include(cells, valuePosition)
            self.measure = measure
            least = min(0, values.compactMap { $0 }.min() ?? 0)
            greatest = max(0, values.compactMap { $0 }.max() ?? 0)
            let natural = max(labels.map { cellWidth($0.span) }.max() ?? 0, DisplayWidth.columns(of: shown.0))
            let total = Chart.width(options)
            // A long name of the value is cut before anything else is.
            valueWidth = max(measure.data, min(measure.header, max(BarChartRenderer.leastLabel, total / 4)))
            let gaps = BarChartRenderer.gap * (natural > 0 ? 2 : 1)
            let room = total - valueWidth - gaps
            labelWidth = min(natural, max(BarChartRenderer.leastLabel, room - BarChartRenderer.comfortableBar))
            let bars = max(1, room - labelWidth)
            guard least < 0 else {
                (leftWidth, rightWidth) = (0, bars)
                return
            }
            // Halves first: the whole span may be more than a double holds.
            let share = (-least / 2) / (greatest / 2 - least / 2)
            let sides = max(2, bars - 1)
            leftWidth = greatest > 0 ? min(sides - 1, max(1, Int((share * Double(sides)).rounded()))) : sides
            rightWidth = sides - leftWidth
        }

        func appendHeader(_ header: (label: String, value: String), to output: inout [UInt8]) {
            let label = DisplayWidth.truncated(header.label, to: labelWidth)
            let value = DisplayWidth.truncated(header.value, to: valueWidth)
            if options.usesColor { output.append(contentsOf: Bytes.bold) }
            appendPadded(label, to: &output)
            output.append(Bytes.space, times: valueWidth - DisplayWidth.columns(of: value))
            output.append(value)
            if options.usesColor { output.append(contentsOf: Bytes.plain) }
            output.append(Bytes.newline)
        }

        func appendLine(
            _ label: [UInt8], _ row: Int, _ value: Double?, isLabelMissing: Bool, to output: inout [UInt8]
        ) {
            let text = DisplayWidth.truncated(String(decoding: label, as: UTF8.self), to: labelWidth)
            appendPadded(text, isDim: isLabelMissing, to: &output)
            let isMissing = cells.isMissing(row, valuePosition)
            cells.withCell(row, valuePosition) { cell in
                let width = cellWidth(cell)
                let before = measure.padding(before: cell, width: width, isMissing: isMissing, in: valueWidth)
                output.append(Bytes.space, times: before)
                if isMissing, options.usesColor { output.append(contentsOf: Bytes.dim) }
                output.append(cell)
                if isMissing, options.usesColor { output.append(contentsOf: Bytes.plain) }
                appendBar(value, after: valueWidth - before - width, to: &output)
            }
            output.append(Bytes.newline)
        }

        private func appendPadded(_ text: String, isDim: Bool = false, to output: inout [UInt8]) {
            guard labelWidth > 0 else { return }
            if isDim, options.usesColor { output.append(contentsOf: Bytes.dim) }
            output.append(text)
            if isDim, options.usesColor { output.append(contentsOf: Bytes.plain) }
            output.append(
                Bytes.space, times: labelWidth - DisplayWidth.columns(of: text) + BarChartRenderer.gap)
        }

        /// The bar, `padding` columns behind the number's last digit; a line ends with no space.
        private func appendBar(_ value: Double?, after padding: Int, to output: inout [UInt8]) {
            let value = value ?? 0
            guard leftWidth > 0 || value > 0 else { return }
            output.append(Bytes.space, times: padding + BarChartRenderer.gap)
            if leftWidth > 0 {
                let bar = BlockText.leftwardBar(value / least, columns: leftWidth)
                output.append(Bytes.space, times: leftWidth - bar.unicodeScalars.count)
                append(bar, Bytes.red, to: &output)
                output.append("│")
            }
            append(BlockText.bar(value / greatest, columns: rightWidth), Bytes.cyan, to: &output)
        }

        private func append(_ bar: String, _ color: [UInt8], to output: inout [UInt8]) {
            guard !bar.isEmpty else { return }
            if options.usesColor { output.append(contentsOf: color) }
            output.append(bar)
            if options.usesColor { output.append(contentsOf: Bytes.plain) }
        }
    }
}
