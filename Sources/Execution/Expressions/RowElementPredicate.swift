import Columns

/// Rows that have an element in their list for which a test holds that looks at the row too: `kinds has .kind`.
///
/// The test is asked of batches with a row for each element, beside it the columns that it reads.
final class RowElementPredicate: Predicate {
    private let list: any Evaluator
    private let inner: any Predicate
    /// Where the columns that the test reads stand in a batch.
    private let columns: [Int]

    /// `inner`: over the element, then `columns`.
    init(_ list: any Evaluator, _ inner: any Predicate, columns: [Int]) {
        (self.list, self.inner, self.columns) = (list, inner, columns)
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let vector = try list.evaluate(batch)
        guard case .lists(let offsets, let elements) = vector.column.payload else {
            preconditionFailure("a list column")
        }
        var holds = [Bool](repeating: false, count: batch.count)
        var owners: Batch.Positions = []
        var rows: [UInt32] = []
        for position in positions {
            guard let row = vector.presentRow(Int(position)) else { continue }
            for element in offsets[row]..<offsets[row + 1] {
                owners.append(position)
                rows.append(UInt32(element))
                guard rows.count == Batch.standardCount else { continue }
                try test(elements, rows, owners, batch, &holds)
                (owners, rows) = ([], [])
            }
        }
        try test(elements, rows, owners, batch, &holds)
        positions.removeAll { !holds[Int($0)] }
    }

    private func test(
        _ elements: Column, _ rows: [UInt32], _ owners: Batch.Positions, _ batch: Batch, _ holds: inout [Bool]
    ) throws(ExecutionError) {
        guard !rows.isEmpty else { return }
        let beside = Batch(count: batch.count, vectors: columns.map { batch.vectors[$0] }).gathering(owners)
        let tested = Batch(
            count: rows.count, vectors: [Vector(elements, .list(RowList(rows), start: 0))] + beside.vectors)
        var kept = Batch.allPositions(rows.count)
        try inner.keep(&kept, of: tested)
        for position in kept { holds[Int(owners[Int(position)])] = true }
    }
}
