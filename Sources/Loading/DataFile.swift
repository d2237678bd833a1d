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

    /// By the beginning of a file's text, at `start`.
    static func sniff(_ file: OpenFile, from start: Int) -> FileFormat {
        guard let head = file.bytes(at: start, count: min(file.size - start, 1 << 12)) else { return .csv }
        return withExtendedLifetime(head) { sniff(head.bytes) }
    }

    /// By the first byte that is no space.
    static func sniff(_ text: UnsafeBufferPointer<UInt8>) -> FileFormat {
        switch text.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) {
        case UInt8(ascii: "["): .json
        case UInt8(ascii: "{"): .jsonl
        default: .csv
        }
    }
}

/// Which file to read, and as what.
struct FileRequest {
    /// As the user gave it.
    var file: String
    /// Where it is opened; nil by its name.
    var openedPath: String?
    var collection: String
    /// Nil looks at the content.
    var format: FileFormat?
    /// Nil looks at the first lines.
    var dialect: Dialect?
    /// For files without header.
    var declaredNames: [String]?
    /// Nil looks at the bytes.
    var encoding: TextEncoding?
    /// Whether anybody asks for a field of a file without a schema; nil reads them all.
    var isFieldAskedFor: ((_ name: String) -> Bool)?

    var path: String { openedPath ?? file }
}

/// A file's text and the columns that stand in it, before their types are known.
struct DataFile {
    let request: FileRequest
    let source: CellSource
    let names: [String]
    let notes: [LoadNote]
    /// The text, which the source's cells point into; nil where it comes through a window.
    let bytes: FileBytes?
    /// The line that names the columns.
    let headerLine: Int?

    /// Rows times columns of a JSON file.
    static let maximumCells = 1 << 32

    init(_ decoded: DecodedText, _ request: FileRequest, monitor: LoadMonitor) throws(LoadError) {
        self.request = request
        let file = request.file
        bytes = decoded.bytes
        let text = UnsafeBufferPointer(rebasing: decoded.bytes.bytes[decoded.start...])
        let format = request.format
        // Lines of JSON may be none, where a schema says what they would hold.
        let mayBeEmpty = format == .jsonl && request.declaredNames?.isEmpty == false
        guard mayBeEmpty || DataFile.hasText(text) else {
            throw LoadError(
                LoadProblem(
                    file: file, message: "the file is empty",
                    hint: format == .json || format == .jsonl
                        ? "[] is a JSON file without rows" : "a CSV file has at least a line that names its columns"))
        }
        let found = decoded.note.map { [LoadNote(collection: request.collection, message: $0)] } ?? []
        switch format ?? FileFormat.sniff(text) {
        case .json, .jsonl:
            let rows: JSONRows
            if DataFile.isDocument(text, format) {
                try monitor.require(JSONDocument.byteEstimate(text), toRead: "an array of objects", of: file)
                let part = try JSONPart(document: decoded.bytes, from: decoded.start, file: file, monitor: monitor)
                rows = JSONRows([part])
            } else {
                rows = try JSONRows(lines: decoded.bytes, from: decoded.start, file: file, monitor: monitor)
            }
            // Each row takes room in each column, however few of them it has.
            guard rows.rowCount * rows.columnNames.count <= DataFile.maximumCells else {
                throw LoadError(
                    LoadProblem(
                        file: file,
                        message: "\(rows.rowCount) rows of \(rows.columnNames.count) fields are too many to hold",
                        hint: "keys that are data belong into a field of their own"))
            }
            source = .json(rows)
            names = rows.columnNames
            headerLine = nil
            notes = found
        case .csv, .tsv:
            let start = try DelimitedStart(request, text) {
                CSVScanner(text, base: decoded.bytes.base, dialect: $0, file: file)
            }
            source = .delimited(start.scanner)
            (names, headerLine, notes) = (start.names, start.headerLine, found + start.notes)
        }
    }

    /// A large file of rows on lines, whose text comes through windows; nil where the text has to be looked at
    /// otherwise.
    init?(windowsOf request: FileRequest, monitor: LoadMonitor) {
        guard !monitor.isLenient, request.encoding == nil || request.encoding == .utf8,
            let file = OpenFile(path: request.path)
        else { return nil }
        let mark = DecodedText.byteOrderMark
        let isMarked = file.starts(with: mark)
        let start = isMarked ? mark.count : 0
        let format = request.format ?? FileFormat.sniff(file, from: start)
        guard format != .json else { return nil }
        if request.encoding == nil {
            // What may be in another encoding has to be decoded whole.
            guard let sample = TextSample(file), !EncodingDetection.isDoubtful(sample.lines) else { return nil }
        }
        let window = TextWindow(
            file, start..<file.size, windowBytes: monitor.options.windowBytes,
            // The tokens of JSON are only found in UTF-8, and no zero byte stands among them.
            firstBytes: Dialect.sniffedBytes * 2, isChecked: format != .jsonl)
        guard window.advance(past: window.text.baseAddress!), DataFile.hasText(window.text) else { return nil }
        self.request = request
        bytes = nil
        let found = isMarked ? [LoadNote(collection: request.collection, message: DecodedText.markNote)] : []
        if format == .jsonl {
            // The keys of a schema are all that there may be.
            let declared = request.declaredNames
            let lines = JSONLines(
                window, file: request.file, keys: declared ?? [], isClosed: declared != nil,
                isAskedFor: request.isFieldAskedFor)
            guard (try? lines.readOn()) != nil else { return nil }
            source = .lines(lines)
            (names, headerLine, notes) = (lines.columnNames, nil, found)
        } else {
            guard
                let start = try? DelimitedStart(
                    request, window.text, { CSVScanner(window, dialect: $0, file: request.file) })
            else { return nil }
            source = .delimited(start.scanner)
            (names, headerLine, notes) = (start.names, start.headerLine, found + start.notes)
        }
    }

