import Columns
import Values
import VietnameseText

/// A line through the rows' numbers, in dots of Braille (two by four a character), with an axis on either side.
///
/// Rows stand at their number or date where the label is one, else one after another. A missing number breaks the line.
struct LineChartRenderer: ResultRenderer {
    static let maximumPoints = 10_000
    private static let lineCount = 12

    private let schema: Schema
    private let options: RenderingOptions
    private var cells: CellBlock
    private var values: [Double?] = []
    /// Where each row stands, nil where its label is missing.
    private var places: [Double?] = []
    private var leftOut = 0

    init(_ schema: Schema, _ options: RenderingOptions) {
        self.schema = schema
        self.options = options
        cells = CellBlock(schema, .screen, missing: options.missingText ?? Chart.missing)
    }

    func begin(to output: inout [UInt8]) {}

    mutating func append(_ batch: Batch, to output: inout [UInt8]) {
        let drawn = batch.first(Self.maximumPoints - cells.rowCount)
        leftOut += batch.count - drawn.count
        guard drawn.count > 0, let last = batch.vectors.last else { return }
        let before = cells.rowCount
        cells.append(drawn)
        values += last.numbers(drawn.count)
        places += isPlaced ? batch.vectors[0].numbers(drawn.count) : (0..<drawn.count).map { Double(before + $0) }
    }

    /// Whether the label says where a row stands.
    private var isPlaced: Bool {
        guard schema.fields.count > 1 else { return false }
        let type = schema.fields[0].type
        return type.isNumeric || type == .date || type == .dateTime
    }

    mutating func finish(to output: inout [UInt8]) {
        if options.showsHeader { appendHeader(to: &output) }
        let rows = places.indices.filter { places[$0] != nil }.sorted { places[$0]! < places[$1]! }
        let present = rows.compactMap { values[$0] }
        if let least = present.min(), let greatest = present.max() {
            draw(rows, Self.extent(least, greatest), to: &output)
        } else {
            output.append("no row has a value\n")
        }
        let unplaced = places.count - rows.count
        Chart.appendNote(
            unplaced, "\(unplaced == 1 ? "row" : "rows") without a place on the axis, not drawn", options, to: &output)
        Chart.appendLeftOut(leftOut, options, to: &output)
    }

    /// The axis begins at 0 where that wastes less than half of the picture, and where all numbers are the same.
    private static func extent(_ least: Double, _ greatest: Double) -> (least: Double, greatest: Double) {
        if least > 0, least <= greatest / 2 || least == greatest { return (0, greatest) }
        if greatest < 0, greatest >= least / 2 || least == greatest { return (least, 0) }
        return (least, greatest)
    }

    private func draw(_ rows: [Int], _ extent: (least: Double, greatest: Double), to output: inout [UInt8]) {
        let marks = Self.marks(extent)
        let markWidth = marks.map { $0.text.utf8.count }.max() ?? 0
        let width = max(4, Chart.width(options) - markWidth - 2)
        var canvas = BrailleCanvas(columns: width, lines: Self.lineCount)
        let (first, last) = (places[rows[0]]!, places[rows[rows.count - 1]]!)
        var previous: (x: Int, y: Int)?
        for row in rows {
            guard let value = values[row] else {
                previous = nil
                continue
            }
            let point = (
                x: Self.dot(places[row]!, first, last, canvas.width),
                y: canvas.height - 1 - Self.dot(value, extent.least, extent.greatest, canvas.height)
            )
            canvas.draw(from: previous ?? point, to: point)
            previous = point
        }
        for line in 0..<Self.lineCount {
            let mark = marks.first { $0.line == line }?.text ?? ""
            output.append(Bytes.space, times: markWidth - mark.utf8.count)
            output.append(mark)
            output.append(mark.isEmpty ? " │" : " ┤")
            if options.usesColor { output.append(contentsOf: Bytes.cyan) }
            output.append(canvas.text(line))
            if options.usesColor { output.append(contentsOf: Bytes.plain) }
            output.append(Bytes.newline)
        }
        appendFoot(rows, markWidth, width, to: &output)
    }

