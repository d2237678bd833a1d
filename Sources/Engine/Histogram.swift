import Columns
import Execution
import Values

/// How many values of a column lie in each of some ranges of equal length, with round borders.
///
/// Numbers are cut at 1, 2 or 5 times a power of ten; dates at days, weeks, months, quarters, years, decades or
/// centuries. Ranges of whole numbers and dates include both ends; of others, all but the upper one.
struct Histogram {
    struct Bin {
        /// The first value of the range, and the last or (of fractions) the one behind.
        var from: Value
        var to: Value
        var count = 0
    }

    private(set) var bins: [Bin] = []
    /// Rows without a value, or with one that is no finite number.
    private(set) var missing = 0
    /// Of `from` and `to`.
    let type: ValueType

    /// Ranges of the first `count` rows of a vector.
    ///
    /// - Parameter limit: about as many ranges, and never more than twice as many, but for centuries.
    /// - Returns: nil for a column that is no number and no date.
    init?(
        _ vector: Vector, count: Int, type columnType: ValueType, limit: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        guard Self.draws(columnType) else { return nil }
        var values: [Double] = []
        values.reserveCapacity(count)
        try cancellation.forEachRun(count) { positions throws(ExecutionError) in
            for position in positions {
                guard let row = vector.presentRow(position),
                    let value = Self.number(vector.column, row, columnType), value.isFinite
                else { continue }
                values.append(value)
            }
        }
        try self.init(values, counts: nil, columnType, limit, cancellation)
        missing = count - values.count
    }

    /// Ranges of whole numbers, decimals or dates that are counted already.
    init?(
        _ counted: CountedValues<Int64>, missing: Int, type columnType: ValueType, limit: Int,
        _ cancellation: Cancellation
    ) throws(ExecutionError) {
        guard Self.draws(columnType) else { return nil }
        try self.init(
            counted.values.map { Self.number($0, columnType) }, counts: counted.values.indices.map(counted.count),
            columnType, limit, cancellation)
        self.missing = missing
    }

    /// The same of doubles.
    init?(
        _ counted: CountedValues<Double>, missing: Int, type columnType: ValueType, limit: Int,
        _ cancellation: Cancellation
    ) throws(ExecutionError) {
        guard Self.draws(columnType) else { return nil }
        let finite = counted.values.indices.filter { counted.values[$0].isFinite }
        let counts = finite.map(counted.count)
        try self.init(finite.map { counted.values[$0] }, counts: counts, columnType, limit, cancellation)
        self.missing = missing + counted.total - counts.reduce(0, +)
    }

    /// `counts`: how often each value stands there; nil for once.
    private init(
        _ values: [Double], counts: [Int]?, _ columnType: ValueType, _ limit: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        let scale: any BinScale
        switch columnType {
        case .date, .dateTime:
            scale = DateScale(Int(values.min() ?? 0), Int(values.max() ?? 0), limit: limit)
            type = .date
        case .double, .decimal:
            scale = FractionScale(values, limit: limit)
            type = .double
        default:
            // Beyond, a double does not tell neighbours apart.
            let isExact = values.allSatisfy { $0.magnitude < 0x1p52 }
            scale = isExact ? WholeScale(values, limit: limit) : FractionScale(values, limit: limit)
            type = isExact ? .integer : .double
        }
        try fill(values, counts, scale, cancellation)
    }

    private static func draws(_ type: ValueType) -> Bool { type.isNumeric || type == .date || type == .dateTime }

    /// A value as the number by which it is placed: dates by their day.
    private static func number(_ column: Column, _ row: Int, _ type: ValueType) -> Double? {
        switch column.payload {
        case .doubles(let buffer): buffer[row]
        case .integers(let packed): number(packed[row], type)
        default: nil
        }
    }

    private static func number(_ value: Int64, _ type: ValueType) -> Double {
        switch type {
        case .decimal(let digits): Double(value) / powerOfTen(digits)
        case .date, .dateTime: Double(day(value, type))
        default: Double(value)
        }
    }

    private mutating func fill(
        _ values: [Double], _ counts: [Int]?, _ scale: any BinScale, _ cancellation: Cancellation
    ) throws(ExecutionError) {
        guard let least = values.min(), let greatest = values.max() else { return }
        let first = scale.index(least)
        bins = (first...max(first, scale.index(greatest))).map { index in
            let (from, to) = scale.range(index)
            return Bin(from: from, to: to)
        }
        try cancellation.forEachRun(values.count) { places throws(ExecutionError) in
            for place in places { bins[scale.index(values[place]) - first].count += counts?[place] ?? 1 }
        }
    }

    private static func day(_ value: Int64, _ type: ValueType) -> Int {
        type == .date ? Int(value) : Int(DateTime(microseconds: value).date.daysSinceEpoch)
    }

