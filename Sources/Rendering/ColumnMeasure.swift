import Values
import VietnameseText

/// How wide a column's cells are, in terminal columns, and to which side they lean.
struct ColumnMeasure {
    enum Alignment { case left, right, point }

    /// Where nothing limits the width, cells wider than this stick out instead of padding all others: a single huge
    /// cell must not make every row huge.
    static let maximumPadding = 200

    let alignment: Alignment
    /// Text and lists may be cut; a number or a date without its end would be another one.
    let canBeCut: Bool
    let isAskedFor: Bool
    private(set) var header: Int
    /// The widest cell.
    private(set) var data = 0
    /// The widest parts before and from the point on, in columns aligned on it.
    private(set) var whole = 0
    private(set) var fraction = 0

    init(_ field: Field, header: Span<UInt8>) {
        self.header = DisplayWidth.columns(of: header)
        isAskedFor = field.isAskedFor
        switch field.type {
        case .double: (alignment, canBeCut) = (.point, false)
        case .integer, .decimal: (alignment, canBeCut) = (.right, false)
        case .boolean, .date, .dateTime: (alignment, canBeCut) = (.left, false)
        case .text, .list, .reference: (alignment, canBeCut) = (.left, true)
        }
    }

    /// What the column would take if nothing limited it.
    var natural: Int { max(header, data) }

    /// Looks at all cells of the column at `position`.
    mutating func include(_ cells: CellBlock, _ position: Int) {
        for row in 0..<cells.rowCount {
            cells.withCell(row, position) { cell in
                let width = cellWidth(cell)
                data = max(data, width)
                guard alignment == .point, !cells.isMissing(row, position) else { return }
                let wholePart = Self.wholeWidth(cell)
                whole = max(whole, wholePart)
                fraction = max(fraction, width - wholePart)
            }
        }
        data = max(data, whole + fraction)
    }

    /// Spaces before a cell of `width` columns that leans as this column does.
    func padding(before cell: Span<UInt8>, width: Int, isMissing: Bool, in columnWidth: Int) -> Int {
        switch alignment {
        case .left: return 0
        case .point where !isMissing:
            let wholePart = Self.wholeWidth(cell)
            let behind = fraction - (width - wholePart)
            return columnWidth - width - max(0, behind)
        case .right, .point: return columnWidth - width
        }
    }

    /// The digits before the point; numbers are ASCII.
    private static func wholeWidth(_ cell: Span<UInt8>) -> Int {
        for index in cell.indices where cell[index] == UInt8(ascii: ".") { return index }
        return cell.count
    }
}

/// A written cell's terminal columns; most cells are printable ASCII, a column a byte.
func cellWidth(_ cell: Span<UInt8>) -> Int {
    TextNotation.isPlainASCII(cell) ? cell.count : DisplayWidth.columns(of: cell)
}
