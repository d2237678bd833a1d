import Columns
import Glibc
import Values

/// Writes a field's values as cells.
struct CellWriter {
    private let notation: TextNotation
    private let missing: [UInt8]
    private let isDayFirst: Bool

    init(_ field: Field, _ notation: TextNotation, missing: String) {
        self.notation = notation
        self.missing = Self.missingCell(missing, notation)
        isDayFirst = field.isDayFirst && notation.isForPeople
    }

    private static func missingCell(_ text: String, _ notation: TextNotation) -> [UInt8] {
        var cell: [UInt8] = []
        if notation == .json { cell.append("null") } else { notation.append(text, to: &cell) }
        return cell
    }

    /// One loop for each kind of payload.
    func append(_ vector: Vector, count: Int, to block: inout CellBlock, position: Int) {
        let vector = vector.isScattered ? vector.gathered(count) : vector
        switch vector.column.payload {
        case .integers(let packed):
            let kind = IntegerKind(vector.column.type)
            forEach(vector, count, &block, position) { appendInteger(packed[$0], kind, notation, to: &$1) }
        case .codes(let codes, let dictionary):
            forEach(vector, count, &block, position) { row, output in
                dictionary[Int(codes[row])].withSpan { appendText($0, to: &output) }
            }
        case .doubles(let buffer):
            forEach(vector, count, &block, position) { appendDouble(buffer[$0], notation, to: &$1) }
        case .lists(let offsets, let elements):
            forEach(vector, count, &block, position) { row, output in
                appendList(elements, Int(offsets[row])..<Int(offsets[row + 1]), to: &output)
            }
        }
    }

    @inline(__always)
    private func forEach(
        _ vector: Vector, _ count: Int, _ block: inout CellBlock, _ position: Int,
        _ write: (Int, inout [UInt8]) -> Void
    ) {
        for index in 0..<count {
            if let row = vector.presentRow(index) {
                block.write(index, position, isMissing: false) { write(row, &$0) }
            } else {
                block.write(index, position, isMissing: true) { $0.append(contentsOf: missing) }
            }
        }
    }
}

/// Single values.
extension CellWriter {
    /// What an integer payload means.
    private enum IntegerKind {
        case integer, boolean, date, dateTime
        case decimal(scale: Int)

        init(_ type: ValueType) {
            self =
                switch type {
                case .decimal(let scale): .decimal(scale: scale)
                case .boolean: .boolean
                case .date: .date
                case .dateTime: .dateTime
                default: .integer
                }
        }
    }

    @inline(__always)
    private func appendInteger(
        _ value: Int64, _ kind: IntegerKind, _ notation: TextNotation, to output: inout [UInt8]
    ) {
        switch kind {
        case .integer: ValueText.appendInteger(value, to: &output)
        case .decimal(let scale): ValueText.appendDecimal(significand: value, scale: scale, to: &output)
        case .boolean: ValueText.appendBoolean(value != 0, to: &output)
        case .date, .dateTime:
            if notation == .json { output.append(Bytes.quote) }
            appendTime(value, kind, to: &output)
            if notation == .json { output.append(Bytes.quote) }
        }
    }

