import Columns
import Planning
import Values
import VietnameseText

/// Functions of one row. A function of one text is computed once a distinct text where that is less work.
final class FunctionEvaluator: Evaluator {
    private let function: ScalarFunction
    private let inputs: [any Evaluator]
    private let types: [ValueType]
    private let type: ValueType
    private let cancellation: Cancellation
    private var rowsSeen = 0
    /// Held, so that no other dictionary can take its place in memory.
    private var known: (dictionary: TextDictionary, column: Column)?

    init(
        _ function: ScalarFunction, _ inputs: [any Evaluator], _ types: [ValueType], _ type: ValueType,
        _ cancellation: Cancellation
    ) {
        (self.function, self.inputs, self.types, self.type) = (function, inputs, types, type)
        self.cancellation = cancellation
    }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        var vectors: [Vector] = []
        for input in inputs { vectors.append(try input.evaluate(batch)) }
        rowsSeen += batch.count
        if vectors.count == 1, case .codes(let codes, let dictionary) = vectors[0].column.payload,
            let column = try byDictionary(dictionary)
        {
            return Vector(column, .list(codeRows(vectors[0], codes, batch.count), start: 0))
        }
        return Vector(try compute(vectors, batch.count))
    }

    /// The function of every text of a dictionary, when the rows seen so far make that worthwhile.
    private func byDictionary(_ dictionary: TextDictionary) throws(ExecutionError) -> Column? {
        if let known, known.dictionary === dictionary { return known.column }
        guard dictionary.count > 0, dictionary.count <= max(256, rowsSeen) else { return nil }
        let codes = PackedIntegers(codes: Array(0..<UInt32(dictionary.count)), limit: dictionary.count)
        let all = Column(type: .text, count: dictionary.count, payload: .codes(codes, dictionary), presence: nil)
        let column = try compute([Vector(all)], dictionary.count)
        known = (dictionary, column)
        return column
    }

    private func codeRows(_ vector: Vector, _ codes: PackedIntegers, _ count: Int) -> RowList {
        RowList(
            Buffer(count: count) { rows in
                for position in 0..<count {
                    rows[position] = vector.presentRow(position).map { UInt32(codes[$0]) } ?? RowList.none
                }
            })
    }

    private func compute(_ vectors: [Vector], _ count: Int) throws(ExecutionError) -> Column {
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
        return appender.finish()
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
        case .lower, .upper, .left, .right, .replace, .split, .trim, .fold, .given, .concatenate, .length:
            return TextFunctions.apply(function, vectors, rows)
        case .year, .quarter, .month, .day, .weekday, .days, .addDays, .addMonths, .today:
            return try DateFunctions.apply(function, vectors, rows)
        case .round, .abs, .floor, .ceil, .log, .sqrt, .negate:
            return try NumberFunctions.apply(function, vectors, rows, type)
        case .number, .text, .date: return ConversionFunctions.apply(function, vectors[0].column, rows[0])
        case .coalesce, .truth: preconditionFailure("has an evaluator of its own")
        }
    }
}

enum TextFunctions {
    static func apply(_ function: ScalarFunction, _ vectors: [Vector], _ rows: [Int]) -> FunctionEvaluator.Outcome {
        if function == .length, case .lists(let offsets, _) = vectors[0].column.payload {
            return .integer(Int64(offsets[rows[0] + 1] - offsets[rows[0]]))
        }
        let text = string(vectors[0], rows[0])
        switch function {
        case .lower: return .text(Array(text.lowercased().utf8))
        case .upper: return .text(Array(text.uppercased().utf8))
        case .length: return .integer(Int64(Composition.composed(text).count))
        case .left: return .text(Array(text.prefix(length(vectors[1], rows[1])).utf8))
        case .right: return .text(Array(text.suffix(length(vectors[1], rows[1])).utf8))
        case .trim: return .text(Array(trimmed(text).utf8))
        case .fold: return .text(Folding.key(.k2, text))
        case .given: return .text(Array(PersonName.given(text).utf8))
        case .concatenate: return .text(Array(text.utf8) + Array(string(vectors[1], rows[1]).utf8))
        case .replace:
            let (old, new) = (string(vectors[1], rows[1]), string(vectors[2], rows[2]))
            return .text(replaced(composed(text), composed(old), Array(new.utf8)))
        case .split: return .list(parts(composed(text), composed(string(vectors[1], rows[1]))))
        default: preconditionFailure("not a text function")
        }
    }

    private static func string(_ vector: Vector, _ row: Int) -> String {
        guard case .codes(let codes, let dictionary) = vector.column.payload else {
            preconditionFailure("text was expected")
        }
        return dictionary[Int(codes[row])].string
    }

    /// Bytes in which what is searched and what is searched for look alike where they are the same.
    private static func composed(_ text: String) -> [UInt8] { Array(Composition.composed(text).utf8) }

    private static func length(_ vector: Vector, _ row: Int) -> Int {
        Int(clamping: max(0, vector.column.packed?[row] ?? 0))
    }

    private static func trimmed(_ text: String) -> Substring {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    private static func replaced(_ text: [UInt8], _ old: [UInt8], _ new: [UInt8]) -> [UInt8] {
        guard !old.isEmpty else { return text }
        return Array(parts(text, old).joined(separator: new))
    }

    /// The parts between separators; the whole text where the separator is empty.
    private static func parts(_ text: [UInt8], _ separator: [UInt8]) -> [[UInt8]] {
        guard let first = separator.first else { return [text] }
        var result: [[UInt8]] = []
        var start = 0
        var index = 0
        while index + separator.count <= text.count {
            if text[index] == first, text[index..<index + separator.count].elementsEqual(separator) {
                result.append(Array(text[start..<index]))
                index += separator.count
                start = index
            } else {
                index += 1
            }
        }
        result.append(Array(text[start...]))
        return result
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
        case .log, .sqrt: return double(function, Double(value) / Double(ExactDecimal.powerOfTen(scale)), digits)
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
            let factor = Double(ExactDecimal.powerOfTen(min(18, Swift.abs(digits))))
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
