import Columns
import Testing
import Values

@testable import Storage

/// What several threads read of a column, beside a plain loop.
@Suite struct ColumnReadingTests {
    private static func column(_ values: [Int64?]) -> Column {
        let presence = values.contains(nil) ? Bitmap(values.map { $0 != nil }) : nil
        let least = values.compactMap(\.self).min() ?? 0
        let stored = PackedIntegers(values.map { $0 ?? least })
        return Column(type: .integer, count: values.count, payload: .integers(stored), presence: presence)
    }

    private static func expectReading(_ values: [Int64?]) throws {
        let column = column(values)
        let reading = ColumnReading(column)
        let present = values.compactMap(\.self)
        guard let least = present.min(), let greatest = present.max() else {
            #expect(reading.integerRange == nil && reading.extremeRows == nil)
            return
        }
        #expect(reading.integerRange == least...greatest)
        #expect(reading.extremeRows == [least, greatest].map { UInt32(values.firstIndex(of: $0)!) })
        guard let counts = reading.counts else { return }
        var (expected, firstRows, seen) = ([Int64: UInt32](), [UInt32](), Set<Int64?>())
        for (row, value) in values.enumerated() {
            if let value { expected[value, default: 0] += 1 }
            if seen.insert(value).inserted { firstRows.append(UInt32(row)) }
        }
        let base = try #require(column.packed).base
        #expect((0..<counts.count).allSatisfy { counts[$0] == expected[base + Int64($0)] ?? 0 })
        #expect(reading.firstRows?.array == firstRows)
        #expect(reading.distinctCount == expected.count)
    }

    /// Around the number of rows from which there are several threads, and the borders of words.
    @Test(arguments: [1, 63, 64, 65, 65_535, 65_536, 65_537, 70_001])
    func wholeColumns(_ count: Int) throws {
        var random = SeededRandom(seed: UInt64(count))
        try Self.expectReading((0..<count).map { _ in Int64(random.below(200)) - 7 })
        try Self.expectReading((0..<count).map { Int64($0 / 3 % 50_000) })
        try Self.expectReading((0..<count).map { $0 == count - 1 ? -1 << 40 : Int64($0) << 20 })
        try Self.expectReading([Int64?](repeating: 5, count: count))
    }

    /// Of which some rows, most, all, or one at either end miss their value.
    @Test(arguments: [1, 64, 65, 65_536, 70_001])
    func columnsWithMissingValues(_ count: Int) throws {
        var random = SeededRandom(seed: UInt64(count) + 1)
        for percent in [1, 50, 97] {
            try Self.expectReading((0..<count).map { _ in random.chance(percent) ? nil : Int64(random.below(300)) })
        }
        try Self.expectReading([Int64?](repeating: nil, count: count))
        for missing in [0, count - 1] {
            try Self.expectReading((0..<count).map { $0 == missing ? nil : Int64($0 % 256) })
        }
    }
}