    /// The dot of a value between two others, from 0 on; halves, because the whole span may overflow.
    private static func dot(_ value: Double, _ least: Double, _ greatest: Double, _ count: Int) -> Int {
        let span = greatest / 2 - least / 2
        guard span > 0 else { return 0 }
        return Int(((value / 2 - least / 2) / span * Double(count - 1)).rounded())
    }

    /// The numbers beside the axis: the ends, and the middle.
    private static func marks(_ extent: (least: Double, greatest: Double)) -> [(line: Int, text: String)] {
        var values = [(lineCount - 1, extent.least)]
        if extent.least < extent.greatest {
            values += [(0, extent.greatest), (lineCount / 2, extent.least / 2 + extent.greatest / 2)]
        }
        return values.map { line, value in
            var text: [UInt8] = []
            ValueText.appendDouble(CellWriter.readable(value), to: &text)
            return (line, String(decoding: text, as: UTF8.self))
        }
    }

    private func appendHeader(to output: inout [UInt8]) {
        var header: [UInt8] = []
        for (index, field) in schema.fields.reversed().enumerated() {
            if index > 0 { header.append(" by ") }
            TextNotation.screen.append(field.name, to: &header)
        }
        if options.usesColor { output.append(contentsOf: Bytes.bold) }
        output.append(DisplayWidth.truncated(String(decoding: header, as: UTF8.self), to: Chart.width(options)))
        if options.usesColor { output.append(contentsOf: Bytes.plain) }
        output.append(Bytes.newline)
    }

    /// The axis below, and the first and the last label.
    private func appendFoot(_ rows: [Int], _ markWidth: Int, _ width: Int, to output: inout [UInt8]) {
        output.append(Bytes.space, times: markWidth + 1)
        output.append("└")
        output.append("─", times: width)
        output.append(Bytes.newline)
        guard schema.fields.count > 1 else { return }
        let isOne = rows.count == 1
        let first = DisplayWidth.truncated(label(rows[0]), to: isOne ? width : width / 2 - 1)
        let last = isOne ? "" : DisplayWidth.truncated(label(rows[rows.count - 1]), to: width / 2 - 1)
        output.append(Bytes.space, times: markWidth + 2)
        output.append(first)
        output.append(Bytes.space, times: width - DisplayWidth.columns(of: first) - DisplayWidth.columns(of: last))
        output.append(last)
        while output.last == Bytes.space { output.removeLast() }
        output.append(Bytes.newline)
    }

    private func label(_ row: Int) -> String {
        var label: [UInt8] = []
        cells.append(row, 0, to: &label)
        return String(decoding: label, as: UTF8.self)
    }
}

/// A picture of dots in the Braille characters from U+2800 on.
private struct BrailleCanvas {
    /// The bit of each dot of a character, by line and column.
    private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    let width: Int
    let height: Int
    private let columns: Int
    private var characters: [UInt32]

    init(columns: Int, lines: Int) {
        self.columns = columns
        (width, height) = (columns * 2, lines * 4)
        characters = Array(repeating: 0, count: columns * lines)
    }

    /// The dots of a straight line, ends included, after Bresenham.
    mutating func draw(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
        let (dx, dy) = (abs(end.x - start.x), -abs(end.y - start.y))
        let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
        var (x, y, error) = (start.x, start.y, dx + dy)
        while true {
            characters[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
            if x == end.x, y == end.y { return }
            let doubled = 2 * error
            if doubled >= dy {
                error += dy
                x += stepX
            }
            if doubled <= dx {
                error += dx
                y += stepY
            }
        }
    }

    /// A line without the empty characters at its end; those inside are spaces, which every font has.
    func text(_ line: Int) -> String {
        var text = ""
        for dots in characters[line * columns..<(line + 1) * columns] {
            text.unicodeScalars.append(dots == 0 ? " " : Unicode.Scalar(0x2800 + dots)!)
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