    private func appendTime(_ value: Int64, _ kind: IntegerKind, to output: inout [UInt8]) {
        if case .date = kind {
            let date = CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: value))
            if isDayFirst { date.appendDayFirst(to: &output) } else { date.append(to: &output) }
        } else {
            let moment = DateTime(microseconds: value)
            if isDayFirst { moment.appendDayFirst(to: &output) } else { moment.append(to: &output) }
        }
    }

    /// JSON has no words for what is not finite.
    private func appendDouble(_ value: Double, _ notation: TextNotation, to output: inout [UInt8]) {
        if notation == .json, !value.isFinite {
            output.append("null")
        } else {
            ValueText.appendDouble(notation.isForPeople ? Self.readable(value) : value, to: &output)
        }
    }

    /// Four digits after the point, or four digits in all below a thousandth: more hide the number from the eye.
    static func readable(_ value: Double) -> Double {
        let size = abs(value)
        // Above, 15 digits leave no more than four for the fraction.
        guard size > 0, size < 1e11 else { return value }
        let digits = size >= 0.001 ? 4 : 3 - Int(log10(size).rounded(.down))
        let scale = pow(10, Double(digits))
        let scaled = (value * scale).rounded()
        return scaled.isFinite ? scaled / scale : value
    }

    /// CSV quotes text that would otherwise read as a missing value, empty text first of all.
    @inline(__always)
    private func appendText(_ text: Span<UInt8>, to output: inout [UInt8]) {
        if notation == .csv {
            let isQuoted = TextNotation.needsQuotes(text) || isMissingText(text)
            TextNotation.appendCSV(text, isQuoted: isQuoted, to: &output)
        } else {
            notation.append(text, to: &output)
        }
    }

    private func isMissingText(_ text: Span<UInt8>) -> Bool {
        guard text.count == missing.count else { return false }
        for index in text.indices where text[index] != missing[index] { return false }
        return true
    }
}

/// Lists.
extension CellWriter {
    /// A JSON array, or elsewhere `a; b; c` written as the text that it is.
    private func appendList(_ elements: Column, _ range: Range<Int>, to output: inout [UInt8]) {
        if notation == .json {
            appendArray(elements, range, to: &output)
        } else {
            var joined: [UInt8] = []
            appendJoined(elements, range, to: &joined)
            appendText(joined.span, to: &output)
        }
    }

    private func appendArray(_ elements: Column, _ range: Range<Int>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for row in range {
            if row > range.lowerBound { output.append(Bytes.comma) }
            if case .lists(let offsets, let inner) = elements.payload, elements.isPresent(row) {
                appendArray(inner, Int(offsets[row])..<Int(offsets[row + 1]), to: &output)
            } else {
                appendElement(elements, row, .json, to: &output)
            }
        }
        output.append(UInt8(ascii: "]"))
    }

    /// Elements that hold a semicolon or a quote, or that are empty, stand in quotes, which are doubled inside.
    private func appendJoined(_ elements: Column, _ range: Range<Int>, to output: inout [UInt8]) {
        var element: [UInt8] = []
        for row in range {
            if row > range.lowerBound { output.append("; ") }
            element.removeAll(keepingCapacity: true)
            if case .lists(let offsets, let inner) = elements.payload, elements.isPresent(row) {
                appendJoined(inner, Int(offsets[row])..<Int(offsets[row + 1]), to: &element)
            } else {
                appendElement(elements, row, .plain, to: &element)
            }
            let needsQuotes = element.isEmpty || element.contains(UInt8(ascii: ";")) || element.contains(Bytes.quote)
            TextNotation.appendCSV(element.span, isQuoted: needsQuotes && elements.isPresent(row), to: &output)
        }
    }

    /// An element that is no list.
    private func appendElement(_ elements: Column, _ row: Int, _ notation: TextNotation, to output: inout [UInt8]) {
        guard elements.isPresent(row) else {
            if notation == .json { output.append("null") }
            return
        }
        switch elements.payload {
        case .integers(let packed): appendInteger(packed[row], IntegerKind(elements.type), notation, to: &output)
        case .codes(let codes, let dictionary):
            dictionary[Int(codes[row])].withSpan { notation.append($0, to: &output) }
        case .doubles(let buffer): appendDouble(buffer[row], notation, to: &output)
        case .lists: preconditionFailure("lists are written by appendArray and appendJoined")
        }
    }
}

extension TextNotation {
    /// Machine formats keep ISO 8601 whatever a column was written in, and all digits.
    fileprivate var isForPeople: Bool {
        switch self {
        case .screen, .markdown, .html: true
        case .plain, .csv, .tsv, .json: false
        }
    }
}
