import Columns
import Execution
import Testing
import Values

@testable import Engine

/// Ranges hold the values they count, follow one another without a hole, and stay few.
@Suite struct HistogramTests {
    /// A generator with a seed, so that every run sees the same numbers.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static func doubles(_ values: [Double]) -> Vector {
        var builder = DoubleColumnBuilder()
        for value in values { builder.append(value) }
        return Vector(builder.finish())
    }

    private static func integers(_ type: ValueType, _ values: [Int64]) -> Vector {
        var builder = IntegerColumnBuilder(type)
        for value in values { builder.append(value) }
        return Vector(builder.finish())
    }

    @Test(arguments: 1...60) func fractions(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let size = [1e-12, 1e-3, 1, 250, 1e9, 1e300][Int(seed % 6)]
        let offset = seed % 4 == 0 ? size * 1000 : 0
        let values = (0..<Int(seed)).map { _ in offset + Double.random(in: -size...size, using: &random) }
        let histogram = try #require(
            try Histogram(Self.doubles(values), count: values.count, type: .double, limit: 10, Cancellation()))
        #expect(histogram.bins.count <= 20)
        for (index, bin) in histogram.bins.enumerated() {
            guard case .double(let from) = bin.from, case .double(let to) = bin.to else {
                Issue.record("the ends of fractions are fractions")
                return
            }
            let isOnly = from == to
            #expect(bin.count == values.count { $0 >= from && (isOnly ? $0 <= to : $0 < to) })
            if index > 0 { #expect(histogram.bins[index - 1].to == bin.from) }
        }
        #expect(histogram.bins.reduce(0) { $0 + $1.count } == values.count)
    }

    @Test(arguments: 1...60) func wholeNumbersAndDates(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let type: ValueType = seed % 2 == 0 ? .integer : .date
        let span: Int64 = [3, 30, 300, 3000, 30_000, 300_000][Int(seed / 2 % 6)]
        let values = (0..<Int(seed)).map { _ in Int64.random(in: -span...span, using: &random) }
        let histogram = try #require(
            try Histogram(Self.integers(type, values), count: values.count, type: type, limit: 10, Cancellation()))
        #expect(histogram.bins.count <= 20)
        var previous: Int64?
        for bin in histogram.bins {
            let (from, to) = (try #require(Self.integer(bin.from)), try #require(Self.integer(bin.to)))
            #expect(bin.count == values.count { $0 >= from && $0 <= to })
            if let previous { #expect(previous + 1 == from) }
            previous = to
        }
        #expect(histogram.bins.reduce(0) { $0 + $1.count } == values.count)
    }

    private static func integer(_ value: Value) -> Int64? {
        switch value {
        case .integer(let value): value
        case .date(let date): Int64(date.daysSinceEpoch)
        default: nil
        }
    }

    @Test func theEndsOfWhatCanBeStored() throws {
        let numbers = try #require(
            try Histogram(
                Self.integers(.integer, [.min, 0, .max]), count: 3, type: .integer, limit: 10, Cancellation()))
        #expect(numbers.type == .double && numbers.bins.reduce(0) { $0 + $1.count } == 3)
        let first = Int64(CalendarDate(year: 1, month: 1, day: 1)!.daysSinceEpoch)
        let last = Int64(CalendarDate(year: 9999, month: 12, day: 31)!.daysSinceEpoch)
        let dates = try #require(
            try Histogram(Self.integers(.date, [first, last]), count: 2, type: .date, limit: 10, Cancellation()))
        #expect(dates.bins.first?.count == 1 && dates.bins.last?.count == 1)
        let odd = try #require(
            try Histogram(
                Self.doubles([.nan, .infinity, 1, -1e308, 1e308]), count: 5, type: .double, limit: 10, Cancellation()))
        #expect(odd.missing == 2 && odd.bins.reduce(0) { $0 + $1.count } == 3)
        #expect(try Histogram(Self.integers(.boolean, [1]), count: 1, type: .boolean, limit: 10, Cancellation()) == nil)
    }
}
