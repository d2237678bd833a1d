import Columns
import Planning

/// Groups as places in arrays: no hashing, the groups come out in the order of the keys.
///
/// Spellings of one text are groups of their own until the end, when they are put together and the commonest is shown;
/// so are combinations of columns that keys are computed from.
final class DenseGroupTable: GroupTable {
    private let keys: DenseKeys
    /// What tells rows apart: the keys' numbers, which are in order, are looked up once a group, not once a row.
    private let stored: DenseKeys
    private let positions: [Int]
    private let gatherings: [Gathering]
    /// Those of the gatherings that only add up, and the rows that they hold.
    private let summing: [Gathering]
    private let others: [Gathering]
    private var fused: FusedSums
    private let memory: MemoryAccount
    /// What the groups are, where the arrays' keys are only columns that theirs are computed from.
    private let derived: DerivedKeys?
    /// What gives combinations a place where there are too many for arrays; nil where each has its own.
    private let occurring: OccurringCombinations?
    /// Rows of each place, but for those that the fused sums still hold.
    private var counts = RowCounts()
    /// For so many places there is room.
    private var room = 0
    /// Where spellings are told apart, and where groups must come as they are first seen: where each place's first row
    /// stands among all rows.
    private var firsts: [UInt32] = []
    /// How many rows have come, unless rows say themselves where they stand.
    private var arrived: UInt32 = 0
    private let isStreamed: Bool

    /// `derived`: keys computed from `keys`, which the groups are then of. `isStreamed`: the rows are a scan's, in its
    /// order. `isSparse`: few of the combinations are to be expected.
    init(
        _ keys: DenseKeys, _ layout: Layout, _ gatherings: [Gathering], derived: DerivedKeys? = nil, isStreamed: Bool,
        isSparse: Bool, _ memory: MemoryAccount
    ) throws(ExecutionError) {
        (self.keys, stored) = (keys, keys.asStored)
        self.derived = derived
        self.gatherings = gatherings
        // One group keeps its sums in registers, and the fused words are of so many groups from the beginning.
        let canFuse = !keys.keys.isEmpty && !isSparse
        summing = canFuse ? gatherings.filter { $0.exactSummer != nil } : []
        others = canFuse ? gatherings.filter { $0.exactSummer == nil } : gatherings
        fused = FusedSums(
            summing.compactMap { gathering in gathering.exactSummer.map { (summer: $0, range: gathering.range) } })
        self.memory = memory
        self.isStreamed = isStreamed
        positions = keys.keys.map { layout.position(of: $0.column) }
        if isSparse {
            try memory.charge(OccurringCombinations.byteCount(limit: keys.count), by: "the aggregation")
            occurring = OccurringCombinations(limit: keys.count)
        } else {
            occurring = nil
            try makeRoom(keys.count)
        }
    }

    /// How many places there are.
    private var placeCount: Int { occurring?.combinations.count ?? keys.count }

    private func combinations(of places: [Int32]) -> [Int32] {
        guard let occurring = occurring?.combinations else { return keys.combinations(ofStored: places) }
        return keys.combinations(ofStored: places.map { occurring[Int($0)] })
    }

    private func makeRoom(_ count: Int) throws(ExecutionError) {
        let bytes = Self.bytesPerPlace(gatherings.count, summing: summing.count)
        try memory.charge((count - room) * bytes, by: "the aggregation")
        room = count
        if tracksFirsts { firsts.extend(to: count, with: .max) }
    }

    /// The rows counted, each accumulator's state, and the part in the fused words of those that only add up.
    static func bytesPerPlace(_ accumulators: Int, summing: Int) -> Int { 12 + 16 * accumulators + 8 * summing }

    private var tracksFirsts: Bool { keys.tracksFirsts || derived != nil }

    var isOrdered: Bool { !tracksFirsts }

    func add(_ batch: Batch) throws(ExecutionError) {
        var places = stored.numbers(batch, positions)
        if let occurring {
            occurring.number(&places)
            if placeCount > room { try makeRoom(placeCount) }
        }
        if tracksFirsts { noteFirsts(batch, places) }
        let kept = gatherings.reduce(0) { $0 + $1.bytesPerRow }
        if kept > 0 { try memory.charge(batch.count * kept, by: "the aggregation") }
        try addSums(batch, places)
        for gathering in others { try gathering.add(batch, places, groupCount: placeCount) }
    }

    /// Counts the rows and adds up what only adds up: in one go where that can be.
    private func addSums(_ batch: Batch, _ places: [Int32]) throws(ExecutionError) {
        var vectors: [Vector] = []
        for gathering in summing { vectors.append(try gathering.argument(batch)) }
        if !vectors.isEmpty, fused.add(vectors, places, groupCount: placeCount, counts: &counts) { return }
        if keys.keys.isEmpty {
            counts.add([Int64(batch.count)])
        } else {
            counts.add(places, groupCount: placeCount)
        }
        let rows = GroupedRows(groups: places, positions: nil, groupCount: placeCount)
        for (gathering, vector) in zip(summing, vectors) { try gathering.accumulator.add([vector], rows) }
    }

