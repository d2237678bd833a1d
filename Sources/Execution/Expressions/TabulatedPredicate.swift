import Columns
import Planning

/// A condition on a column that can store few values: asked once of each of these and looked up for each row; row by
/// row as long as that is less work.
final class TabulatedPredicate: Predicate {
    /// Where the column stands in the batches.
    private let position: Int
    private let tables: TableMaker
    private let rowByRow: any Predicate
    private var truths: Truths?

    /// For what a table says that the condition holds.
    private struct Truths {
        /// Held, so that no other column can take its place in memory.
        let values: Column
        /// One for each integer that may be stored, also where the value is missing.
        let holds: Buffer<Bool>
        let holdsForMissing: Bool
    }

    init(_ position: Int, _ tables: TableMaker, rowByRow: any Predicate) {
        (self.position, self.tables, self.rowByRow) = (position, tables, rowByRow)
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        guard let table = try tables.table(for: batch) else { return try rowByRow.keep(&positions, of: batch) }
        let values = table.vector(tables.vectors(of: batch), batch.count)
        guard let truths = values.column.packed else { preconditionFailure("a table of truths") }
        values.keep(&positions) { truths[$0] == 1 }
    }

    func comparesRuns(of batch: Batch) -> Bool {
        guard let table = tables.knownTable(for: batch) else { return false }
        return truths(of: table, batch) != nil
    }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard let table = try tables.table(for: batch) else { return try rowByRow.mask(of: batch) }
        guard let truths = truths(of: table, batch), case .range(let start) = batch.vectors[position].selection else {
            return try maskByPositions(batch)
        }
        let column = batch.vectors[position].column
        var mask = column.mask(where: truths.holds, in: start..<start + batch.count)
        if truths.holdsForMissing {
            mask.formUnion(RowMask(count: batch.count, presence: column.presence, from: start).complement)
        }
        return mask
    }

    /// Nil where the rows do not stand side by side, or what is stored for missing values may be beyond the table.
    private func truths(of table: Tabulation.Table, _ batch: Batch) -> Truths? {
        let vector = batch.vectors[position]
        guard case .range = vector.selection, let packed = vector.column.packed, packed.width <= 4 else { return nil }
        if let truths, truths.values.identity == table.values.identity { return truths }
        let mayExceed = vector.column.presence != nil && vector.column.dictionary == nil
        if mayExceed, packed.width == 4 { return nil }
        guard let made = table.values.packed else { preconditionFailure("a table of truths") }
        let count = table.values.count
        let holds = Buffer<Bool>(count: max(count, mayExceed ? 1 << (8 * packed.width) : 0)) { holds in
            for index in holds.indices { holds[index] = index < count - 1 && made[index] == 1 }
        }
        truths = Truths(values: table.values, holds: holds, holdsForMissing: made[count - 1] == 1)
        return truths
    }
}
