import Columns
import Values

/// From the values of a column to the rows that hold them; each value's first row.
struct KeyIndex {
    private var texts = TextDictionaryBuilder()
    private var rowsOfTexts: [UInt32] = []
    private var rowsOfIntegers: [Int64: UInt32] = [:]
    private let type: ValueType
    /// Rows whose value an earlier row has, with that row.
    private(set) var duplicates: [(row: Int, first: Int)] = []

    init(_ column: Column) {
        type = column.type
        for row in 0..<column.count where column.isPresent(row) {
            switch column.payload {
            case .codes(let codes, let dictionary):
                let code = dictionary[Int(codes[row])].withSpan { texts.code(for: $0) }
                if Int(code) == rowsOfTexts.count {
                    rowsOfTexts.append(UInt32(row))
                } else {
                    duplicates.append((row, Int(rowsOfTexts[Int(code)])))
                }
            case .integers(let packed): insert(packed[row], row)
            case .doubles(let values): insert(Int64(bitPattern: values[row].bitPattern), row)
            // Lists are no keys; the schema's reader refuses references to them by type.
            case .lists: continue
            }
        }
    }

    private mutating func insert(_ value: Int64, _ row: Int) {
        if let first = rowsOfIntegers[value] {
            duplicates.append((row, Int(first)))
        } else {
            rowsOfIntegers[value] = UInt32(row)
        }
    }

    /// Whether values of that type can be looked up at all.
    func accepts(_ other: ValueType) -> Bool {
        if case .list = type { return false }
        return other == type
    }

    /// The row of a present value of `column`, which must be of a type that is accepted.
    func row(of column: Column, at position: Int) -> UInt32? {
        switch column.payload {
        case .codes(let codes, let dictionary):
            dictionary[Int(codes[position])].withSpan { texts.find($0) }.map { rowsOfTexts[Int($0)] }
        case .integers(let packed): rowsOfIntegers[packed[position]]
        case .doubles(let values): rowsOfIntegers[Int64(bitPattern: values[position].bitPattern)]
        case .lists: nil
        }
    }
}