    /// Of a scan's rows the row number tells the place, so that threads agree on it.
    private func noteFirsts(_ batch: Batch, _ places: [Int32]) {
        let shown = isStreamed ? batch.vectors[positions[0]].selection : .range(start: Int(arrived))
        firsts.withUnsafeMutableBufferPointer { firsts in
            shown.forEachRow(places.count) { position, row in
                let place = Int(places[position])
                if row < firsts[place] { firsts[place] = row }
            }
        }
        arrived &+= UInt32(batch.count)
    }

    func absorb(_ other: any GroupTable) throws(ExecutionError) {
        guard let other = other as? DenseGroupTable else { preconditionFailure("tables of one kind") }
        fused.flush(into: &counts)
        other.fused.flush(into: &other.counts)
        var numbers: [Int32]?
        if let occurring, let theirs = other.occurring {
            var places = theirs.combinations
            occurring.number(&places)
            numbers = places
            try makeRoom(placeCount)
        }
        let map = GroupMap(numbers: numbers, groupCount: placeCount)
        let theirs = other.firsts
        firsts.withUnsafeMutableBufferPointer { firsts in
            for place in theirs.indices { firsts[map[place]] = min(firsts[map[place]], theirs[place]) }
        }
        counts.absorb(other.counts, map)
        for (mine, theirs) in zip(gatherings, other.gatherings) { mine.accumulator.merge(theirs.accumulator, map) }
    }

    func finish() throws(ExecutionError) -> Batch {
        fused.flush(into: &counts)
        // Without keys there is one group, also over no rows.
        var present = keys.keys.isEmpty ? [0] : counts.present
        if tracksFirsts {
            let firsts = firsts
            present.sort { firsts[Int($0)] < firsts[Int($1)] }
            if let derived { return try merged(present, by: derived) }
            if keys.hasSpellings { return try merged(present) }
        }
        var combinations = combinations(of: present)
        if !tracksFirsts, occurring != nil || keys.isReordered {
            (present, combinations) = inKeyOrder(present, combinations)
        }
        var vectors = keys.vectors(combinations)
        let rowCounts = counts.of(present)
        for gathering in gatherings {
            (gathering.accumulator as? any RowCountReader)?.take(rowCounts: rowCounts)
            vectors.append(Vector(try gathering.accumulator.finish(present, groupCount: placeCount)))
        }
        return Batch(count: present.count, vectors: vectors)
    }

    /// Places and their combinations in the order of their keys: by counting, unless few of the combinations occur.
    private func inKeyOrder(
        _ places: [Int32], _ combinations: [Int32]
    ) -> (places: [Int32], combinations: [Int32]) {
        guard keys.count <= Self.mostSlots * places.count else {
            let order = combinations.indices.sorted { combinations[$0] < combinations[$1] }
            return (order.map { places[$0] }, order.map { combinations[$0] })
        }
        let slots = PlainResults<Int32>(count: keys.count, initial: -1)
        for index in places.indices { slots[Int(combinations[index])] = places[index] }
        var ordered = (places, combinations)
        var next = 0
        for combination in slots.elements.indices where slots[combination] >= 0 {
            (ordered.0[next], ordered.1[next]) = (slots[combination], Int32(truncatingIfNeeded: combination))
            next += 1
        }
        return ordered
    }

    /// More slots a place than that are slower to go through than the places to sort.
    private static let mostSlots = 32

    /// Puts the spellings of each group together.
    private func merged(_ present: [Int32]) throws(ExecutionError) -> Batch {
        var spellings = SpellingGroups(keys)
        for (place, combination) in zip(present, combinations(of: present)) {
            spellings.add(combination, count: counts[Int(place)], first: firsts[Int(place)])
        }
        let shown = keys.keys.indices.map { key in
            Vector(keys.keys[key].values, .list(RowList(spellings.commonest(ofKey: key)), start: 0))
        }
        return try merged(present, spellings.groups, count: spellings.count, shown)
    }

    /// Puts combinations together by the keys that are computed from them.
    private func merged(_ present: [Int32], by derived: DerivedKeys) throws(ExecutionError) -> Batch {
        let combinations = Batch(count: present.count, vectors: keys.vectors(combinations(of: present)))
        let groups = try derived.groups(combinations, counts.of(present))
        return try merged(present, groups.numbers, count: groups.count, groups.shown.map { Vector($0) })
    }

    /// Puts places together that are of one group each; `shown` are the keys of the groups.
    private func merged(
        _ present: [Int32], _ groups: [Int32], count groupCount: Int, _ shown: [Vector]
    ) throws(ExecutionError) -> Batch {
        var numbers = [Int32](repeating: 0, count: placeCount)
        for (index, place) in present.enumerated() { numbers[Int(place)] = groups[index] }
        // Places without rows go to the first group, to which they add nothing.
        let map = GroupMap(numbers: numbers, groupCount: max(1, groupCount))
        let whole = gatherings.map { $0.emptyAccumulator() }
        for (target, source) in zip(whole, gatherings) { target.merge(source.accumulator, map) }
        var rowCounts = [Int64](repeating: 0, count: map.groupCount)
        for place in present { rowCounts[map[Int(place)]] += counts[Int(place)] }
        let all = Array(0..<Int32(groupCount))
        var vectors = shown
        for accumulator in whole {
            (accumulator as? any RowCountReader)?.take(rowCounts: rowCounts)
            vectors.append(Vector(try accumulator.finish(all, groupCount: groupCount)))
        }
        return Batch(count: groupCount, vectors: vectors)
    }
}
