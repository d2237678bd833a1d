import Columns
import Values

/// From the values of a column to the rows that hold them; each value's first row.
struct KeyIndex {
    private let type: ValueType
    private let dictionary: TextDictionary?
    /// Text: the row of each code, `absent` where no row has it.
    private var rowsOfCodes: [UInt32] = []
    private var rowsOfIntegers: [Int64: UInt32] = [:]
    /// Finds the dictionary's codes; made when texts of another column are first looked up.
    private var finder: TextDictionaryBuilder?
    /// Rows whose value an earlier row has, with that row.
    private(set) var duplicates: [(row: Int, first: Int)] = []

    static let absent = UInt32.max

    init(_ column: Column) {
        type = column.type
        dictionary = column.dictionary
        switch column.payload {
        case .codes(let codes, let dictionary):
            rowsOfCodes = Array(repeating: Self.absent, count: dictionary.count)
            for row in 0..<column.count where column.isPresent(row) {
                let code = Int(codes[row])
                if rowsOfCodes[code] == Self.absent {
                    rowsOfCodes[code] = UInt32(row)
                } else {
                    duplicates.append((row, Int(rowsOfCodes[code])))
                }
            }
        case .integers(let packed):
            for row in 0..<column.count where column.isPresent(row) { insert(packed[row], row) }
        case .doubles(let values):
            for row in 0..<column.count where column.isPresent(row) {
                insert(Int64(bitPattern: values[row].bitPattern), row)
            }
        // Lists are no keys; the schema's reader refuses references to them by type.
        case .lists: break
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

    /// Where the values of `column`, which must be of a type that is accepted, stand; a text is looked up once,
    /// however many rows have it.
    mutating func rows(of column: Column, _ monitor: LoadMonitor) throws(LoadError) -> KeyRows {
        switch column.payload {
        case .codes(let codes, let texts):
            let rows = Buffer(rowsOfTexts(texts, threads: monitor.threads).map { Int32(bitPattern: $0) })
            return try KeyRows(of: column, monitor) { positions, target in
                target.withMemoryRebound(to: Int32.self) { target in
                    codes.addNumbers(
                        from: positions.lowerBound, rows, presence: column.presence,
                        missing: Int32(bitPattern: Self.absent), stride: 1, isFirst: true, to: target)
                }
            }
        case .integers(let packed): return try rows(of: column, monitor) { packed[$0] }
        case .doubles(let values):
            return try rows(of: column, monitor) { Int64(bitPattern: values[$0].bitPattern) }
        case .lists: preconditionFailure("lists are no keys")
        }
    }

    private func rows(
        of column: Column, _ monitor: LoadMonitor, _ integer: @escaping @Sendable (_ position: Int) -> Int64
    ) throws(LoadError) -> KeyRows {
        try KeyRows(of: column, monitor) { [rowsOfIntegers] positions, target in
            for position in positions {
                let isPresent = column.isPresent(position)
                target[position - positions.lowerBound] =
                    isPresent ? rowsOfIntegers[integer(position)] ?? Self.absent : Self.absent
            }
        }
    }

    /// The row of each of these texts: the fewer ones are put into a table, in which all threads look for the others.
    private mutating func rowsOfTexts(_ texts: TextDictionary, threads: Int) -> [UInt32] {
        guard let dictionary, dictionary !== texts else { return rowsOfCodes }
        let (rows, rowsOfCodes) = (PlainResults(count: texts.count, initial: Self.absent), rowsOfCodes)
        if texts.count < dictionary.count {
            // No two of them are the same, and so no two threads write to one place.
            Self.forEach(dictionary, foundIn: Self.table(texts), threads: threads) { rows[$1] = rowsOfCodes[$0] }
        } else {
            let table = finder ?? Self.table(dictionary)
            finder = table
            Self.forEach(texts, foundIn: table, threads: threads) { rows[$0] = rowsOfCodes[$1] }
        }
        return Array(rows.elements)
    }

    private static func table(_ texts: TextDictionary) -> TextDictionaryBuilder {
        var table = TextDictionaryBuilder.forCodes()
        for code in 0..<texts.count { texts[code].withSpan { _ = table.code(for: $0) } }
        return table
    }

    private static func forEach(
        _ texts: TextDictionary, foundIn table: TextDictionaryBuilder, threads: Int,
        _ body: @escaping @Sendable (_ code: Int, _ codeInTable: Int) -> Void
    ) {
        Workers.shareRuns(of: runLength, below: texts.count, threads: threads) { codes in
            for code in codes {
                if let found = texts[code].withSpan({ table.find($0) }) { body(code, Int(found)) }
            }
        }
    }

    private static let runLength = 1 << 14
}
