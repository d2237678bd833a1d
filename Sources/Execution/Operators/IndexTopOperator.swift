import Columns
import Indexes
import Planning
import Storage

/// The first rows of the order of one stored column, from its index: rows of one value as they stand, missing values
/// last.
final class IndexTopOperator: Operator {
    let layout: Layout
    private let table: Table
    private let columns: [LogicalPlan.ScanColumn]
    private let position: Int
    private let isDescending: Bool
    private let order: TextOrder
    private let count: Int
    private let cancellation: Cancellation
    private var output: BatchCutter?

    init(
        _ table: Table, _ columns: [LogicalPlan.ScanColumn], _ position: Int, isDescending: Bool, _ order: TextOrder,
        count: Int, _ cancellation: Cancellation
    ) {
        (self.table, self.columns, self.position) = (table, columns, position)
        (self.isDescending, self.order, self.count) = (isDescending, order, count)
        self.cancellation = cancellation
        layout = Layout(columns.map { ($0.id, $0.type) })
    }

    func next() throws(ExecutionError) -> Batch? {
        if output == nil { output = BatchCutter(try rows()) }
        return output!.next()
    }

    private func rows() throws(ExecutionError) -> Batch {
        var chosen = try present()
        if chosen.count < count { chosen += missing(count - chosen.count) }
        let list = RowList(chosen)
        // Stored columns are read where the rows say, in ascending order; the batch shows them in theirs.
        let ascending = RowList(chosen.sorted())
        return Batch(
            count: list.count,
            vectors: columns.map { Vector(table.column(at: $0.position, rows: ascending), .list(list, start: 0)) })
    }

    private func present() throws(ExecutionError) -> [UInt32] {
        let kind = table.columns[position].dictionary == nil ? IndexKind.sorted : .postings
        let flag = cancellation
        guard table.buildIndex(kind, ofColumn: position, isCancelled: { flag.isCancelled }) else { throw .cancelled }
        guard let dictionary = table.columns[position].dictionary else {
            return table.permutation(ofColumn: position).first(count, isDescending: isDescending)
        }
        let ranks = try cancellation.ranks(dictionary, order)
        return firstTexts(table.postings(ofColumn: position), ranks)
    }

    /// Rows are counted by rank, the ranks that hold the first rows found, and then only their lists read.
    private func firstTexts(_ postings: Postings, _ ranks: Buffer<UInt32>) -> [UInt32] {
        var counts = [Int](repeating: 0, count: ranks.count)
        for code in 0..<postings.listCount { counts[Int(ranks[code])] += postings.range(of: Int64(code)).count }
        var left = count
        var taken: [UInt32: [Int]] = [:]
        var wanted: [UInt32] = []
        for place in counts.indices where left > 0 {
            let rank = isDescending ? counts.count - 1 - place : place
            guard counts[rank] > 0 else { continue }
            wanted.append(UInt32(rank))
            taken[UInt32(rank)] = []
            left -= counts[rank]
        }
        for code in 0..<postings.listCount where taken[ranks[code]] != nil { taken[ranks[code]]!.append(code) }
        var result: [UInt32] = []
        for rank in wanted {
            let lists = taken[rank]!.map { postings.range(of: Int64($0)) }
            // No more of a list than could be shown.
            let rows = lists.flatMap { $0.prefix(count - result.count).map { postings.rows[$0] } }
            result += rows.sorted().prefix(count - result.count)
        }
        return result
    }

    private func missing(_ count: Int) -> [UInt32] {
        guard let presence = table.columns[position].presence else { return [] }
        return Array((0..<table.rowCount).lazy.filter { !presence[$0] }.prefix(count).map { UInt32($0) })
    }
}
