import Columns
import Testing

@testable import Execution

/// Sums of runs of stored integers, beside plain loops: of the greatest values, over more rows than are added in one go.
@Suite struct PackedTotalTests {
    @Test(arguments: [0, 1, 2, 65_535, 65_536, 65_537, 140_000])
    func totalsAreThoseOfPlainLoops(count: Int) {
        for base in [Int64(0), -7, 1 << 40] {
            let rows = 3..<3 + count
            let widths: [PackedIntegers.Storage] = [
                .bytes(Buffer(repeating: .max, count: count + 5)), .shorts(Buffer(repeating: .max, count: count + 5)),
                .words(Buffer(repeating: .max, count: count + 5)),
                .shorts(Buffer((0..<count + 5).map { UInt16(truncatingIfNeeded: $0 * 7919) })),
            ]
            for storage in widths {
                let packed = PackedIntegers(base: base, storage: storage)
                #expect(packed.total(of: rows) == rows.reduce(0) { $0 + packed[$1] })
            }
            let wide = PackedIntegers(base: 0, storage: .longs(Buffer((0..<count + 5).map { Int64($0) - 60_000 })))
            #expect(wide.total(of: rows) == rows.reduce(0) { $0 + wide[$1] })
        }
    }
}
