import Columns
import Values

/// Builds a column of any type from values of vectors and from single values.
///
/// Exactly one of the builders is in use, by the type; they stand side by side because taking one out of an enum to
/// change it would copy what it has gathered.
struct ColumnAppender {
    let type: ValueType
    private var integers: IntegerColumnBuilder
    private var doubles = DoubleColumnBuilder()
    private var texts = TextColumnBuilder()
    private var lists = ListColumnBuilder()
    /// At most one: an array because a structure cannot hold itself.
    private var elements: [ColumnAppender] = []

    init(_ type: ValueType) {
        self.type = type
        integers = IntegerColumnBuilder(type)
        if case .list(let element) = type { elements = [ColumnAppender(element)] }
    }

    var count: Int {
        switch type {
        case .text: texts.count
        case .double: doubles.count
        case .list: lists.count
        default: integers.count
        }
    }

    mutating func appendMissing() {
        switch type {
        case .text: texts.appendMissing()
        case .double: doubles.appendMissing()
        case .list: lists.appendMissing()
        default: integers.appendMissing()
        }
    }

    mutating func append(_ value: Int64) { integers.append(value) }

    mutating func append(_ value: Double) { doubles.append(value) }

    mutating func append(_ text: TextSlice) { text.withSpan { texts.append($0) } }

    mutating func append(_ text: [UInt8]) { texts.append(text.span) }

    mutating func append(_ text: Span<UInt8>) { texts.append(text) }

    mutating func append(list parts: [[UInt8]]) {
        for part in parts { elements[0].append(part) }
        lists.append(elementCountSoFar: elements[0].count)
    }

    /// One value of a column of the same type (integers also into a column of another integer-like type).
    mutating func append(_ column: Column, row: Int?) {
        guard let row, column.isPresent(row) else { return appendMissing() }
        switch column.payload {
        case .integers(let packed): append(packed[row])
        case .doubles(let values): append(values[row])
        case .codes(let codes, let dictionary): append(dictionary[Int(codes[row])])
        case .lists(let offsets, let inner):
            for element in Int(offsets[row])..<Int(offsets[row + 1]) { elements[0].append(inner, row: element) }
            lists.append(elementCountSoFar: elements[0].count)
        }
    }

    /// The column; an error where its texts are more than one holds.
    consuming func finish() throws(ExecutionError) -> Column {
        if isFull { throw .tooMuchText }
        return finishFitting()
    }

    /// The column where its texts certainly fit, as those of another column do.
    consuming func finishFitting() -> Column {
        switch type {
        case .text: texts.finish()
        case .double: doubles.finish()
        case .list: lists.finish(elements: elements[0].finishFitting())
        default: integers.finish()
        }
    }

    private var isFull: Bool { texts.isFull || elements.first?.isFull ?? false }
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
