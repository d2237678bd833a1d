import Columns
import Execution
import Testing
import Values

/// Counting by value, by sorting, and in every width says the same as counting one by one.
@Suite struct CountedValuesTests {
    private static func column(_ values: [Int64?]) -> Column {
        var builder = IntegerColumnBuilder(.integer)
        for value in values { if let value { builder.append(value) } else { builder.appendMissing() } }
        return builder.finish()
    }

    private static func expect(_ values: [Int64?], _ counted: CountedValues<Int64>) {
        let present = values.compactMap { $0 }.sorted()
        #expect(counted.total == present.count)
        #expect(counted.values == Array(Set(present)).sorted())
        for index in counted.values.indices {
            #expect(counted.count(index) == present.count { $0 == counted.values[index] })
        }
        for place in present.indices { #expect(counted.value(at: place) == present[place]) }
    }

    private static let columns: [[Int64?]] = [
        [], [nil], [nil, nil, nil], [7], [.min, .max, nil, .min, 0], [.max, .max - 1, .max - 255], [.min],
        (0..<300).map { $0 % 7 == 0 ? nil : $0 % 5 }, (0..<300).map { $0 * 100 },
        (0..<300).map { $0 % 3 == 0 ? nil : $0 * 1_000_000 }, (0..<300).map { $0 % 10 * (1 << 40) },
        (0..<300).map { 70_000 + $0 * 300 },
    ]

    @Test(arguments: columns) func integers(values: [Int64?]) throws {
        let column = Self.column(values)
        Self.expect(
            values, try CountedValues<Int64>(Vector(column), count: values.count, threads: 2, Cancellation()))
        // Some of the rows, some of them twice, and none where a reference leads nowhere.
        let rows = values.indices.filter { $0 % 3 != 1 }.flatMap { [$0, $0] }
        let list = RowList(rows.map { UInt32($0) } + [RowList.none])
        Self.expect(
            rows.map { values[$0] } + [nil],
            try CountedValues<Int64>(
                Vector(column, .list(list, start: 0)), count: rows.count + 1, threads: 1, Cancellation()))
    }

    @Test func doubles() throws {
        var builder = DoubleColumnBuilder()
        for value in [2.5, 0, -1e300, -0.0, 2.5, 1e-300, .infinity, 0] { builder.append(value) }
        builder.appendMissing()
        let counted = try CountedValues<Double>(Vector(builder.finish()), count: 9, threads: 1, Cancellation())
        #expect(counted.values == [-1e300, 0, 1e-300, 2.5, .infinity])
        #expect(counted.values.indices.map(counted.count) == [1, 3, 1, 2, 1])
        // The zero that comes first is the one that is shown.
        #expect(counted.values[1].sign == .plus)
        #expect(counted.value(at: 3) == 0 && counted.value(at: 4) == 1e-300)
    }

    @Test func codes() throws {
        var builder = TextColumnBuilder()
        for text in ["a", "b", "a", "", "a"] { builder.append(text) }
        builder.appendMissing()
        let column = builder.finish()
        let counts = try Vector(column).codeCounts(6, limit: 3, Cancellation())
        #expect(counts == [3, 1, 1])
    }
}
