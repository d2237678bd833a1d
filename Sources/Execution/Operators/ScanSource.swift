import Columns
import Planning
import Storage
import Synchronization

/// The rows that a scan reads, handed out in runs (morsels), in order and each once, to as many scans as share it
/// (Leis and others, "Morsel-driven parallelism", 2014): whoever is quick takes more, so that skew evens out.
final class ScanSource: Sendable {
    let table: Table
    /// The rows an index found, ascending; nil for all.
    let found: RowList?
    let rowCount: Int
    private let morselRows: Int
    private let nextRow = Atomic<Int>(0)

    init(_ table: Table, _ access: PhysicalPlan.Access, _ context: ExecutionContext) {
        self.table = table
        found = IndexAccess(table, context.catalog, context.cancellation).rows(access)
        rowCount = found?.count ?? table.rowCount
        morselRows = Self.morselRows(rowCount, context.options)
    }

    /// Few rows are handed out in runs so short that all threads have work until about the same time.
    private static func morselRows(_ rowCount: Int, _ options: ExecutionOptions) -> Int {
        let share = max(shortestRun, rowCount / (runsPerThread * max(1, options.threads)))
        return max(1, min(options.morselRows, share))
    }

    private static let shortestRun = 4 * Batch.standardCount
    private static let runsPerThread = 4

    /// Some rows of a table, ascending.
    init(_ table: Table, rows: RowList, morselRows: Int) {
        self.table = table
        self.morselRows = max(1, morselRows)
        found = rows
        rowCount = rows.count
    }

    private init(whole table: Table, morselRows: Int) {
        (self.table, self.morselRows) = (table, morselRows)
        found = nil
        rowCount = table.rowCount
    }

    /// The same rows from the start.
    func rewound() -> ScanSource {
        if let found { return ScanSource(table, rows: found, morselRows: morselRows) }
        return ScanSource(whole: table, morselRows: morselRows)
    }

    /// About so many of the rows, at even distances; none is handed out by that.
    func spreadRows(_ count: Int) -> RowList {
        let step = max(1, rowCount / count)
        let places = stride(from: step / 2, to: rowCount, by: step)
        return RowList(places.map { found?.rows[$0] ?? UInt32(truncatingIfNeeded: $0) })
    }

    /// The next run of rows, as positions in `found` or in the table; nil when all are taken.
    func claim() -> Range<Int>? {
        let start = nextRow.wrappingAdd(morselRows, ordering: .relaxed).oldValue
        guard start < rowCount else { return nil }
        return start..<min(start + morselRows, rowCount)
    }
}
