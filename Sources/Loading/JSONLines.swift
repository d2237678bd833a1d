import Glibc

/// Lines of JSON that come through a window, as blocks of cells: the rows of some lines are there at a time.
///
/// A block gets more columns where new keys come. Used by one thread at a time.
final class JSONLines {
    private let window: TextWindow
    private let file: String
    private var store: JSONRowStore
    /// Keys that are not known from the start are an error.
    let isClosed: Bool
    /// Of keys that come as they are read; nil for all.
    private let isAskedFor: ((_ name: String) -> Bool)?
    private var nextRow = 0
    /// Bytes of the window's stretch, and of the text it shows, whose rows are in the store or were.
    private var done = 0
    private var shownDone = 0

    /// With keys that are known already, in the order of their columns.
    init(
        _ window: TextWindow, file: String, keys: [String], isClosed: Bool,
        isAskedFor: ((_ name: String) -> Bool)? = nil
    ) {
        self.window = window
        self.file = file
        self.isClosed = isClosed
        self.isAskedFor = isAskedFor
        store = JSONRowStore(file: file, keys: keys)
    }

    /// The keys seen so far.
    var columnNames: [String] { store.columnNames }
    var lineCount: Int { store.lineCount }
    /// Bytes that come.
    var remaining: Int { window.limit - window.first - done }
    var progress: Double {
        let size = window.limit - window.first
        return size == 0 ? 1 : Double(done) / Double(size)
    }

    /// Clears the block and fills it with the next rows; false at the end of the text.
    func next(into block: inout CellBlock) throws(LoadError) -> Bool {
        block.removeRows()
        while nextRow == store.rowCount { guard try readOn() else { return false } }
        if block.columnCount < store.columnNames.count { block = CellBlock(columnCount: store.columnNames.count) }
        store.append(&nextRow, to: &block, map: nil, lineOffset: 0)
        return true
    }

    /// Rows of more of the text, the block's cells being of no use any more; false at its end.
    func readOn() throws(LoadError) -> Bool {
        if shownDone == window.text.count {
            guard !window.isExhausted else { return false }
            guard window.advance(past: window.text.baseAddress! + shownDone) else { throw unreadable }
        }
        store.removeRows()
        nextRow = 0
        let known = columnNames.count
        try store.readLines(window.text) { _ in }
        shownDone = window.text.count
        done += shownDone
        if isClosed, columnNames.count > known { throw unreadable }
        return true
    }

    /// Only the whole text tells more.
    private var unreadable: LoadError { LoadError(LoadProblem(file: file, message: "cannot be read in windows")) }

    /// Ends this part at the line end nearest behind a place so many bytes before its end; the rest is what comes back,
    /// its lines counted from 1. Nil where there is no such place.
    func cut(beforeEnd distance: Int) -> JSONLines? {
        // What is in the store stays here.
        let place = window.limit - min(distance, remaining)
        guard let border = window.lineEnd(behind: place), border < window.limit else { return nil }
        return with(window.cut(at: border), columnNames)
    }

    /// The same from the beginning on, through a window of its own; `keys` are those of the columns.
    func restarted(keys: [String]? = nil) -> JSONLines {
        with(window.restarted(at: window.first), keys ?? columnNames)
    }

    /// Others of the same kind.
    private func with(_ window: TextWindow, _ keys: [String]) -> JSONLines {
        JSONLines(window, file: file, keys: keys, isClosed: isClosed, isAskedFor: isAskedFor)
    }

    /// The column of a key that no schema declares.
    func plan(ofColumn number: Int) -> ColumnPlan {
        ColumnPlan(inferred: columnNames[number], source: number, isAskedFor: isAskedFor)
    }
}