    private static func hasText(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.contains { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    }

    /// Whether JSON is one document; otherwise one a line.
    private static func isDocument(_ text: UnsafeBufferPointer<UInt8>, _ format: FileFormat?) -> Bool {
        guard format != .jsonl else { return false }
        if FileFormat.sniff(text) == .json { return true }
        // It begins with an object: one over several lines, or one a line?
        let firstLine = text.prefix { $0 != 0x0A }
        return !firstLine.contains(UInt8(ascii: "}")) || format == .json && firstLine.count == text.count
    }
}

/// The first line of a delimited file, and what scans the rows behind it.
private struct DelimitedStart {
    var scanner: CSVScanner
    var names: [String]
    var headerLine: Int?
    var notes: [LoadNote] = []

    /// `text` is the file's beginning, or all of it; `scan` begins there, in the dialect that was found.
    init(
        _ request: FileRequest, _ text: UnsafeBufferPointer<UInt8>, _ scan: (Dialect) -> CSVScanner
    ) throws(LoadError) {
        let used = request.dialect ?? (request.format == .tsv ? .tabs : Dialect.sniff(text))
        if request.dialect == nil, request.format == .csv, used.delimiter != UInt8(ascii: ",") {
            notes.append(
                LoadNote(collection: request.collection, message: "delimiter: \(Dialect.name(used.delimiter))"))
        }
        scanner = scan(used)
        let start = scanner
        guard let first = try scanner.header(limit: Header.maximumColumns + 1) else {
            throw LoadError(LoadProblem(file: request.file, message: "the file holds nothing but comments"))
        }
        if used.hasHeader {
            let header = try Header(first.cells, found: first.found, line: first.line, file: request.file)
            notes += header.notes.map { LoadNote(collection: request.collection, message: $0) }
            names = header.names
            headerLine = header.line
        } else {
            names = request.declaredNames ?? (1...first.found).map { "column\($0)" }
            scanner = start
        }
    }
}

/// Drafts.
extension DataFile {
    /// Reads a file: in windows where it is large and nothing in it needs a closer look, with the result that reading
    /// it whole would have. `plans` tells what is to become of the columns.
    ///
    /// `bytes`: those of a file that was read already.
    static func read(
        _ request: FileRequest, from bytes: FileBytes? = nil, monitor: LoadMonitor, problems: inout ProblemLog,
        plans: (DataFile) throws(LoadError) -> [ColumnPlan]
    ) throws(LoadError) -> TableDraft {
        var request = request
        request.encoding = monitor.options.encoding ?? request.encoding
        if bytes == nil, Paths.size(request.path) >= monitor.options.windowedBytes,
            let draft = try windowedDraft(request, monitor: monitor, problems: &problems, plans: plans)
        {
            return draft
        }
        let bytes =
            if let bytes { bytes } else {
                try FileBytes.read(
                    path: request.path, name: request.file, isCancelled: monitor.options.isCancelled)
            }
        let decoded = try DecodedText(bytes, name: request.file, encoding: request.encoding)
        let whole = try DataFile(decoded, request, monitor: monitor)
        return try whole.wholeDraft(plans(whole), monitor: monitor, problems: &problems)
    }

    /// The collection of a file whose text comes through windows; nil where it has to be read whole.
    private static func windowedDraft(
        _ request: FileRequest, monitor: LoadMonitor, problems: inout ProblemLog,
        plans: (DataFile) throws(LoadError) -> [ColumnPlan]
    ) throws(LoadError) -> TableDraft? {
        let before = SourceStamp(path: request.path)
        guard let windowed = DataFile(windowsOf: request, monitor: monitor) else { return nil }
        do {
            let draft = try windowed.draft(plans(windowed), monitor: monitor, problems: &problems)
            // Parts of two states of a file are no table.
            return SourceStamp(path: request.path) == before ? draft : nil
        } catch {
            // Whatever else is wrong, the whole text tells where.
            if error.isCancellation { throw error }
            return nil
        }
    }

    /// The columns of the file as they stand there, their types to be found from all rows.
    var inferredPlans: [ColumnPlan] {
        names.enumerated().map { ColumnPlan(inferred: $1, source: $0, isAskedFor: request.isFieldAskedFor) }
    }

    /// The collection of a text that is all there.
    func wholeDraft(
        _ plans: [ColumnPlan], monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) -> TableDraft {
        guard let draft = try draft(plans, monitor: monitor, problems: &problems) else {
            preconditionFailure("a whole text can always be read")
        }
        return draft
    }

    /// Nil where only the whole text tells more.
    private func draft(
        _ plans: [ColumnPlan], monitor: LoadMonitor, problems: inout ProblemLog
    ) throws(LoadError) -> TableDraft? {
        var draft = TableDraft(name: request.collection, file: request.file)
        draft.notes = notes
        draft.bytes = bytes
        var builder = TableBuilder(source: source, columnCount: names.count, monitor: monitor, draft: draft)
        guard let built = try builder.build(plans, problems: &problems) else { return nil }
        // Each row takes room in each column, however few of them it has.
        guard built.rowCount * built.columns.count <= Self.maximumCells else { return nil }
        return built
    }
}
