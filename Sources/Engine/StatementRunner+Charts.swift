import Columns
import Execution
import Planning
import Values

/// `chart hist`: the rows that are drawn are the ranges of values.
extension StatementRunner {
    /// Ranges that a histogram has, about.
    private static let rangeCount = 20

    /// A row a range: from, to, how many rows; last the rows without a value.
    func ranges(
        _ schema: Schema, _ rows: Batch, _ cancellation: Cancellation
    ) throws(ExecutionError) -> (schema: Schema, batch: Batch)? {
        let field = schema.fields[0]
        guard
            let histogram = try Histogram(
                rows.vectors[0], count: rows.count, type: field.type, limit: Self.rangeCount, cancellation)
        else { return nil }
        var (from, to) = (ValueBuilder(histogram.type), ValueBuilder(histogram.type))
        var counts = IntegerColumnBuilder(.integer)
        for bin in histogram.bins {
            from.append(bin.from)
            to.append(bin.to)
            counts.append(Int64(bin.count))
        }
        if histogram.missing > 0 {
            from.append(.missing)
            to.append(.missing)
            counts.append(Int64(histogram.missing))
        }
        let fields = [
            Field("from", histogram.type, title: field.name, isDayFirst: field.isDayFirst),
            Field("to", histogram.type, isDayFirst: field.isDayFirst), Field("count", .integer),
        ]
        let columns = [from.finish(), to.finish(), counts.finish()]
        return (Schema(fields), Batch(count: columns[0].count, vectors: columns.map { Vector($0) }))
    }
}

/// Numbers or dates, one at a time.
private struct ValueBuilder {
    private var integers: IntegerColumnBuilder
    private var doubles = DoubleColumnBuilder()
    private let isDouble: Bool

    init(_ type: ValueType) {
        integers = IntegerColumnBuilder(type)
        isDouble = type == .double
    }

    mutating func append(_ value: Value) {
        switch value {
        case .integer(let value): integers.append(value)
        case .date(let date): integers.append(Int64(date.daysSinceEpoch))
        case .double(let value): doubles.append(value)
        default: if isDouble { doubles.appendMissing() } else { integers.appendMissing() }
        }
    }

    consuming func finish() -> Column { isDouble ? doubles.finish() : integers.finish() }
}
