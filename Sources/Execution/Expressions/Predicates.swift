import Columns
import Planning
import Values

final class MissingPredicate: Predicate {
    private let subject: any Evaluator

    init(_ subject: any Evaluator) { self.subject = subject }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let vector = try subject.evaluate(batch)
        positions.removeAll { position in
            guard let row = vector.presentRow(Int(position)) else { return false }
            return !vector.column.isEmptyList(row)
        }
    }

    func comparesRuns(of batch: Batch) -> Bool {
        guard let column = subject.run(of: batch)?.column else { return false }
        return column.elements == nil
    }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard let (column, rows) = subject.run(of: batch), comparesRuns(of: batch) else {
            return try maskByPositions(batch)
        }
        return RowMask(count: batch.count, presence: column.presence, from: rows.lowerBound).complement
    }
}

extension Column {
    /// An empty list counts as missing wherever emptiness is asked.
    func isEmptyList(_ row: Int) -> Bool {
        guard case .lists(let offsets, _) = payload else { return false }
        return offsets[row] == offsets[row + 1]
    }
}

/// Integers, packed decimals, days, truths and references in a set of ranges.
final class IntegerSetPredicate: Predicate {
    private let subject: any Evaluator
    private let set: IntegerSet
    /// A truth a value, for sets of many ranges close together: rows of a collection, a long list of numbers.
    private let table: (base: Int64, holds: Buffer<Bool>)?

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

    /// Bytes of a value that are compared with all ranges, at most; more are looked up in a table.
    private static let comparedBytes = 32

    func comparesRuns(of batch: Batch) -> Bool {
        // What is computed has eight bytes at most, and comes by batches of the standard length.
        let isComputed = subject.computesRuns && batch.count <= Batch.standardCount
        let width = isComputed ? 8 : subject.run(of: batch)?.column.packed?.width
        return width.map { set.ranges.count * $0 <= Self.comparedBytes } ?? false
    }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard comparesRuns(of: batch) else { return try maskByPositions(batch) }
        let vector = try subject.evaluate(batch)
        guard case .range(let start) = vector.selection else { return try maskByPositions(batch) }
        return set.ranges.reduce(into: RowMask(count: batch.count)) {
            $0.formUnion(vector.column.mask(of: $1, in: start..<start + batch.count))
        }
    }
}

final class DoubleIntervalPredicate: Predicate {
    private let subject: any Evaluator
    private let intervals: [DoubleInterval]

    init(_ subject: any Evaluator, _ intervals: [DoubleInterval]) {
        self.subject = subject
        self.intervals = intervals
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let vector = try subject.evaluate(batch)
        guard case .doubles(let values) = vector.column.payload else { preconditionFailure("doubles were expected") }
        let intervals = intervals
        if intervals.count == 1 {
            let interval = intervals[0]
            vector.keep(&positions) { interval.contains(values[$0]) }
        } else {
            vector.keep(&positions) { row in intervals.contains { $0.contains(values[row]) } }
        }
    }

    /// Intervals that are compared one after another, at most.
    private static let fewIntervals = 4

    func comparesRuns(of batch: Batch) -> Bool {
        intervals.count <= Self.fewIntervals && subject.run(of: batch) != nil
    }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard let (column, rows) = subject.run(of: batch), comparesRuns(of: batch) else {
            return try maskByPositions(batch)
        }
        return intervals.compactMap(\.closed).reduce(into: RowMask(count: batch.count)) {
            $0.formUnion(column.mask(of: $1, in: rows))
        }
    }
}

/// Some element of a list satisfies a predicate, which is asked of the whole element column once.
final class ElementPredicate: Predicate {
    private let list: any Evaluator
    private let inner: any Predicate
    /// Held, so that no other column can take its place in memory.
    private var known: (elements: Column, holds: Bitmap)?

    init(_ list: any Evaluator, _ inner: any Predicate) {
        self.list = list
        self.inner = inner
    }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        let vector = try list.evaluate(batch)
        guard case .lists(let offsets, let elements) = vector.column.payload else {
            preconditionFailure("a list column")
        }
        let holds = try holds(elements)
        vector.keep(&positions) { row in
            var element = Int(offsets[row])
            let end = Int(offsets[row + 1])
            while element < end {
                if holds[element] { return true }
                element += 1
            }
            return false
        }
    }

    private func holds(_ elements: Column) throws(ExecutionError) -> Bitmap {
        if let known, known.elements.identity == elements.identity { return known.holds }
        var bits = [Bool](repeating: false, count: elements.count)
        var start = 0
        while start < elements.count {
            let count = min(Batch.standardCount, elements.count - start)
            var positions = Batch.allPositions(count)
            try inner.keep(
                &positions, of: Batch(count: count, vectors: [Vector(elements, .range(start: start))]))
            for position in positions { bits[start + Int(position)] = true }
            start += count
        }
        let bitmap = Bitmap(bits)
        known = (elements, bitmap)
        return bitmap
    }
}
