import Columns
import Planning

final class AndPredicate: Predicate {
    private let parts: [any Predicate]

    init(_ parts: [any Predicate]) { self.parts = parts }

    var canFail: Bool { parts.contains { $0.canFail } }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        for part in parts where !positions.isEmpty { try part.keep(&positions, of: batch) }
    }

    func comparesRuns(of batch: Batch) -> Bool { parts.allSatisfy { $0.comparesRuns(of: batch) } }

    /// The share of a batch's rows below which the rest are asked one by one.
    private static let fewRows = 16

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        guard var mask = try parts.first?.mask(of: batch) else { return .all(batch.count) }
        for (index, part) in parts.enumerated().dropFirst() {
            let left = mask.population
            if left == 0 { break }
            if left > batch.count / Self.fewRows, part.comparesRuns(of: batch) {
                mask.formIntersection(try part.mask(of: batch))
                continue
            }
            var positions = mask.positions
            for rest in parts[index...] where !positions.isEmpty { try rest.keep(&positions, of: batch) }
            return RowMask(count: batch.count, positions: positions)
        }
        return mask
    }
}

final class OrPredicate: Predicate {
    private let parts: [any Predicate]

    init(_ parts: [any Predicate]) { self.parts = parts }

    var canFail: Bool { parts.contains { $0.canFail } }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        var mask = RowMask(count: batch.count)
        var open = positions
        for part in parts where !open.isEmpty {
            var found = open
            try part.keep(&found, of: batch)
            if found.isEmpty { continue }
            mask.formUnion(found)
            open.removeAll { mask.contains($0) }
        }
        positions.removeAll { !mask.contains($0) }
    }

    func comparesRuns(of batch: Batch) -> Bool { parts.allSatisfy { $0.comparesRuns(of: batch) } }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask {
        var mask = RowMask(count: batch.count)
        for part in parts {
            if part.comparesRuns(of: batch) {
                mask.formUnion(try part.mask(of: batch))
                continue
            }
            var open = mask.complement.positions
            if open.isEmpty { break }
            try part.keep(&open, of: batch)
            mask.formUnion(open)
        }
        return mask
    }
}

final class NotPredicate: Predicate {
    private let inner: any Predicate

    init(_ inner: any Predicate) { self.inner = inner }

    var canFail: Bool { inner.canFail }

    func keep(_ positions: inout Batch.Positions, of batch: Batch) throws(ExecutionError) {
        var found = positions
        try inner.keep(&found, of: batch)
        guard !found.isEmpty else { return }
        let mask = RowMask(count: batch.count, positions: found)
        positions.removeAll { mask.contains($0) }
    }

    func comparesRuns(of batch: Batch) -> Bool { inner.comparesRuns(of: batch) }

    func mask(of batch: Batch) throws(ExecutionError) -> RowMask { try inner.mask(of: batch).complement }
}
