import Storage
import Values

@testable import Columns
@testable import Loading

/// All that can be seen of a load.
struct LoadOutcome: Equatable, CustomStringConvertible {
    private var columns: [[Value]] = []
    private var dictionaries: [[String]] = []
    private var codes: [[Int64]] = []
    private var sizes: [Int] = []
    private var doubleBits: [[UInt64]] = []
    private var lines: [[Int?]] = []
    private var notes: [String] = []
    private(set) var error: String?

    var columnCount: Int { columns.count }
    var rowCount: Int { lines.reduce(0) { $0 + $1.count } }

    /// A load whose parts have so many bytes and, unless it is nil, whose windows do; of these fields alone, unless they
    /// are nil.
    static func of(
        _ path: String, isLenient: Bool, partBytes: Int, threads: Int, windowBytes: Int? = nil,
        fields: Set<String>? = nil
    ) -> LoadOutcome {
        var options = LoadOptions(isLenient: isLenient)
        options.partBytes = partBytes
        options.threads = threads
        options.windowedBytes = windowBytes == nil ? .max : 0
        if let windowBytes { options.windowBytes = windowBytes }
        if let fields { options.fieldsAskedFor = { { fields.contains($0) } } }
        do {
            return LoadOutcome(try Loader.load([DataRequest(path: path)], options: options))
        } catch {
            return LoadOutcome(error)
        }
    }

    private init(_ result: LoadResult) {
        for table in result.tables {
            lines.append(table.lineNumbers)
            for column in table.columns {
                columns.append((0..<column.count).map(column.value))
                sizes.append(column.byteCount)
                if case .doubles(let buffer) = column.payload { doubleBits.append(buffer.array.map(\.bitPattern)) }
                if case .codes(let packed, let dictionary) = column.payload {
                    dictionaries.append((0..<dictionary.count).map { dictionary[$0].string })
                    codes.append((0..<column.count).map { packed[$0] })
                }
            }
            notes += table.schema.fields.map { "\($0.name) \($0.type) \($0.isDayFirst)" }
        }
        notes += result.notes.map(\.message)
    }

    private init(_ failure: LoadError) { error = failure.description }

    var description: String { error ?? "\(columns.count) columns, \(lines.map(\.count)) rows, \(notes)" }
}