    static func powerOfTen(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}

/// Where a kind of value is cut into ranges.
private protocol BinScale {
    func index(_ value: Double) -> Int
    func range(_ index: Int) -> (from: Value, to: Value)
}

/// 1, 2 or 5 times a power of ten.
private struct RoundStep {
    var factor: Double
    var exponent: Int

    /// The least that is no smaller than `wanted`, a positive number.
    init(atLeast wanted: Double) {
        // A step below the least normal number would be no step.
        let wanted = max(wanted, 1e-290)
        (factor, exponent) = (1, 0)
        while value > wanted * 10 { exponent -= 1 }
        while value < wanted { exponent += 1 }
        exponent -= 1
        for candidate in [1.0, 2, 5] {
            factor = candidate
            if value >= wanted { return }
        }
        (factor, exponent) = (1, exponent + 1)
    }

    var value: Double { multiple(1) }

    /// The step that holds `value`: `multiple(index) <= value < multiple(index + 1)`, in which the division may err.
    func index(of value: Double) -> Int {
        let index = Int((value / self.value).rounded(.down))
        if value < multiple(index) { return index - 1 }
        return value < multiple(index + 1) ? index : index + 1
    }

    /// `count` steps, as near to the decimal fraction as a double can be.
    func multiple(_ count: Int) -> Double {
        let whole = Double(count) * factor
        return exponent < 0
            ? whole / Histogram.powerOfTen(-exponent) : whole * Histogram.powerOfTen(exponent)
    }
}

private struct FractionScale: BinScale {
    private let step: RoundStep
    private let only: Double?

    init(_ values: [Double], limit: Int) {
        let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
        only = least == greatest ? least : nil
        // Halves first: the difference of two doubles may be more than a double holds.
        let span = greatest / 2 - least / 2
        step = RoundStep(atLeast: only == nil ? span / Double(limit) * 2 : 1)
    }

    func index(_ value: Double) -> Int { only == nil ? step.index(of: value) : 0 }

    func range(_ index: Int) -> (from: Value, to: Value) {
        if let only { return (.double(only), .double(only)) }
        return (.double(step.multiple(index)), .double(step.multiple(index + 1)))
    }
}

private struct WholeScale: BinScale {
    private let step: RoundStep

    init(_ values: [Double], limit: Int) {
        let span = (values.max() ?? 0) - (values.min() ?? 0) + 1
        step = RoundStep(atLeast: max(1, span / Double(limit)))
    }

    func index(_ value: Double) -> Int { step.index(of: value) }

    func range(_ index: Int) -> (from: Value, to: Value) {
        (.integer(Int64(step.multiple(index))), .integer(Int64(step.multiple(index + 1)) - 1))
    }
}

private struct DateScale: BinScale {
    private enum Unit {
        case days(Int)
        case months(Int)
    }

    private let unit: Unit

    init(_ least: Int, _ greatest: Int, limit: Int) {
        let units: [Unit] = [.days(1), .days(7), .months(1), .months(3), .months(12), .months(120)]
        unit =
            units.first { Self.index(greatest, $0) - Self.index(least, $0) < limit } ?? .months(1200)
    }

    func index(_ value: Double) -> Int { Self.index(Int(value), unit) }

    /// Weeks begin on Monday; day 0 was a Thursday.
    private static func index(_ day: Int, _ unit: Unit) -> Int {
        switch unit {
        case .days(7): return floorDivided(day + 3, 7)
        case .days(let count): return floorDivided(day, count)
        case .months(let count):
            let parts = CalendarDate(daysSinceEpoch: Int32(day)).components
            return floorDivided(parts.year * 12 + parts.month - 1, count)
        }
    }

    func range(_ index: Int) -> (from: Value, to: Value) {
        (.date(first(index)), .date(CalendarDate(daysSinceEpoch: first(index + 1).daysSinceEpoch - 1)))
    }

    private func first(_ index: Int) -> CalendarDate {
        switch unit {
        case .days(7): return CalendarDate(daysSinceEpoch: Int32(index * 7 - 3))
        case .days(let count): return CalendarDate(daysSinceEpoch: Int32(index * count))
        case .months(let count):
            let months = index * count
            // The calendar of dates ends with the years 1 and 9999.
            return CalendarDate(year: months / 12, month: months % 12 + 1, day: 1)
                ?? CalendarDate(year: months < 24 ? 1 : 9999, month: months < 24 ? 1 : 12, day: months < 24 ? 1 : 31)!
        }
    }

    private static func floorDivided(_ value: Int, _ divisor: Int) -> Int {
        Int((Double(value) / Double(divisor)).rounded(.down))
    }
}
