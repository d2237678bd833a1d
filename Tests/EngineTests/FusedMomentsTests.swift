import Columns
import Testing
import Values

@testable import Execution

/// Moments gathered in fields of words beside moments gathered one sum after another, as rows picked by positions are.
@Suite struct FusedMomentsTests {
    /// Narrow columns around bases of either sign, more rows than the fields of a word hold at once.
    @Test(arguments: [(2, 100_000), (100, 20_000), (4000, 30_000)])
    func momentsAgree(_ groupCount: Int, _ rowCount: Int) {
        var random = SeededRandom(seed: UInt64(groupCount))
        for (spanX, spanY) in [(5, 15), (255, 255), (255, 65_535), (65_535, 65_535), (1 << 30, 9)] {
            for base in [0, 7, -1_000, -(1 << 33), 1 << 39] {
                var (fused, plain) = (GroupedMoments<5>(), GroupedMoments<5>())
                var (fusedOne, plainOne) = (GroupedMoments<2>(), GroupedMoments<2>())
                // The second batch moves to other bases, the third back.
                for moved in [0, 3, 0] {
                    let count = moved == 0 ? rowCount : rowCount / 10
                    let x = Self.column(base + moved, spanX, count, &random)
                    let y = Self.column(-base, spanY, count, &random)
                    let groups = (0..<count).map { _ in Int32(random.below(groupCount)) }
                    let whole = GroupedRows(groups: groups, positions: nil, groupCount: groupCount)
                    let listed = GroupedRows(groups: groups, positions: Array(0..<Int32(count)), groupCount: groupCount)
                    fused.add(x, y, whole)
                    plain.add(x, y, listed)
                    fusedOne.add(x, whole)
                    plainOne.add(x, listed)
                }
                // As another thread's, put to other groups.
                let map = GroupMap(numbers: (0..<Int32(groupCount)).map { $0 / 2 }, groupCount: groupCount)
                let (other, otherPlain) = (fused, plain)
                fused.absorb(other, map)
                plain.absorb(otherPlain, map)
                fusedOne.flush()
                for group in 0..<groupCount {
                    #expect(fused.count(ofGroup: group) == plain.count(ofGroup: group))
                    #expect(fused.spreads(ofGroup: group) == plain.spreads(ofGroup: group))
                    #expect(fusedOne.count(ofGroup: group) == plainOne.count(ofGroup: group))
                    #expect(fusedOne.spread(ofGroup: group) == plainOne.spread(ofGroup: group))
                }
            }
        }
    }

    private static func column(_ base: Int, _ span: Int, _ count: Int, _ random: inout SeededRandom) -> Vector {
        var values = (0..<count).map { _ in Int64(base + random.below(span + 1)) }
        (values[0], values[1]) = (Int64(base), Int64(base + span))
        return Vector(
            Column(type: .integer, count: count, payload: .integers(PackedIntegers(values)), presence: nil))
    }
}
