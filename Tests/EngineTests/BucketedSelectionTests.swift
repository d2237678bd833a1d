import Columns
import Testing
import Values

@testable import Execution

/// Percentiles by buckets, beside those of sorted values.
@Suite struct BucketedSelectionTests {
    private static let count = 30_000
    private static let percents = [0, 0.01, 12.5, 50, 90, 99.999, 100]

    /// Two groups of many values, which two threads have gathered, and one of none.
    private static func expectNeighbours<Value: PercentileValue>(_ values: [Value], _ column: Column) throws {
        var (own, other) = (GatheredValues<Value>(), GatheredValues<Value>())
        let groups = (0..<Int32(values.count)).map { $0 % 7 == 0 ? 2 : Int32(0) }
        let rows = GroupedRows(groups: groups, positions: nil, groupCount: 3)
        own.add(Vector(column), rows)
        other.add(Vector(column), rows)
        own.absorb(other, GroupMap(numbers: nil, groupCount: 3))
        #expect(own.areBestBucketed)
        let sorted = [0, 1, 2].map { group in
            let members = values.indices.filter { groups[$0] == group }.map { values[$0] }
            return (members + members).sorted()
        }
        for percent in percents {
            let share = PercentileShare(percent)
            let found = try own.bucketedNeighbours([0, 1, 2], share, threads: 2, Cancellation())
            for group in 0..<3 {
                let members = sorted[group]
                guard !members.isEmpty else {
                    #expect(found[group] == nil)
                    continue
                }
                let (below, steps) = share.place(count: members.count)
                let neighbours = try #require(found[group])
                #expect(neighbours.low == members[below] && neighbours.steps == steps)
                #expect(neighbours.high == members[min(below + 1, members.count - 1)], "\(percent) of group \(group)")
            }
        }
    }

    private static func integers(_ number: (Int, inout SeededRandom) -> Int64) -> [Int64] {
        var random = SeededRandom(seed: 11)
        return (0..<count).map { number($0, &random) }
    }

    @Test(arguments: [0, 1, 2, 3]) func narrowIntegers(_ kind: Int) throws {
        let values = Self.integers { index, random in
            switch kind {
            case 0: 7
            case 1: index % 2 == 0 ? 0 : Int64(UInt32.max)
            case 2: Int64(random.below(1 << (1 + index % 32)))
            default: Int64(random.below(3)) * 1_000_000_000
            }
        }
        let packed = PackedIntegers(values)
        try Self.expectNeighbours(
            values.map { UInt32($0 - packed.base) },
            Column(type: .integer, count: values.count, payload: .integers(packed), presence: nil))
    }

    @Test(arguments: [0, 1]) func wideIntegers(_ kind: Int) throws {
        let values = Self.integers { index, random in
            kind == 0
                ? [Int64.min, -1, 0, 1, Int64.max][random.below(5)]
                : Int64(bitPattern: random.next()) >> Int64(index % 60)
        }
        try Self.expectNeighbours(
            values,
            Column(type: .integer, count: values.count, payload: .integers(PackedIntegers(values)), presence: nil))
    }

    @Test func doubles() throws {
        let odd: [Double] = [0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, .infinity, 1, -1.5]
        var random = SeededRandom(seed: 12)
        let values = (0..<Self.count).map { index in
            index % 3 == 0 ? odd[random.below(odd.count)] : Double(random.below(2_000_001) - 1_000_000) / 7
        }
        try Self.expectNeighbours(
            values,
            Column(type: .double, count: values.count, payload: .doubles(Buffer(values)), presence: nil))
    }
}
