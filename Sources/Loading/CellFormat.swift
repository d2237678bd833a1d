import Values

/// How the cells of a column are read.
indirect enum CellFormat: Hashable {
    case text
    case integer(NumberFormat)
    case decimal(scale: Int, NumberFormat)
    case double(NumberFormat)
    case boolean(BooleanFormat)
    case date(DateFormat)
    case dateTime(DateFormat)
    /// JSON arrays; in delimited text, cells that are written as such.
    case array(of: CellFormat)
    /// Cells whose elements are separated by this byte.
    case separated(UInt8, of: CellFormat)

    enum DateFormat: Hashable {
        case iso
        /// ISO or day first.
        case any
        /// As `any`, and of a moment its day alone: its first one.
        case anyOrDay
        case pattern(DatePattern)
    }

    var type: ValueType {
        switch self {
        case .text: .text
        case .integer: .integer
        case .decimal(let scale, _): .decimal(scale: scale)
        case .double: .double
        case .boolean: .boolean
        case .date: .date
        case .dateTime: .dateTime
        case .array(let element), .separated(_, let element): .list(of: element.type)
        }
    }

    /// JSON tells numbers from texts of digits.
    func accepts(_ kind: Cell.Kind) -> Bool {
        switch self {
        case .integer, .decimal, .double: kind != .string
        default: true
        }
    }

    /// The value as a column of integers holds it; nil where the text is none. Not for text, doubles and lists.
    @inline(__always)
    func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        switch self {
        case .integer(let format): return NumberReading.scaled(text, scale: 0, format)
        case .decimal(let scale, let format): return NumberReading.scaled(text, scale: scale, format)
        case .boolean(let format): return format.value(text).map { $0 ? 1 : 0 }
        case .date(let format): return CellFormat.days(text, format)
        case .dateTime(let format): return CellFormat.microseconds(text, format)
        case .text, .double, .array, .separated: return nil
        }
    }

    private static func days(_ text: UnsafeBufferPointer<UInt8>, _ format: DateFormat) -> Int64? {
        switch format {
        case .iso:
            return DateInput.isoDate(text.span).map { Int64($0) }
        case .any, .anyOrDay:
            return DateReading.day(text).map { Int64($0.days) }
        case .pattern(let pattern):
            return pattern.microseconds(text).map { Int64(DateTime(microseconds: $0).date.daysSinceEpoch) }
        }
    }

    private static func microseconds(_ text: UnsafeBufferPointer<UInt8>, _ format: DateFormat) -> Int64? {
        switch format {
        case .iso:
            guard let value = DateReading.dateTime(text), !value.day.isDayFirst else { return nil }
            return value.microseconds
        case .any: return DateReading.dateTime(text)?.microseconds
        case .anyOrDay:
            if let moment = DateReading.dateTime(text) { return moment.microseconds }
            return DateReading.day(text).map { Int64($0.days) * DateTime.microsecondsPerDay }
        case .pattern(let pattern): return pattern.microseconds(text)
        }
    }
}

/// The words that stand for true and false.
struct BooleanFormat: Hashable {
    var trueValues: [[UInt8]]
    var falseValues: [[UInt8]]

    /// What is taken for a boolean without a schema.
    static let inferred = BooleanFormat(
        trueValues: ["true", "True", "TRUE", "có", "Có", "CÓ"],
        falseValues: ["false", "False", "FALSE", "không", "Không", "KHÔNG"])
    /// Table Schema's defaults, and the inferred ones.
    static let standard = BooleanFormat(
        trueValues: ["1", "true", "True", "TRUE", "có", "Có", "CÓ"],
        falseValues: ["0", "false", "False", "FALSE", "không", "Không", "KHÔNG"])

    init(trueValues: [String], falseValues: [String]) {
        self.trueValues = trueValues.map { Array($0.utf8) }
        self.falseValues = falseValues.map { Array($0.utf8) }
    }

    func value(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        if trueValues.contains(where: { $0.elementsEqual(text) }) { return true }
        return falseValues.contains(where: { $0.elementsEqual(text) }) ? false : nil
    }
}
