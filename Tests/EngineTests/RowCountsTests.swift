import Testing

@testable import Execution

/// Rows of groups, counted in 32 bits and beyond, against plain computation.
@Suite struct RowCountsTests {
    private static func counts(_ groups: [Int32], groupCount: Int) -> RowCounts {
        var counts = RowCounts()
        for start in stride(from: 0, to: groups.count, by: 7) {
            counts.add(Array(groups[start..<min(start + 7, groups.count)]), groupCount: groupCount)
        }
        return counts
    }

    private static let groups = (0..<100).map { Int32($0 * $0 % 13) }

    private static func expected(_ groups: [Int32], groupCount: Int) -> [Int64] {
        groups.reduce(into: Array(repeating: 0, count: groupCount)) { $0[Int($1)] += 1 }
    }

    @Test func rowsAreCountedAndGroupsWithoutRowsAreNone() {
        let counts = Self.counts(Self.groups, groupCount: 20)
        let expected = Self.expected(Self.groups, groupCount: 20)
        #expect(counts.of((0..<20).map { $0 }) == expected)
        #expect(counts.present == (0..<20).filter { expected[$0] > 0 }.map { Int32($0) })
        #expect(RowCounts().present.isEmpty)
        #expect(RowCounts()[3] == 0)
    }

    @Test func groupsMayBecomeMore() {
        var counts = RowCounts()
        for groupCount in 1...50 { counts.add([Int32(groupCount - 1), 0], groupCount: groupCount) }
        #expect(counts.of([0, 1, 49]) == [51, 1, 1])
        #expect(counts.present == (0..<50).map { $0 })
    }

    @Test func whatIsCountedElsewhereIsAdded() {
        var counts = Self.counts([2, 2, 0], groupCount: 3)
        counts.add([1, 0, 5, 7, 0])
        #expect(counts.of([0, 1, 2, 3, 4]) == [2, 0, 7, 7, 0])
        #expect(counts.present == [0, 2, 3])
    }

    @Test func groupsOfOthersMayHaveOtherNumbers() {
        let numbers: [Int32] = [4, 0, 4, 1]
        var other = Self.counts([0, 1, 1, 2, 3, 3, 3], groupCount: 4)
        other.add([10, 0, 0, 1])
        var counts = Self.counts([0, 4], groupCount: 5)
        counts.absorb(other, GroupMap(numbers: numbers, groupCount: 5))
        #expect(counts.of([0, 1, 2, 3, 4]) == [3, 4, 0, 0, 13])
        var same = Self.counts([0, 4], groupCount: 5)
        same.absorb(other, GroupMap(numbers: nil, groupCount: 5))
        #expect(same.of([0, 1, 2, 3, 4]) == [12, 2, 1, 4, 1])
    }

    /// Each of two counts takes the other in: as Fibonacci's numbers grow, so do they, beyond 32 bits.
    @Test func moreRowsThan32BitsHold() {
        var a = Self.counts([1], groupCount: 2)
        var b = Self.counts([1, 1], groupCount: 2)
        var expected: (Int64, Int64) = (1, 2)
        for _ in 0..<40 {
            a.absorb(b, GroupMap(numbers: nil, groupCount: 2))
            b.absorb(a, GroupMap(numbers: nil, groupCount: 2))
            expected.0 += expected.1
            expected.1 += expected.0
            #expect(a[1] == expected.0 && b[1] == expected.1 && a[0] == 0)
        }
        a.add([1], groupCount: 2)
        #expect(a[1] == expected.0 + 1 && expected.0 > 1 << 40)
    }
}
