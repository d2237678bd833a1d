import Columns
import Values

/// A line a row, its fields separated by one character.
///
/// Comma-separated values are those of RFC 4180, lines ended by a line feed: a field is quoted only where it must be,
/// and text that would read as a missing value is quoted too, so that empty text (`""`) differs from nothing. In
/// tab-separated values a tab, a line break or a backslash inside a field is `\t`, `\n`, `\r` or `\\`.
struct SeparatedRenderer: ResultRenderer {
    enum Kind {
        case csv, tsv

        var notation: TextNotation { self == .csv ? .csv : .tsv }
        var separator: UInt8 { self == .csv ? Bytes.comma : UInt8(ascii: "\t") }
    }

    private let kind: Kind
    private let schema: Schema
    private let options: RenderingOptions
    private var rows: RowWriters

    init(_ kind: Kind, _ schema: Schema, _ options: RenderingOptions) {
        self.kind = kind
        self.schema = schema
        self.options = options
        let cells = CellBlock(schema, kind.notation, missing: options.missingText)
        rows = RowWriters(cells, threads: options.threads) { [separator = kind.separator] cells, output in
            cells.appendRows(separator: separator, to: &output)
        }
    }

    func begin(to output: inout [UInt8]) {
        if options.writesByteOrderMark { output.append(contentsOf: Bytes.byteOrderMark) }
        guard options.showsHeader else { return }
        appendHeader(to: &output)
    }

    mutating func append(_ batch: Batch, to output: inout [UInt8]) { rows.append(batch, to: &output) }

    mutating func finish(to output: inout [UInt8]) { rows.finish(to: &output) }

    /// The field names; no line where there are no fields.
    private func appendHeader(to output: inout [UInt8]) {
        for (position, field) in schema.fields.enumerated() {
            if position > 0 { output.append(kind.separator) }
            kind.notation.append(field.name, to: &output)
        }
        if !schema.fields.isEmpty { output.append(Bytes.newline) }
    }
}

extension CellBlock {
    /// The rows as lines of separated fields; no lines where there are no fields.
    func appendRows(separator: UInt8, to output: inout [UInt8]) {
        guard columnCount > 0 else { return }
        for row in 0..<rowCount {
            for position in 0..<columnCount {
                if position > 0 { output.append(separator) }
                append(row, position, to: &output)
            }
            output.append(Bytes.newline)
        }
    }
}
