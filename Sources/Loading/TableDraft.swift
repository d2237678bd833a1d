import Columns
import Storage
import Values

/// Why a row is set aside.
struct Rejection {
    var field: String?
    var value: String?
    var reason: String
}

/// A collection while it is made: columns are there, keys and references are not yet looked at.
struct TableDraft {
    var name: String
    var title: String?
    var about: String?
    /// As the user gave it.
    var file: String
    var fields: [Field] = []
    var columns: [Column] = []
    /// Those of the file that nobody asks for.
    var unreadFields: UnreadFields?
    var rowCount = 0
    var lines = LineNumbers()
    var naming = RowNaming()
    var primaryKey: [Int] = []
    /// Inferred fields whose dates were written day first.
    var dayFirstFields: Set<String> = []
    var notes: [LoadNote] = []
    /// Rows that do not fit, by row number; only where the load is lenient.
    var rejected: [Int: Rejection] = [:]
    /// Those already taken out of the columns.
    var setAside: [SetAside] = []
    /// Each row's own text, for the rejected ones; empty unless the load is lenient.
    var sources: [UnsafeBufferPointer<UInt8>] = []
    /// What `sources` points into.
    var bytes: FileBytes?

    init(name: String, file: String) {
        self.name = name
        self.file = file
    }

    func table() -> Table {
        Table(
            name: name, title: title, about: about, schema: Schema(fields), columns: columns, rowCount: rowCount,
            origin: RowOrigin(file: file, lines: lines.finish()), naming: naming, primaryKey: primaryKey,
            unreadFields: unreadFields)
    }

    /// A problem of one row, counted as an error or, in a lenient load, setting the row aside.
    mutating func reject(
        row: Int, column: Int? = nil, field: String? = nil, value: String? = nil, message: String, hint: String? = nil,
        isLenient: Bool, problems: inout ProblemLog
    ) {
        if isLenient {
            if rejected[row] == nil { rejected[row] = Rejection(field: field, value: value, reason: message) }
        } else {
            problems.add(
                LoadProblem(
                    file: file, line: lines[row], column: column, field: field, value: value, message: message,
                    hint: hint))
        }
    }
}

/// The lines of rows: one number while rows stand on consecutive lines.
struct LineNumbers {
    private var first = 0
    private(set) var count = 0
    private var explicit: [Int64] = []

    mutating func append(_ line: Int) {
        if count == 0 { first = line }
        if explicit.isEmpty, line != first + count {
            explicit = (0..<Int64(count)).map { Int64(first) + $0 }
        }
        if !explicit.isEmpty { explicit.append(Int64(line)) }
        count += 1
    }

    /// The rows of a block.
    mutating func append(_ block: borrowing CellBlock) {
        guard block.rowCount > 0 else { return }
        let start = block.line(0)
        // Rows never share a line, so that these are consecutive where the last one is where it would be then.
        if explicit.isEmpty, count == 0 || start == first + count,
            block.line(block.rowCount - 1) == start + block.rowCount - 1
        {
            if count == 0 { first = start }
            count += block.rowCount
        } else {
            for row in 0..<block.rowCount { append(block.line(row)) }
        }
    }

    /// The rows of a part of the file that begins so many lines behind its first.
    mutating func append(_ other: LineNumbers, offset: Int) {
        if explicit.isEmpty, other.explicit.isEmpty, other.count > 0,
            count == 0 || other.first + offset == first + count
        {
            if count == 0 { first = other.first + offset }
            count += other.count
        } else {
            for row in 0..<other.count { append(other[row] + offset) }
        }
    }

    subscript(row: Int) -> Int { explicit.isEmpty ? first + row : Int(explicit[row]) }

    func selecting(_ rows: [Int]) -> LineNumbers {
        var result = LineNumbers()
        for row in rows { result.append(self[row]) }
        return result
    }

    func finish() -> RowOrigin.Lines {
        if count == 0 { return .none }
        return explicit.isEmpty ? .consecutive(first: first) : .explicit(PackedIntegers(explicit))
    }
}
