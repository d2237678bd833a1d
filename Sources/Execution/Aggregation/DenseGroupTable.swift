import Columns
import Planning

/// Groups as places in arrays: no hashing, the groups come out in the order of the keys.
///
/// Spellings of one text are groups of their own until the end, when they are put together and the commonest is shown.
final class DenseGroupTable: GroupTable {
    private let keys: DenseKeys
    private let positions: [Int]
    private let gatherings: [Gathering]
    /// Those of the gatherings that only add up, and the rows that they hold.
    private let summing: [Gathering]
    private var fused: FusedSums
    private let memory: MemoryAccount
    /// Rows of each combination.
    private var counts: [Int64]
    /// Where spellings are told apart, and where groups must come as they are first seen: the place of each
    /// combination's first row among all rows.
    private var firsts: [UInt32] = []
    /// How many rows have come, unless rows say themselves where they stand.
    private var arrived: UInt32 = 0
    private let isStreamed: Bool

    /// `isStreamed`: the rows are a scan's, in its order.
    init(
        _ keys: DenseKeys, _ layout: Layout, _ gatherings: [Gathering], isStreamed: Bool, _ memory: MemoryAccount
    ) throws(ExecutionError) {
        self.keys = keys
        self.gatherings = gatherings
        // One group keeps its sums in registers.
        summing = keys.keys.isEmpty ? [] : gatherings.filter { $0.exactSummer != nil }
        fused = FusedSums(summing.compactMap(\.exactSummer))
        self.memory = memory
        self.isStreamed = isStreamed
        positions = keys.keys.map { layout.position(of: $0.column) }
        // The rows counted, an accumulator's state, and its part of the fused words.
        try memory.charge(keys.count * (8 + 16 * gatherings.count + 8 * summing.count), by: "the aggregation")
        counts = Array(repeating: 0, count: keys.count)
        if keys.tracksFirsts { firsts = Array(repeating: .max, count: keys.count) }
    }

    var isOrdered: Bool { !keys.tracksFirsts }

    func add(_ batch: Batch) throws(ExecutionError) {
        let numbers = keys.numbers(batch, positions)
        if keys.tracksFirsts { noteFirsts(batch, numbers) }
        let kept = gatherings.reduce(0) { $0 + $1.bytesPerRow }
        if kept > 0 { try memory.charge(batch.count * kept, by: "the aggregation") }
        let isFused = try addFused(batch, numbers)
        if !isFused { count(batch, numbers) }
        for gathering in gatherings where !isFused || gathering.exactSummer == nil {
            try gathering.add(batch, numbers, groupCount: keys.count)
        }
    }

    /// Counts the rows and adds up what only adds up in one go; false where that cannot be.
    private func addFused(_ batch: Batch, _ numbers: [Int32]) throws(ExecutionError) -> Bool {
        guard !summing.isEmpty else { return false }
        var vectors: [Vector] = []
        for gathering in summing { vectors.append(try gathering.argument(batch)) }
        return fused.add(vectors, numbers, counts: &counts)
    }

    private func count(_ batch: Batch, _ numbers: [Int32]) {
        guard !keys.keys.isEmpty else {
            counts[0] &+= Int64(batch.count)
            return
        }
        counts.withUnsafeMutableBufferPointer { counts in
            for number in numbers { counts[Int(number)] &+= 1 }
        }
    }

    /// Of a scan's rows the row number tells the place, so that threads agree on it.
    private func noteFirsts(_ batch: Batch, _ numbers: [Int32]) {
        let shown = batch.vectors[positions[0]].selection
        for (position, number) in numbers.enumerated() where counts[Int(number)] == 0 {
            let place = isStreamed ? shown.row(position) : arrived &+ UInt32(position)
            firsts[Int(number)] = min(firsts[Int(number)], place)
        }
        arrived &+= UInt32(batch.count)
    }

    func absorb(_ other: any GroupTable) {
        guard let other = other as? DenseGroupTable else { preconditionFailure("tables of one kind") }
        fused.flush(into: &counts)
        other.fused.flush(into: &other.counts)
        for combination in firsts.indices { firsts[combination] = min(firsts[combination], other.firsts[combination]) }
        for combination in counts.indices { counts[combination] &+= other.counts[combination] }
        let map = GroupMap(numbers: nil, groupCount: keys.count)
        for (mine, theirs) in zip(gatherings, other.gatherings) { mine.accumulator.merge(theirs.accumulator, map) }
    }

    func finish() throws(ExecutionError) -> Batch {
        fused.flush(into: &counts)
        // Without keys there is one group, also over no rows.
        var present = keys.keys.isEmpty ? [0] : counts.indices.lazy.filter { self.counts[$0] > 0 }.map { Int32($0) }
        guard !keys.hasSpellings else { return try merged(present.sorted { firsts[Int($0)] < firsts[Int($1)] }) }
        if keys.tracksFirsts { present.sort { firsts[Int($0)] < firsts[Int($1)] } }
        var vectors = keys.vectors(present)
        for gathering in gatherings {
            (gathering.accumulator as? any RowCountReader)?.take(rowCounts: counts)
            vectors.append(Vector(try gathering.accumulator.finish(present, groupCount: keys.count)))
        }
        return Batch(count: present.count, vectors: vectors)
    }

    /// Puts the spellings of each group together.
    private func merged(_ present: [Int32]) throws(ExecutionError) -> Batch {
        var spellings = SpellingGroups(keys)
        for combination in present {
            spellings.add(combination, count: counts[Int(combination)], first: firsts[Int(combination)])
        }
        var numbers = [Int32](repeating: 0, count: keys.count)
        for (index, combination) in present.enumerated() { numbers[Int(combination)] = spellings.groups[index] }
        // Combinations without rows go to the first group, to which they add nothing.
        let map = GroupMap(numbers: numbers, groupCount: max(1, spellings.count))
        let whole = gatherings.map { $0.emptyAccumulator() }
        for (target, source) in zip(whole, gatherings) { target.merge(source.accumulator, map) }
        var rowCounts = [Int64](repeating: 0, count: map.groupCount)
        for combination in present { rowCounts[map[Int(combination)]] += counts[Int(combination)] }
        let groups = Array(0..<Int32(spellings.count))
        var vectors = keys.keys.indices.map { key in
            Vector(keys.keys[key].values, .list(RowList(spellings.commonest(ofKey: key)), start: 0))
        }
        for accumulator in whole {
            (accumulator as? any RowCountReader)?.take(rowCounts: rowCounts)
            vectors.append(Vector(try accumulator.finish(groups, groupCount: spellings.count)))
        }
        return Batch(count: groups.count, vectors: vectors)
    }
}
