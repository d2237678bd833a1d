import Columns
import Planning
import Values

/// Functions of one row. A function of one text, and else of constants, is computed once a distinct text where that is
/// less work.
final class FunctionEvaluator: Evaluator {
    private let function: ScalarFunction
    private let inputs: [any Evaluator]
    /// The only input that is no constant.
    private let varying: Int?
    private let type: ValueType
    private let cancellation: Cancellation
    private var rowsSeen = 0
    /// Held, so that no other dictionary can take its place in memory.
    private var known: (dictionary: TextDictionary, column: Column)?

    init(
        _ function: ScalarFunction, _ inputs: [any Evaluator], _ type: ValueType, _ cancellation: Cancellation
    ) {
        (self.function, self.inputs, self.type) = (function, inputs, type)
        self.cancellation = cancellation
        let places = inputs.indices.filter { !(inputs[$0] is ConstantEvaluator) }
        varying = places.count == 1 ? places[0] : nil
    }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        var vectors: [Vector] = []
        for input in inputs { vectors.append(try input.evaluate(batch)) }
        rowsSeen += batch.count
        if let varying, let dictionary = vectors[varying].column.dictionary,
            let column = try byDictionary(dictionary, vectors, varying)
        {
            return Vector(column, .list(vectors[varying].targetRows(batch.count), start: 0))
        }
        return Vector(try compute(vectors, batch.count))
    }

    /// The function of every text of a dictionary, when the rows seen so far make that worthwhile: a column of nearly as
    /// many texts as rows never does.
    private func byDictionary(
        _ dictionary: TextDictionary, _ vectors: [Vector], _ varying: Int
    ) throws(ExecutionError) -> Column? {
        if let known, known.dictionary === dictionary { return known.column }
        guard dictionary.count > 0, dictionary.count <= max(256, rowsSeen / 2) else { return nil }
        let codes = PackedIntegers(codes: Array(0..<UInt32(dictionary.count)), limit: dictionary.count)
        let all = Column(type: .text, count: dictionary.count, payload: .codes(codes, dictionary), presence: nil)
        let zeros = RowList(Buffer(repeating: 0, count: dictionary.count))
        let arguments = vectors.enumerated().map { place, vector in
            place == varying ? Vector(all) : Vector(vector.column, .list(zeros, start: 0))
        }
        let column = try compute(arguments, dictionary.count)
        known = (dictionary, column)
        return column
    }

    private func compute(_ vectors: [Vector], _ count: Int) throws(ExecutionError) -> Column {
        if let column = try TextFunctions.column(function, vectors, count, cancellation) { return column }
        var appender = ColumnAppender(type)
        for position in 0..<count {
            // A dictionary's texts come all at once.
            if position % Cancellation.fewTexts == 0 { try cancellation.check() }
            switch try apply(vectors, position) {
            case .missing: appender.appendMissing()
            case .integer(let value): appender.append(value)
            case .double(let value): value.isFinite ? appender.append(value) : appender.appendMissing()
            case .text(let bytes): appender.append(bytes)
            case .list(let parts): appender.append(list: parts)
            }
        }
        return try appender.finish()
    }

    enum Outcome {
        case missing
        case integer(Int64)
        case double(Double)
        case text([UInt8])
        case list([[UInt8]])
    }

    private func apply(_ vectors: [Vector], _ position: Int) throws(ExecutionError) -> Outcome {
        var rows: [Int] = []
        for vector in vectors {
            guard let row = vector.presentRow(position) else { return .missing }
            rows.append(row)
        }
        switch function {
        case .split: return .list(TextFunctions.parts(vectors, rows))
        case .length: return ListFunctions.length(vectors[0], rows[0])
        case .lower, .upper, .left, .right, .replace, .trim, .fold, .given, .concatenate:
            preconditionFailure("computed for all rows together")
        case .year, .quarter, .month, .day, .weekday, .days, .addDays, .addMonths, .today:
            return try DateFunctions.apply(function, vectors, rows)
        case .round, .abs, .floor, .ceil, .log, .sqrt, .negate:
            return try NumberFunctions.apply(function, vectors, rows, type)
        case .number, .text, .date: return ConversionFunctions.apply(function, vectors[0].column, rows[0])
        case .coalesce, .truth: preconditionFailure("has an evaluator of its own")
        }
    }
}

enum ListFunctions {
    static func length(_ vector: Vector, _ row: Int) -> FunctionEvaluator.Outcome {
        guard case .lists(let offsets, _) = vector.column.payload else { preconditionFailure("a list column") }
        return .integer(Int64(offsets[row + 1] - offsets[row]))
    }
}

enum DateFunctions {
    static func apply(_ function: ScalarFunction, _ vectors: [Vector], _ rows: [Int]) throws(ExecutionError)
        -> FunctionEvaluator.Outcome
    {
        if function == .today { return .integer(Int64(SystemClock.today().daysSinceEpoch)) }
        let isMoment = vectors[0].column.type == .dateTime
        let date = date(vectors[0].column, rows[0])
        let parts = date.components
        switch function {
        case .year: return .integer(Int64(parts.year))
        case .quarter: return .integer(Int64((parts.month - 1) / 3 + 1))
        case .month: return .integer(Int64(parts.month))
        case .day: return .integer(Int64(parts.day))
        case .weekday: return .integer(Int64(date.weekday))
        case .days:
            let other = self.date(vectors[1].column, rows[1])
            return .integer(Int64(other.daysSinceEpoch) - Int64(date.daysSinceEpoch))
        case .addDays, .addMonths:
            let amount = Int(vectors[1].column.packed![rows[1]])
            let moved = function == .addDays ? date.adding(days: amount) : date.adding(months: amount)
            guard let moved else { throw .dateOutOfRange }
            guard isMoment else { return .integer(Int64(moved.daysSinceEpoch)) }
            let time = DateTime(microseconds: vectors[0].column.packed![rows[0]]).microsecondOfDay
            return .integer(DateTime(date: moved).microseconds + time)
        default: preconditionFailure("not a date function")
        }
    }

