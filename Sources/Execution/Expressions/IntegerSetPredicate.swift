import Columns
import Planning
import Values

/// Integers, packed decimals, days, truths and references in a set of ranges.
final class IntegerSetPredicate: Predicate {
    private let subject: any Evaluator
    private let set: IntegerSet
    /// A truth a value, for sets of many ranges close together: rows of a collection, a long list of numbers.
    private let table: (base: Int64, holds: Buffer<Bool>)?
    /// The column asked last, held, so that no other can take its place in memory, and a truth for each integer that it
    /// may store.
    private var known: (column: Column, truths: Buffer<Bool>)?

    /// Sets of fewer ranges are searched.
    private static let tableRanges = 5
    private static let maximumTable: Int64 = 1 << 20

    init(_ subject: any Evaluator, _ set: IntegerSet) {
        self.subject = subject
        self.set = set
        table = IntegerSetPredicate.table(set)
    }

    private static func table(_ set: IntegerSet) -> (base: Int64, holds: Buffer<Bool>)? {
        guard set.ranges.count >= tableRanges, let first = set.ranges.first, let last = set.ranges.last else {
            return nil
        }
        let (span, overflow) = last.upperBound.subtractingReportingOverflow(first.lowerBound)
        guard !overflow, span < maximumTable else { return nil }
        let holds = Buffer<Bool>(count: Int(span) + 1) { holds in
            holds.update(repeating: false)
            for range in set.ranges {
                for value in range { holds[Int(value - first.lowerBound)] = true }
            }
        }
        return (first.lowerBound, holds)
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let vector = try subject.evaluate(batch)
        guard let packed = vector.column.packed else { preconditionFailure("integers were expected") }
        if let (base, holds) = table {
            return vector.keep(&positions) { row in
                let (place, overflow) = packed[row].subtractingReportingOverflow(base)
                return !overflow && place >= 0 && place < holds.count && holds[Int(place)]
            }
        }
        guard set.ranges.count == 1 else {
            let set = set
            vector.keep(&positions) { set.contains(packed[$0]) }
            return
        }
        // One range, moved into the column's own frame once, so that a row costs one narrow comparison.
        let range = set.ranges[0]
        switch packed.storage {
        case .bytes(let buffer):
            guard let (low, high) = range.stored(over: packed.base, as: UInt8.self) else {
                return positions.removeAll()
            }
            vector.keep(&positions) { buffer[$0] >= low && buffer[$0] <= high }
        case .shorts(let buffer):
            guard let (low, high) = range.stored(over: packed.base, as: UInt16.self) else {
                return positions.removeAll()
            }
            vector.keep(&positions) { buffer[$0] >= low && buffer[$0] <= high }
        case .words(let buffer):
            guard let (low, high) = range.stored(over: packed.base, as: UInt32.self) else {
                return positions.removeAll()
            }
            vector.keep(&positions) { buffer[$0] >= low && buffer[$0] <= high }
        case .longs(let buffer):
            let (low, high) = (range.lowerBound, range.upperBound)
            vector.keep(&positions) { buffer[$0] >= low && buffer[$0] <= high }
        }
    }

    func comparesRuns(of batch: Batch) -> Bool {
        // What is computed has eight bytes at most, and comes by batches of the standard length.
        if subject.computesRuns, batch.count <= Batch.standardCount { return isFew }
        return subject.run(of: batch).map { runComparison($0.column) != nil } ?? false
    }

    /// Whether computed integers are compared with all ranges.
    private var isFew: Bool { self.set.runComparison(width: MemoryLayout<Int64>.size, rowCount: 0) == .ranges }

    private func runComparison(_ column: Column) -> IntegerSet.RunComparison? {
        column.packed.flatMap { set.runComparison(width: $0.width, rowCount: column.count) }
    }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard comparesRuns(of: batch) else { return try maskByPositions(batch) }
        if let (column, rows) = subject.run(of: batch), runComparison(column) == .table {
            return column.mask(where: storedTruths(column), in: rows)
        }
        let vector = try subject.evaluate(batch)
        guard case .range(let start) = vector.selection else { return try maskByPositions(batch) }
        return set.ranges.reduce(into: RowMask(count: batch.count)) {
            $0.formUnion(vector.column.mask(of: $1, in: start..<start + batch.count))
        }
    }

    /// A truth for each integer that a column of one byte or two may store.
    private func storedTruths(_ column: Column) -> Buffer<Bool> {
        if let known, known.column.identity == column.identity { return known.truths }
        let truths =
            column.packed?.width == 1 ? storedTruths(column, as: UInt8.self) : storedTruths(column, as: UInt16.self)
        known = (column, truths)
        return truths
    }

    private func storedTruths<Stored: FixedWidthInteger & UnsignedInteger>(
        _ column: Column, as stored: Stored.Type
    ) -> Buffer<Bool> {
        let base = column.packed?.base ?? 0
        return Buffer(count: Int(Stored.max) + 1) { truths in
            truths.update(repeating: false)
            for range in set.ranges {
                guard let (low, high) = range.stored(over: base, as: stored) else { continue }
                truths[Int(low)...Int(high)].update(repeating: true)
            }
        }
    }
}
