import Columns
import Planning
import Values

/// A running count, sum, average, least or greatest, read after every row.
struct RunningState {
    private let aggregate: Aggregate
    private var count: Int64 = 0
    private var integers: Int64 = 0
    private var doubles = CompensatedSum()
    private var extreme: Value = .missing

    init(_ aggregate: Aggregate) { self.aggregate = aggregate }

    /// `value`: the argument's, nil where the aggregate counts rows.
    mutating func add(_ value: Value?) throws(ExecutionError) {
        guard let value else {
            count += 1
            return
        }
        guard value != .missing else { return }
        count += 1
        switch aggregate.function {
        case .sum, .average:
            if case .double = aggregate.type { return doubles.add(RunningState.number(value)) }
            let (sum, overflow) = integers.addingReportingOverflow(RunningState.scaled(value))
            if overflow { throw .overflow("a running sum") }
            integers = sum
        case .minimum: if extreme == .missing || RunningState.precedes(value, extreme) { extreme = value }
        case .maximum: if extreme == .missing || RunningState.precedes(extreme, value) { extreme = value }
        default: break
        }
    }

    var value: Value {
        switch aggregate.function {
        case .count: return .integer(count)
        case .average: return doubles.mean.map { .double($0) } ?? .missing
        case .sum:
            if case .decimal(let scale) = aggregate.type {
                return .decimal(ExactDecimal(significand: Int128(integers), scale: scale))
            }
            return aggregate.type == .double ? .double(doubles.value) : .integer(integers)
        default: return extreme
        }
    }

    private static func number(_ value: Value) -> Double {
        switch value {
        case .integer(let integer): Double(integer)
        case .decimal(let decimal): decimal.doubleValue
        case .double(let double): double
        case .boolean(let truth): truth ? 1 : 0
        default: 0
        }
    }

    private static func scaled(_ value: Value) -> Int64 {
        switch value {
        case .integer(let integer): integer
        case .decimal(let decimal): decimal.scaledInt64(scale: decimal.scale) ?? 0
        case .boolean(let truth): truth ? 1 : 0
        default: 0
        }
    }

    private static func precedes(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.integer(let x), .integer(let y)): x < y
        case (.decimal(let x), .decimal(let y)): x < y
        case (.double(let x), .double(let y)): x < y
        case (.date(let x), .date(let y)): x < y
        case (.dateTime(let x), .dateTime(let y)): x < y
        case (.boolean(let x), .boolean(let y)): !x && y
        case (.text(let x), .text(let y)): sortKey(x).lexicographicallyPrecedes(sortKey(y))
        default: false
        }
    }

    private static func sortKey(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return TextSlice(Buffer(bytes), 0..<bytes.count).sortKey
    }

    static func column(_ values: [Value], _ type: ValueType) -> Column {
        var appender = ColumnAppender(type)
        for value in values { appender.append(value) }
        return appender.finish()
    }
}

extension ColumnAppender {
    /// A single value of the column's type; decimals must have its scale.
    mutating func append(_ value: Value) {
        switch value {
        case .text(let text): append(Array(text.utf8))
        case .integer(let integer): append(integer)
        case .boolean(let truth): append(truth ? Int64(1) : 0)
        case .double(let double): append(double)
        case .date(let date): append(Int64(date.daysSinceEpoch))
        case .dateTime(let moment): append(moment.microseconds)
        case .decimal(let decimal):
            if let scaled = decimal.scaledInt64(scale: decimal.scale) { append(scaled) } else { appendMissing() }
        case .missing, .list: appendMissing()
        }
    }
}
