import Columns
import Values

/// The values of rows with their groups, put apart by runs of groups as they come in, each thread's by themselves.
struct GatheredValues<Value: PercentileValue> {
    /// A group's value.
    private struct Member: BitwiseCopyable, Sendable {
        var group: Int32
        var value: Value
    }

    private var lanes: [Partitioned<Member>] = []
    /// How far a group's number is moved right to give its part.
    private var shift = 0

    /// About so many parts: of each the place where the next value goes stays in the first cache.
    private static var partBits: Int { 7 }
    private static var mostPartBits: Int { 11 }

    mutating func add(_ vector: Vector, _ rows: GroupedRows) {
        makeRoom(rows.groupCount)
        let shift = shift
        lanes[0].fill { writer in
            Value.forEachPresent(vector, rows) { group, value in
                writer.add(Member(group: Int32(truncatingIfNeeded: group), value: value), part: group &>> shift)
            }
        }
    }

    /// Has parts for so many groups from now on.
    private mutating func makeRoom(_ groupCount: Int) {
        let bits = Int.bitWidth - max(0, groupCount - 1).leadingZeroBitCount
        if lanes.isEmpty || bits - shift > Self.mostPartBits {
            let before = self
            shift = max(0, bits - Self.partBits)
            lanes = [Partitioned(partCount: (groupCount - 1) >> shift + 1)]
            add(before, nil)
        } else {
            lanes[0].extend(toParts: (groupCount - 1) >> shift + 1)
        }
    }

    /// Adds values whose parts are other ones, or will be.
    private mutating func add(_ other: GatheredValues, _ numbers: [Int32]?) {
        let shift = shift
        lanes[0].fill { writer in
            for lane in other.lanes {
                for part in 0..<lane.partCount {
                    lane.forEachRun(ofPart: part) { run in
                        for member in run {
                            let group = numbers?[Int(member.group)] ?? member.group
                            writer.add(Member(group: group, value: member.value), part: Int(group) &>> shift)
                        }
                    }
                }
            }
        }
    }

    mutating func absorb(_ other: GatheredValues, _ map: GroupMap) {
        guard !other.lanes.isEmpty else { return }
        makeRoom(map.groupCount)
        if map.numbers == nil, other.shift == shift { lanes += other.lanes } else { add(other, map.numbers) }
    }

    /// How many threads have gathered.
    fileprivate var laneCount: Int { lanes.count }

    /// Whether each part is a group.
    var hasPartsOfOneGroup: Bool { shift == 0 }
    var partCount: Int { lanes.reduce(0) { max($0, $1.partCount) } }
    func valueCount(ofPart part: Int) -> Int { lanes.reduce(0) { $0 + $1.count(ofPart: part) } }
    var valueCount: Int { (0..<partCount).reduce(0) { $0 + valueCount(ofPart: $1) } }

    /// The first value of each part among all, and how many there are.
    fileprivate var starts: [Int] {
        (0..<partCount).reduce(into: [0]) { $0.append($0[$1] + valueCount(ofPart: $1)) }
    }

    /// The groups of a part, of which there are so many in all.
    fileprivate func groups(ofPart part: Int, _ groupCount: Int) -> Range<Int> {
        part << shift..<min((part + 1) << shift, groupCount)
    }

    /// Calls `body` with the place of each value's group among those of the part, and the value; stops when cancelled.
    @inline(__always)
    func forEachValue(
        ofPart part: Int, _ cancellation: Cancellation, _ body: (_ place: Int, _ value: Value) -> Void
    ) {
        let first = Int32(truncatingIfNeeded: part << shift)
        for lane in lanes {
            for run in 0..<lane.runCount(ofPart: part) {
                if run % Self.runsAtATime == 0, cancellation.isCancelled { return }
                for member in lane.run(run, ofPart: part) { body(Int(member.group &- first), member.value) }
            }
        }
    }

    private static var runsAtATime: Int { Cancellation.runLength / Partitioned<Member>.runLength }
}

/// Values put together by group: a counting sort of each part, inside the caches.
final class ValuesByGroup<Value: PercentileValue>: @unchecked Sendable {
    let count: Int
    /// Where each group begins, and the end.
    private let starts: PlainResults<Int>
    private let memory: PlainResults<Value>

    init(_ gathered: GatheredValues<Value>, groupCount: Int, _ cancellation: Cancellation) throws(ExecutionError) {
        let parts = gathered.starts
        count = parts[parts.count - 1]
        starts = PlainResults(count: groupCount + 1, initial: count)
        memory = PlainResults(uninitializedCount: count)
        cancellation.share(parts.count - 1, threads: gathered.laneCount) { [self] part in
            sort(gathered, part, gathered.groups(ofPart: part, groupCount), from: parts[part], cancellation)
        }
        try cancellation.check()
    }

    /// Puts the values of a part under its groups, from a place on.
    private func sort(
        _ gathered: GatheredValues<Value>, _ part: Int, _ groups: Range<Int>, from start: Int,
        _ cancellation: Cancellation
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: groups.count) { next in
            next.initialize(repeating: 0)
            gathered.forEachValue(ofPart: part, cancellation) { place, _ in next[place] &+= 1 }
            var start = start
            for place in 0..<groups.count {
                let count = next[place]
                next[place] = start
                starts[groups.lowerBound + place] = start
                start += count
            }
            let target = memory.elements
            gathered.forEachValue(ofPart: part, cancellation) { place, value in
                target[next[place]] = value
                next[place] &+= 1
            }
        }
    }

    /// How many values the largest group has.
    private var mostInAGroup: Int {
        zip(starts.elements, starts.elements.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    }

    /// To be reordered by one thread at a time.
    func values(ofGroup group: Int) -> UnsafeMutableBufferPointer<Value> {
        UnsafeMutableBufferPointer(rebasing: memory.elements[starts[group]..<starts[group + 1]])
    }

    /// The values between which a percentile of each group stands. They stay as they are: selecting wears out a copy.
    func neighbours(_ groups: [Int32], _ share: PercentileShare, threads: Int, _ cancellation: Cancellation)
        throws(ExecutionError) -> [Neighbours<Value>?]
    {
        let results = PlainResults<Neighbours<Value>?>(count: groups.count, initial: nil)
        let workers = count > parallelValues ? threads : 1
        // Each thread takes every n-th group; a group's values are its own.
        Workers.run(workers) { [self] worker in
            let most = mostInAGroup
            withUnsafeTemporaryAllocation(of: Value.self, capacity: 2 * most) { memory in
                let spare = UnsafeMutableBufferPointer(rebasing: memory[most...])
                for index in stride(from: worker, to: groups.count, by: workers) {
                    let own = values(ofGroup: Int(groups[index]))
                    _ = memory.update(fromContentsOf: own)
                    let copy = UnsafeMutableBufferPointer(rebasing: memory[..<own.count])
                    results[index] = Selection.neighbours(at: share, of: copy, spare, cancellation)
                }
            }
        }
        try cancellation.check()
        return Array(results.elements)
    }
}

/// So many values are worth several threads.
private let parallelValues = 1 << 16
