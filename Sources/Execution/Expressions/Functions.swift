import Columns
import Planning
import Values

/// Functions of one row, computed for all rows of a batch together. What depends on stored columns of few values is
/// tabulated instead (see `TabulatedEvaluator`).
final class FunctionEvaluator: Evaluator {
    private let function: ScalarFunction
    private let inputs: [any Evaluator]
    private let type: ValueType
    private let cancellation: Cancellation

    init(
        _ function: ScalarFunction, _ inputs: [any Evaluator], _ type: ValueType, _ cancellation: Cancellation
    ) {
        (self.function, self.inputs, self.type) = (function, inputs, type)
        self.cancellation = cancellation
    }

    var computesRuns: Bool { true }

    func evaluate(_ batch: Batch) throws(ExecutionError) -> Vector {
        var vectors: [Vector] = []
        for input in inputs { vectors.append(try input.evaluate(batch)) }
        return Vector(try column(vectors, batch.count))
    }

    private func column(_ vectors: [Vector], _ count: Int) throws(ExecutionError) -> Column {
        switch function {
        case .length where vectors[0].column.elements != nil: return ListFunctions.lengths(vectors[0], count)
        case .split: return try ListFunctions.parts(vectors, count, cancellation)
        case .lower, .upper, .length, .left, .right, .replace, .trim, .fold, .given, .identity, .concatenate:
            return try TextFunctions.column(function, vectors, count, cancellation)
        case .year, .quarter, .month, .day, .weekday, .days, .addDays, .addMonths, .today:
            return try DateFunctions.column(function, vectors, count, type)
        case .round, .abs, .floor, .ceil, .log, .sqrt, .negate:
            return try NumberFunctions.column(function, vectors, count, type)
        case .number, .text, .date: return try ConversionFunctions.column(function, vectors[0], count, cancellation)
        case .coalesce, .truth: preconditionFailure("has an evaluator of its own")
        }
    }
}

enum ListFunctions {
    /// How many elements each list has.
    static func lengths(_ vector: Vector, _ count: Int) -> Column {
        guard case .lists(let offsets, _) = vector.column.payload else { preconditionFailure("a list column") }
        let lengths = Buffer<UInt32>(count: count) { lengths in
            offsets.withUnsafeElements { offsets in
                if case .range(let start) = vector.selection {
                    for position in lengths.indices {
                        lengths[position] = offsets[start + position + 1] &- offsets[start + position]
                    }
                } else {
                    lengths.update(repeating: 0)
                    vector.forEachPresent(count: count) { lengths[$0] = offsets[$1 + 1] &- offsets[$1] }
                }
            }
        }
        return Column(lengths: lengths, presence: vector.presence(count))
    }

    /// `split`: the parts between separators; the whole text where the separator is empty.
    static func parts(
        _ vectors: [Vector], _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var appender = ColumnAppender(.list(of: .text))
        for position in 0..<count {
            if position % Cancellation.fewTexts == 0 { try cancellation.check() }
            guard let text = vectors[0].presentRow(position), let separator = vectors[1].presentRow(position) else {
                appender.appendMissing()
                continue
            }
            appender.append(list: TextFunctions.parts(vectors, [text, separator]))
        }
        return try appender.finish()
    }
}

extension Column {
    /// How long texts or lists are.
    init(lengths: Buffer<UInt32>, presence: RowMask?) {
        self.init(
            type: .integer, count: lengths.count, payload: .integers(PackedIntegers(base: 0, storage: .words(lengths))),
            presence: presence?.bitmap)
    }
}

enum ConversionFunctions {
    static func column(
        _ function: ScalarFunction, _ vector: Vector, _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        switch function {
        case .text: try texts(vector, count, cancellation)
        case .number: try numbers(vector, count, cancellation)
        default: try dates(vector, count, cancellation)
        }
    }

    /// Texts as they are, and what else is shown as machine formats show it.
    private static func texts(
        _ vector: Vector, _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        var texts = TextOutput(count)
        for position in 0..<count {
            if position % Cancellation.fewTexts == 0 { try cancellation.check() }
            guard let row = vector.presentRow(position) else {
                texts.appendMissing()
                continue
            }
            texts.append { vector.column.appendText(row, to: &$0) }
        }
        return try texts.finish()
    }

    private static func numbers(
        _ vector: Vector, _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        let type = vector.column.type
        if type.isNumeric || type == .boolean {
            let run = DoubleRun(vector, type, count)
            return Column(computed: run.values, presence: run.presence)
        }
        var numbers = DoubleColumnBuilder()
        guard type == .text else { return Column.missing(.double, count: count) }
        try TextFunctions.forEachText([vector], count, cancellation) { _, isPresent, text in
            numbers.append(finite: isPresent ? number(text) : nil)
        }
        return numbers.finish()
    }

    private static func number(_ text: Span<UInt8>) -> Double? {
        // Plain digits are no other number in any notation.
        if let plain = NumberInput.integer(text) { return Double(plain) }
        switch NumberInput.number(text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }) {
        case .integer(let value)?: return Double(value)
        case .decimal(let value)?: return value.doubleValue
        case .double(let value)?: return value
        default: return nil
        }
    }

    private static func dates(
        _ vector: Vector, _ count: Int, _ cancellation: Cancellation
    ) throws(ExecutionError) -> Column {
        switch vector.column.type {
        case .date, .dateTime:
            return Column(.date, DateFunctions.days(vector, count).map { Int64($0) }, presence: vector.presence(count))
        case .text: break
        default: return Column.missing(.date, count: count)
        }
        var dates = IntegerColumnBuilder(.date)
        try TextFunctions.forEachText([vector], count, cancellation) { _, isPresent, bytes in
            guard isPresent else { return dates.appendMissing() }
            let text = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            guard let date = DateInput.date(text) ?? DateInput.dateTime(text)?.date else {
                return dates.appendMissing()
            }
            dates.append(Int64(date.daysSinceEpoch))
        }
        return dates.finish()
    }
}
