import Columns
import Planning

/// A condition on columns that can store few values: asked once of each combination of these and looked up for each row;
/// row by row as long as that is less work.
final class TabulatedPredicate: Predicate {
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

    init(_ tables: TableMaker, rowByRow: any Predicate) { (self.tables, self.rowByRow) = (tables, rowByRow) }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        guard let table = try tables.table(for: batch) else { return try rowByRow.keep(&positions, of: batch) }
        let values = table.vector(tables.vectors(of: batch), batch.count)
        guard let truths = values.column.packed else { preconditionFailure("a table of truths") }
        values.keep(&positions) { truths[$0] == 1 }
    }

    func comparesRuns(of batch: Batch) -> Bool {
        guard let table = tables.knownTable(for: batch) else { return false }
        let vectors = tables.vectors(of: batch)
        return vectors.count > 1 || truths(of: table, vectors[0]) != nil
    }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard let table = try tables.table(for: batch) else { return try rowByRow.mask(of: batch) }
        let vectors = tables.vectors(of: batch)
        if vectors.count > 1 { return mask(of: table, vectors, batch.count) }
        guard let truths = truths(of: table, vectors[0]), case .range(let start) = vectors[0].selection else {
            return try maskByPositions(batch)
        }
        let column = vectors[0].column
        var mask = column.mask(where: truths.holds, in: start..<start + batch.count)
        if truths.holdsForMissing {
            mask.formUnion(RowMask(count: batch.count, presence: column.presence, from: start).complement)
        }
        return mask
    }

    /// By the combination of each row.
    private func mask(of table: Tabulation.Table, _ vectors: [Vector], _ count: Int) -> RowMask {
        let combinations = table.combinations(vectors, count)
        let truths = [UInt8](unsafeUninitializedCapacity: count) { truths, filled in
            filled = count
            combinations.withUnsafeElements { combinations in
                table.values.packed?.withStored { stored in
                    for position in 0..<count { truths[position] = stored(Int(combinations[position])) == 1 ? 1 : 0 }
                }
            }
        }
        return truths.withUnsafeBufferPointer { RowMask(truths: $0) }
    }

    /// Of the one column; nil where the rows do not stand side by side, or what is stored for missing values may be beyond
    /// the table.
    private func truths(of table: Tabulation.Table, _ vector: Vector) -> Truths? {
        guard case .range = vector.selection, let packed = vector.column.packed, packed.width <= 4 else { return nil }
        if let truths, truths.values.identity == table.values.identity { return truths }
        let mayExceed = vector.column.presence != nil && vector.column.dictionary == nil
        if mayExceed, packed.width == 4 { return nil }
        guard let made = table.values.packed else { preconditionFailure("a table of truths") }
        let domain = table.domains[0]
        let count = max(domain.storableCount + 1, mayExceed ? 1 << (8 * packed.width) : 0)
        let holds = Buffer<Bool>(count: count) { holds in
            for stored in holds.indices {
                holds[stored] = stored < domain.storableCount && made[domain.number(ofStored: stored)] == 1
            }
        }
        truths = Truths(values: table.values, holds: holds, holdsForMissing: made[domain.count - 1] == 1)
        return truths
    }
}
