/// The kinds of files that can be read.
enum FileFormat: String {
    case csv, tsv, json, jsonl

    /// By the file's extension; nil for unknown ones, and for snapshots, which are opened and not read.
    init?(fileExtension: String) {
        switch fileExtension {
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonl
        default: return nil
        }
    }

    static let knownExtensions = ".csv, .tsv, .json, .jsonl, .ndjson, .tdqs"

    /// By the first byte that is no space.
    static func sniff(_ text: UnsafeBufferPointer<UInt8>) -> FileFormat {
        switch text.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
        case UInt8(ascii: "["): .json
        case UInt8(ascii: "{"): .jsonl
        default: .csv
        }
    }
}

/// A file's text and the columns that stand in it, before their types are known.
struct DataFile {
    let source: CellSource
    let names: [String]
    let notes: [LoadNote]
    /// The text, which the source's cells point into.
    let bytes: FileBytes
    /// The line that names the columns.
    let headerLine: Int?

    /// Rows times columns of a JSON file.
    private static let maximumCells = 1 << 32

    /// `format` nil looks at the content; `dialect` nil at the first lines; `fieldCount` is for files without header.
    init(
        _ decoded: DecodedText, file: String, collection: String, format: FileFormat?, dialect: Dialect?,
        declaredNames: [String]? = nil, monitor: LoadMonitor
    ) throws(LoadError) {
        bytes = decoded.bytes
        let text = UnsafeBufferPointer(rebasing: decoded.bytes.bytes[decoded.start...])
        // Lines of JSON may be none, where a schema says what they would hold.
        let mayBeEmpty = format == .jsonl && declaredNames?.isEmpty == false
        guard mayBeEmpty || text.contains(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) else {
            throw LoadError(
                LoadProblem(
                    file: file, message: "the file is empty",
                    hint: format == .json || format == .jsonl
                        ? "[] is a JSON file without rows" : "a CSV file has at least a line that names its columns"))
        }
        var found = decoded.note.map { [LoadNote(collection: collection, message: $0)] } ?? []
        let format = format ?? FileFormat.sniff(text)
        switch format {
        case .json, .jsonl:
            var store = JSONRowStore(decoded.bytes, file: file)
            let isArray = FileFormat.sniff(text) == .json
            if format == .json, isArray || !DataFile.hasSeveralLines(text) {
                try store.readDocument(from: decoded.start)
            } else {
                try store.readLines(from: decoded.start) { fraction throws(LoadError) in
                    try monitor.check(file, "parsing", fraction: fraction)
                }
            }
            // Each row takes room in each column, however few of them it has.
            guard store.rowCount * store.columnNames.count <= DataFile.maximumCells else {
                throw LoadError(
                    LoadProblem(
                        file: file,
                        message: "\(store.rowCount) rows of \(store.columnNames.count) fields are too many to hold",
                        hint: "keys that are data belong into a field of their own"))
            }
            source = .json(JSONRows(store))
            names = store.columnNames
            headerLine = nil
        case .csv, .tsv:
            let used = dialect ?? (format == .tsv ? .tabs : Dialect.sniff(text))
            if dialect == nil, format == .csv, used.delimiter != UInt8(ascii: ",") {
                found.append(LoadNote(collection: collection, message: "delimiter: \(Dialect.name(used.delimiter))"))
            }
            var scanner = CSVScanner(text, base: decoded.bytes.base, dialect: used, file: file)
            let start = scanner
            guard let first = try scanner.header(limit: Header.maximumColumns + 1) else {
                throw LoadError(LoadProblem(file: file, message: "the file holds nothing but comments"))
            }
            if used.hasHeader {
                let header = try Header(first.cells, found: first.found, line: first.line, file: file)
                found += header.notes.map { LoadNote(collection: collection, message: $0) }
                names = header.names
                headerLine = header.line
                source = .delimited(scanner)
            } else {
                names = declaredNames ?? (1...first.found).map { "column\($0)" }
                headerLine = nil
                source = .delimited(start)
            }
        }
        notes = found
    }

    /// A `.json` file that begins with an object: one, or one a line?
    private static func hasSeveralLines(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let firstLine = text.prefix { $0 != 0x0A }
        return firstLine.contains(UInt8(ascii: "}")) && firstLine.count < text.count
    }

    /// The collection, its types found from all rows.
    func inferred(
        name: String, file: String, monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) -> TableDraft {
        let plans = names.enumerated().map { ColumnPlan(field: .init($1, .text), reading: .inferred, source: $0) }
        return try draft(plans, name: name, file: file, monitor: monitor, problems: &problems)
    }

    func draft(
        _ plans: [ColumnPlan], name: String, file: String, monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) -> TableDraft {
        var draft = TableDraft(name: name, file: file)
        draft.notes = notes
        draft.bytes = bytes
        var builder = TableBuilder(source: source, columnCount: names.count, monitor: monitor, draft: draft)
        return try builder.build(plans, problems: &problems)
    }
}