    private static func date(_ column: Column, _ row: Int) -> CalendarDate {
        let integer = column.packed![row]
        return column.type == .dateTime
            ? DateTime(microseconds: integer).date : CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: integer))
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

enum NumberFunctions {
    static func apply(_ function: ScalarFunction, _ vectors: [Vector], _ rows: [Int], _ type: ValueType)
        throws(ExecutionError) -> FunctionEvaluator.Outcome
    {
        let column = vectors[0].column
        let digits = vectors.count > 1 ? Int(clamping: vectors[1].column.packed![rows[1]]) : 0
        if case .doubles(let values) = column.payload { return double(function, values[rows[0]], digits) }
        let value = column.packed![rows[0]]
        let scale = if case .decimal(let digits) = column.type { digits } else { 0 }
        switch function {
        case .log, .sqrt: return double(function, Double(value) / ExactDecimal.doublePowerOfTen(scale), digits)
        case .abs, .negate:
            guard value != .min else { throw .overflow("the opposite of \(value)") }
            return .integer(function == .negate ? -value : Swift.abs(value))
        case .floor, .ceil: return .integer(rounded(value, dropping: scale, function))
        default:
            guard vectors.count > 1 else { return .integer(rounded(value, dropping: scale, .round)) }
            let drop = min(18, max(0, scale - digits))
            let shown = if case .decimal(let kept) = type { kept } else { 0 }
            // What was dropped beyond the digits of the result comes back as zeros.
            let (result, overflow) = rounded(value, dropping: drop, .round).multipliedReportingOverflow(
                by: Int64(ExactDecimal.powerOfTen(max(0, drop - (scale - shown)))))
            if overflow { throw .overflow("round(\(value))") }
            return .integer(result)
        }
    }

    /// Drops decimal digits: down, up, or to the nearest with halves away from zero.
    private static func rounded(_ value: Int64, dropping digits: Int, _ function: ScalarFunction) -> Int64 {
        guard digits > 0 else { return value }
        let divisor = Int64(ExactDecimal.powerOfTen(min(18, digits)))
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        switch function {
        case .floor: return remainder < 0 ? quotient - 1 : quotient
        case .ceil: return remainder > 0 ? quotient + 1 : quotient
        default:
            guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
            return value < 0 ? quotient - 1 : quotient + 1
        }
    }

    private static func double(_ function: ScalarFunction, _ value: Double, _ digits: Int) -> FunctionEvaluator.Outcome
    {
        switch function {
        case .abs: return .double(Swift.abs(value))
        case .negate: return .double(-value)
        case .floor: return .double(value.rounded(.down))
        case .ceil: return .double(value.rounded(.up))
        case .sqrt: return value < 0 ? .missing : .double(value.squareRoot())
        case .log: return value <= 0 ? .missing : .double(SystemMath.naturalLogarithm(value))
        default:
            let factor = ExactDecimal.doublePowerOfTen(min(18, Swift.abs(digits)))
            let scaled = digits >= 0 ? value * factor : value / factor
            guard scaled.magnitude < 9e15 else { return .double(value) }
            return .double(digits >= 0 ? scaled.rounded() / factor : scaled.rounded() * factor)
        }
    }
}

enum ConversionFunctions {
    static func apply(_ function: ScalarFunction, _ column: Column, _ row: Int) -> FunctionEvaluator.Outcome {
        switch function {
        case .text: return .text(column.text(row))
        case .number: return number(column, row)
        default: return date(column, row)
        }
    }

    private static func number(_ column: Column, _ row: Int) -> FunctionEvaluator.Outcome {
        switch column.value(row) {
        case .integer(let value): return .double(Double(value))
        case .decimal(let value): return .double(value.doubleValue)
        case .double(let value): return .double(value)
        case .boolean(let truth): return .double(truth ? 1 : 0)
        case .text(let text):
            switch NumberInput.number(text) {
            case .integer(let value)?: return .double(Double(value))
            case .decimal(let value)?: return .double(value.doubleValue)
            case .double(let value)?: return .double(value)
            default: return .missing
            }
        case .missing, .date, .dateTime, .list: return .missing
        }
    }

    private static func date(_ column: Column, _ row: Int) -> FunctionEvaluator.Outcome {
        switch column.value(row) {
        case .date(let date): .integer(Int64(date.daysSinceEpoch))
        case .dateTime(let moment): .integer(Int64(moment.date.daysSinceEpoch))
        case .text(let text):
            (DateInput.date(text) ?? DateInput.dateTime(text)?.date).map { .integer(Int64($0.daysSinceEpoch)) }
                ?? .missing
        default: .missing
        }
    }
}
