import Columns
import Values

/// How many different values, by the identity of `=`.
class DistinctAccumulator: Accumulator {
    private var coder: KeyCoder
    fileprivate var pairs: GroupIndex
    fileprivate let cancellation: Cancellation

    init(_ coder: KeyCoder, _ cancellation: Cancellation) {
        (self.coder, self.cancellation) = (coder, cancellation)
        pairs = GroupIndex(width: 2, cancellation)
    }

    func add(_ arguments: [Vector], _ rows: GroupedRows) throws(ExecutionError) {
        let all = try coder.presentCodes(arguments[0], rows.groups.count)
        var owners: [Int64] = []
        var codes: [Int64] = []
        rows.forEachPosition { position, group in
            guard all[position] != KeyCoder.missing || arguments[0].presentRow(position) != nil else { return }
            owners.append(Int64(group))
            codes.append(all[position])
        }
        _ = pairs.groups([owners, codes], count: codes.count)
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        var counts = [Int64](repeating: 0, count: groupCount)
        for pair in 0..<pairs.count { counts[Int(pairs.tuples[pair * 2])] += 1 }
        return Column.integers(groups.map { counts[Int($0)] }, .integer)
    }
}

/// Different numbers, dates, truths and references: their codes mean the same to every accumulator.
final class MergeableDistinctAccumulator: DistinctAccumulator, MergeableAccumulator {
    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? DistinctAccumulator else { preconditionFailure("accumulators of one kind") }
        let tuples = other.pairs.tuples
        cancellation.forEachRun(in: 0..<other.pairs.count) { run in
            let owners = run.map { Int64(map[Int(tuples[$0 * 2])]) }
            _ = pairs.groups([owners, run.map { tuples[$0 * 2 + 1] }], count: run.count)
        }
    }
}

/// An expression whose values are numbered, few enough to count the different ones with a bit for each.
struct NumberedDistinct {
    let key: DenseKey
    /// What `=` takes for one value, by number; the missing value's is -1.
    let classes: [Int32]
    let wordsPerGroup: Int

    /// More bits than this are not worth it.
    private static let mostBits = 1 << 27

    /// Nil where the bits would be too many.
    init?(_ key: DenseKey, groupCount: Int) {
        self.key = key
        var classes = key.classes ?? Array(0..<Int32(key.count))
        for number in classes.indices where !key.values.isPresent(number) { classes[number] = -1 }
        self.classes = classes
        wordsPerGroup = (key.count + 63) / 64
        let (total, overflow) = wordsPerGroup.multipliedReportingOverflow(by: groupCount * 64)
        guard !overflow, total <= Self.mostBits else { return nil }
    }
}

/// Different values of an expression that is numbered: a bit for each value of each group.
final class NumberedDistinctAccumulator: MergeableAccumulator {
    private let key: DenseKey
    private let classes: [Int32]
    private let wordsPerGroup: Int
    private var bits: [UInt64] = []

    init(_ numbered: NumberedDistinct) {
        (key, classes, wordsPerGroup) = (numbered.key, numbered.classes, numbered.wordsPerGroup)
    }

    /// `arguments[0]`: the stored column of the key.
    func add(_ arguments: [Vector], _ rows: GroupedRows) {
        bits.extend(to: rows.groupCount * wordsPerGroup, with: 0)
        let numbers = key.numbers(arguments[0], count: rows.groups.count)
        let wordsPerGroup = wordsPerGroup
        bits.withUnsafeMutableBufferPointer { bits in
            classes.withUnsafeBufferPointer { classes in
                rows.forEachPosition { position, group in
                    let place = Int(classes[Int(numbers[position])])
                    if place >= 0 { bits[group &* wordsPerGroup &+ place >> 6] |= 1 &<< UInt64(place & 63) }
                }
            }
        }
    }

    func absorb(_ other: any Accumulator, _ map: GroupMap) {
        guard let other = other as? NumberedDistinctAccumulator else { preconditionFailure("accumulators of one kind") }
        bits.extend(to: map.groupCount * wordsPerGroup, with: 0)
        for group in 0..<other.bits.count / max(1, wordsPerGroup) {
            let (source, target) = (group * wordsPerGroup, map[group] * wordsPerGroup)
            for word in 0..<wordsPerGroup { bits[target + word] |= other.bits[source + word] }
        }
    }

    func finish(_ groups: [Int32], groupCount: Int) -> Column {
        bits.extend(to: groupCount * wordsPerGroup, with: 0)
        return Column.integers(
            groups.map { group in
                let start = Int(group) * wordsPerGroup
                return bits[start..<start + wordsPerGroup].reduce(0) { $0 + Int64($1.nonzeroBitCount) }
            }, .integer)
    }
}
