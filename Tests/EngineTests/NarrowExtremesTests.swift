import Columns
import Testing
import Values

@testable import Execution

/// The least and the greatest of long narrow columns, beside plain loops.
@Suite struct NarrowExtremesTests {
    @Test(arguments: [(0, 255), (-300, 255), (5, 65_535), (-40_000, 65_535), (0, 70_000)])
    func extremesAreThoseOfPlainLoops(_ base: Int, _ span: Int) {
        var random = SeededRandom(seed: UInt64(span))
        let (groupCount, batchCount) = (500, 5000)
        let columns = [(base, span), (base + 3, span), (base, 255)].map { Self.column($0.0, $0.1, &random) }
        for isMaximum in [false, true] {
            let (own, other) = (
                IntegerExtremeAccumulator(.integer, isMaximum: isMaximum),
                IntegerExtremeAccumulator(.integer, isMaximum: isMaximum)
            )
            var expected = [Int64?](repeating: nil, count: groupCount)
            // One column after another, of which some batches pick rows; groups from 450 on have none.
            for round in 0..<12 {
                let column = columns[round / 4]
                let start = round * batchCount
                let groups = (0..<batchCount).map { _ in Int32(random.below(450)) }
                let positions = round % 3 == 1 ? (0..<Int32(batchCount)).filter { $0 % 2 == 0 } : nil
                let rows = GroupedRows(groups: groups, positions: positions, groupCount: groupCount)
                (round % 2 == 0 ? own : other).add([Vector(column, .range(start: start))], rows)
                for position in positions ?? Array(0..<Int32(batchCount)) {
                    let (group, value) = (Int(groups[Int(position)]), column.packed![start + Int(position)])
                    let known = expected[group] ?? value
                    expected[group] = isMaximum ? max(known, value) : min(known, value)
                }
            }
            own.absorb(other, GroupMap(numbers: nil, groupCount: groupCount))
            let found = own.finish(Array(0..<Int32(groupCount)), groupCount: groupCount)
            for group in 0..<groupCount {
                #expect(found.value(group) == expected[group].map { .integer($0) } ?? .missing)
            }
        }
    }

    private static func column(_ base: Int, _ span: Int, _ random: inout SeededRandom) -> Column {
        var values = (0..<70_000).map { _ in Int64(base + random.below(span + 1)) }
        (values[0], values[1]) = (Int64(base), Int64(base + span))
        return Column(type: .integer, count: values.count, payload: .integers(PackedIntegers(values)), presence: nil)
    }
}
