import Columns
import Glibc

/// The rows of a JSON file, as blocks of cells, from one part of it or from several that follow each other.
struct JSONRows {
    /// The rows of some lines, whose columns are numbered in a way of their own.
    private struct Part {
        let part: JSONPart
        /// Lines before those that the part counts.
        let lineOffset: Int
        /// From the part's columns to those of all.
        let columns: [UInt32]
    }

    private var parts: [Part] = []
    private var keys = JSONKeys()
    private(set) var rowCount = 0
    private var nextPart = 0
    /// In the part.
    private var nextRow = 0
    private var done = 0

    init(_ all: [JSONPart]) {
        var line = 0
        for part in all {
            // Fewer than the names of fields may have bytes.
            let columns = part.store.columnNames.map { UInt32(keys.number($0.utf8)!) }
            parts.append(Part(part: part, lineOffset: line, columns: columns))
            line += part.store.lineCount
            rowCount += part.store.rowCount
        }
    }

    /// In the order in which keys are first seen.
    var columnNames: [String] { keys.names }

    /// One of each part's rows alone.
    func split() -> [JSONRows] {
        parts.map { part in
            var rows = self
            rows.parts = [part]
            rows.rowCount = part.part.store.rowCount
            return rows
        }
    }

    var progress: Double { rowCount == 0 ? 1 : Double(done) / Double(rowCount) }
    /// Rows, and bytes of all, that come.
    var remaining: Int { rowCount - done }
    var byteCount: Int { parts.reduce(0) { $0 + $1.part.byteCount } }

    mutating func next(into block: inout CellBlock) -> Bool {
        block.removeRows()
        while nextPart < parts.count, nextRow == parts[nextPart].part.store.rowCount {
            (nextPart, nextRow) = (nextPart + 1, 0)
        }
        guard nextPart < parts.count else { return false }
        let part = parts[nextPart]
        part.part.store.append(&nextRow, to: &block, map: part.columns, lineOffset: part.lineOffset)
        done += block.rowCount
        return true
    }
}

/// Lines of JSON, on several threads.
extension JSONRows {
    /// One object a line; the same rows and problems whatever the number of threads.
    init(
        lines bytes: FileBytes, from start: Int, file: String, monitor: LoadMonitor
    ) throws(LoadError) {
        let report = MainThreadMonitor(monitor: monitor, file: file, step: "parsing")
        let borders = Self.borders(bytes, from: start, monitor)
        let parts = (1..<borders.count).map { _ in JSONPart(file: file) }
        Workers.run(parts.count) { index in
            let lines = UnsafeBufferPointer(rebasing: bytes.bytes[borders[index]..<borders[index + 1]])
            parts[index].read(lines, index == 0 ? report.check : report.checkCancelled)
        }
        if let cancelled = parts.compactMap(\.error).first(where: \.isCancellation) { throw cancelled }
        let rows = JSONRows(parts)
        if parts.allSatisfy({ $0.error == nil }), rows.columnNames.count <= Header.maximumColumns {
            self = rows
            return
        }
        // What is wrong with all of it is told line by line, as it comes.
        let whole = JSONPart(file: file)
        whole.read(UnsafeBufferPointer(rebasing: bytes.bytes[start...]), report.check)
        if let error = whole.error { throw error }
        self = JSONRows([whole])
    }

    /// Places behind line ends that divide the lines among threads, and both ends.
    private static func borders(_ bytes: FileBytes, from start: Int, _ monitor: LoadMonitor) -> [Int] {
        let size = bytes.count - start
        let count = max(1, min(monitor.threads, size / monitor.options.partBytes))
        var borders = [start]
        for part in 1..<count {
            let wanted = max(start + size / count * part, borders[part - 1])
            let lineEnd = memchr(bytes.base + wanted, 0x0A, bytes.count - wanted)
            borders.append(lineEnd.map { UnsafeRawPointer($0) - UnsafeRawPointer(bytes.base) + 1 } ?? bytes.count)
        }
        return borders + [bytes.count]
    }
}

/// A file, or some of its lines, taken apart. Used by one thread at a time, which is what makes it sendable.
final class JSONPart: @unchecked Sendable {
    fileprivate(set) var store: JSONRowStore
    /// Of the text.
    private(set) var byteCount = 0
    private(set) var error: LoadError?

    init(file: String) { store = JSONRowStore(file: file) }

    /// A file that is an array of objects.
    init(document bytes: FileBytes, from start: Int, file: String, monitor: LoadMonitor) throws(LoadError) {
        store = JSONRowStore(file: file)
        byteCount = bytes.count - start
        try store.readDocument(bytes, from: start) { fraction throws(LoadError) in
            try monitor.check(file, "parsing", fraction: fraction)
        }
    }

    fileprivate func read(_ lines: UnsafeBufferPointer<UInt8>, _ check: (Double) throws(LoadError) -> Void) {
        byteCount = lines.count
        do throws(LoadError) { try store.readLines(lines, check: check) } catch { self.error = error }
    }
}
