import Columns
import Planning
import Values

/// Functions of dates and moments, for all rows of a batch together.
enum DateFunctions {
    static func column(
        _ function: ScalarFunction, _ vectors: [Vector], _ count: Int, _ type: ValueType
    ) throws(ExecutionError) -> Column {
        let presence = vectors.reduce(nil) { RowMask.common($0, $1.presence(count)) }
        switch function {
        case .today:
            let today = Int64(SystemClock.today().daysSinceEpoch)
            return Column(.date, Array(repeating: today, count: count), presence: nil)
        case .addDays, .addMonths: return try moved(function, vectors, count, type, presence)
        case .days:
            let (from, to) = (days(vectors[0], count), days(vectors[1], count))
            return Column(type, zip(from, to).map { Int64($1) - Int64($0) }, presence: presence)
        default:
            return Column(
                type,
                days(vectors[0], count).map { part(function, of: CalendarDate(daysSinceEpoch: $0)) },
                presence: presence)
        }
    }

    /// The days of the first `count` rows; what a missing value's day is means nothing.
    static func days(_ vector: Vector, _ count: Int) -> [Int32] {
        guard let packed = vector.column.packed else { preconditionFailure("dates were expected") }
        let stored = vector.integers(packed, count, missing: 0)
        guard vector.column.type == .dateTime else { return stored.map { Int32(truncatingIfNeeded: $0) } }
        return stored.map { DateTime(microseconds: $0).date.daysSinceEpoch }
    }

    private static func part(_ function: ScalarFunction, of date: CalendarDate) -> Int64 {
        if function == .weekday { return Int64(date.weekday) }
        let parts = date.components
        return switch function {
        case .year: Int64(parts.year)
        case .quarter: Int64((parts.month - 1) / 3 + 1)
        case .month: Int64(parts.month)
        case .day: Int64(parts.day)
        default: preconditionFailure("not a part of a date")
        }
    }

    private static func moved(
        _ function: ScalarFunction, _ vectors: [Vector], _ count: Int, _ type: ValueType, _ presence: RowMask?
    ) throws(ExecutionError) -> Column {
        let dates = days(vectors[0], count)
        guard let stored = vectors[0].column.packed, let steps = vectors[1].column.packed else {
            preconditionFailure("dates and whole numbers were expected")
        }
        let amounts = vectors[1].integers(steps, count, missing: 0)
        // Of a moment the time of day stays.
        let moments = vectors[0].column.type == .dateTime ? vectors[0].integers(stored, count, missing: 0) : nil
        var made = [Int64](repeating: 0, count: count)
        for position in made.indices where presence.holds(position) {
            let date = CalendarDate(daysSinceEpoch: dates[position])
            let amount = Int(amounts[position])
            let moved = function == .addDays ? date.adding(days: amount) : date.adding(months: amount)
            guard let moved else { throw .dateOutOfRange }
            made[position] =
                moments.map {
                    DateTime(date: moved).microseconds + DateTime(microseconds: $0[position]).microsecondOfDay
                } ?? Int64(moved.daysSinceEpoch)
        }
        return Column(type, made, presence: presence)
    }
}

extension CalendarDate {
    /// Nil outside the years 1 to 9999.
    func adding(days: Int) -> CalendarDate? {
        let moved = Int(daysSinceEpoch) + days
        guard (-719_162...2_932_896).contains(moved) else { return nil }
        return CalendarDate(daysSinceEpoch: Int32(moved))
    }

    /// The same day of another month, or that month's last day.
    func adding(months: Int) -> CalendarDate? {
        let parts = components
        let total = parts.year * 12 + parts.month - 1 + months
        guard total >= 12 else { return nil }
        let (year, month) = (total / 12, total % 12 + 1)
        return CalendarDate(
            year: year, month: month, day: min(parts.day, CalendarDate.length(ofMonth: month, year: year)))
    }
}
