import Columns
import Testing

/// The numbers of stored integers, added to sums, against plain computation: of every width, with and without numbers of
/// their own and missing values, from any row on, of as many rows as fill a word of presence and one more or less.
@Suite struct PackedNumbersTests {
    private static let rowCount = 400
    private static let limit = 37

    private static func storage(_ width: Int, _ stored: [Int]) -> PackedIntegers.Storage {
        switch width {
        case 1: .bytes(Buffer(stored.map { UInt8($0) }))
        case 2: .shorts(Buffer(stored.map { UInt16($0) }))
        default: .words(Buffer(stored.map { UInt32($0) }))
        }
    }

    @Test(arguments: [1, 2, 4], [false, true])
    func sums(width: Int, isLookedUp: Bool) {
        let stored = (0..<Self.rowCount).map { $0 * 31 % Self.limit }
        let packed = PackedIntegers(base: 5, storage: Self.storage(width, stored))
        let numbers = isLookedUp ? Buffer((0..<Int32(Self.limit)).map { 1000 - $0 * 3 }) : nil
        let somePresent = Bitmap((0..<Self.rowCount).map { $0 * $0 % 7 != 1 })
        let presences = [nil, somePresent, Bitmap(repeating: false, count: Self.rowCount)]
        for presence in presences {
            for count in [0, 1, 31, 32, 33, 63, 64, 65, 200] {
                for first in [0, 1, 31, 32, 33, 63, 64, 70, Self.rowCount - count] {
                    for isFirst in [true, false] {
                        var sums = (0..<Int32(count)).map { $0 * 11 }
                        let wanted = sums.indices.map { place in
                            let number = numbers?[stored[first + place]] ?? Int32(stored[first + place])
                            let isPresent = presence?[first + place] ?? true
                            return (isFirst ? 0 : sums[place]) + 6 * (isPresent ? number : -3)
                        }
                        sums.withUnsafeMutableBufferPointer {
                            packed.addNumbers(
                                from: first, numbers, presence: presence, missing: -3, stride: 6, isFirst: isFirst,
                                to: $0)
                        }
                        #expect(sums == wanted, "\(count) rows from \(first)")
                    }
                }
            }
        }
    }

    /// Rows of lists, near each other and far apart, in order and not, some of them none.
    @Test(arguments: [1, 2, 4], [false, true])
    func sumsOfListedRows(width: Int, isLookedUp: Bool) {
        let rowCount = 9000
        let stored = (0..<rowCount).map { $0 * 31 % Self.limit }
        let packed = PackedIntegers(base: 5, storage: Self.storage(width, stored))
        let numbers = isLookedUp ? Buffer((0..<Int32(Self.limit)).map { 1000 - $0 * 3 }) : nil
        let presences = [
            nil, Bitmap((0..<rowCount).map { $0 * $0 % 7 != 1 }), Bitmap(repeating: false, count: rowCount),
        ]
        let near = (0..<400).map { UInt32($0 * 3) }
        let far = (0..<400).map { UInt32($0 * 22 + $0 % 5) }
        let mixed = (0..<400).map { UInt32($0 * 7919 % rowCount) }
        let someNone = far.enumerated().map { $0.offset % 9 == 4 ? RowList.none : $0.element }
        for (rows, presence) in [near, far, mixed, someNone, someNone.reversed()].flatMap({ rows in
            presences.map { (rows, $0) }
        }) {
            for (first, count) in [(0, 0), (0, 1), (399, 1), (5, 64), (0, 65), (17, 66), (3, 130), (0, 400)] {
                for isFirst in [true, false] {
                    var sums = (0..<Int32(count)).map { $0 * 11 }
                    let wanted = sums.indices.map { place in
                        let row = rows[first + place]
                        let isPresent = row != RowList.none && (presence?[Int(row)] ?? true)
                        let number = isPresent ? numbers?[stored[Int(row)]] ?? Int32(stored[Int(row)]) : -3
                        return (isFirst ? 0 : sums[place]) + 6 * number
                    }
                    sums.withUnsafeMutableBufferPointer {
                        packed.addNumbers(
                            from: first, of: Buffer(rows), numbers, presence: presence, missing: -3, stride: 6,
                            isFirst: isFirst, to: $0)
                    }
                    #expect(sums == wanted, "\(count) rows from \(first)")
                }
            }
        }
    }

    @Test func whatIsStoredBelowALimit() {
        for width in [1, 2, 4] {
            let packed = PackedIntegers(base: 0, storage: Self.storage(width, [3, 0, 9, 4, 200]))
            #expect(packed.areStored(below: 10, in: 0..<4))
            #expect(!packed.areStored(below: 9, in: 0..<4))
            #expect(!packed.areStored(below: 200, in: 0..<5))
            #expect(packed.areStored(below: 1, in: 2..<2))
        }
    }
}
