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

    func comparesRuns(of batch: Batch) -> Bool { subject.run(of: batch) != nil }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard let (column, rows) = subject.run(of: batch) else { return try maskByPositions(batch) }
        var present = RowMask(count: batch.count, presence: column.presence, from: rows.lowerBound)
        if case .lists(let offsets, _) = column.payload {
            present.formIntersection(RowMask(count: batch.count, filledLists: offsets, from: rows.lowerBound))
        }
        return present.complement
    }
}

extension Column {
    /// An empty list counts as missing wherever emptiness is asked.
    func isEmptyList(_ row: Int) -> Bool {
        guard case .lists(let offsets, _) = payload else { return false }
        return offsets[row] == offsets[row + 1]
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
