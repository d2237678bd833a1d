import Columns
import Execution
import Values
import VietnameseText

/// `describe`: a row a field, with its type, missing and different values, the least, the greatest, the commonest.
struct FieldDescriptions {
    static let schema = Schema([
        Field("field", .text), Field("title", .text), Field("type", .text), Field("rows", .integer),
        Field("missing", .integer), Field("different", .integer), Field("spellings", .integer), Field("least", .text),
        Field("greatest", .text),
        Field("commonest", .text),
    ])

    let batch: Batch

    init(_ schema: Schema, _ rows: Batch) {
        var text = (0..<6).map { _ in TextColumnBuilder() }
        var numbers = (0..<4).map { _ in IntegerColumnBuilder(.integer) }
        for (field, vector) in zip(schema.fields, rows.vectors) {
            let summary = ValueSummary(vector, rows.count, field.type)
            text[0].append(field.name)
            if let title = field.title { text[1].append(title) } else { text[1].appendMissing() }
            text[2].append(field.type.description)
            numbers[0].append(Int64(rows.count))
            numbers[1].append(Int64(summary.missing))
            numbers[2].append(Int64(summary.different))
            if let spellings = summary.spellings {
                numbers[3].append(Int64(spellings))
            } else {
                numbers[3].appendMissing()
            }
            for (index, value) in [summary.least, summary.greatest, summary.commonest].enumerated() {
                if let value { text[3 + index].append(value) } else { text[3 + index].appendMissing() }
            }
        }
        let texts = text.map { Vector($0.finish()) }
        let integers = numbers.map { Vector($0.finish()) }
        batch = Batch(
            count: schema.fields.count, vectors: Array(texts[0..<3]) + integers + Array(texts[3..<6]))
    }
}

/// What there is to say of the values of one column.
private struct ValueSummary {
    var missing = 0
    /// By the identity of `=`.
    var different = 0
    /// Of text: by its letters as written, where that is more.
    var spellings: Int?
    var least: String?
    var greatest: String?
    var commonest: String?

    private static let shownValues = 3

    init(_ vector: Vector, _ count: Int, _ type: ValueType) {
        var counts: [[UInt8]: Int] = [:]
        var order: [[UInt8]] = []
        for position in 0..<count {
            guard let row = vector.presentRow(position) else {
                missing += 1
                continue
            }
            let text = vector.column.text(row)
            if counts[text] == nil { order.append(text) }
            counts[text, default: 0] += 1
        }
        different = order.count
        if type == .text {
            let identities = Set(order.map { Folding.key(.k1, String(decoding: $0, as: UTF8.self)) }).count
            if identities < order.count { (different, spellings) = (identities, order.count) }
        }
        commonest = ValueSummary.commonest(order, counts)
        (least, greatest) = ValueSummary.extremes(vector, count, type)
    }

    private static func commonest(_ order: [[UInt8]], _ counts: [[UInt8]: Int]) -> String? {
        guard !order.isEmpty, order.count < counts.values.reduce(0, +) || order.count == 1 else { return nil }
        let ranked = order.enumerated().sorted { (-counts[$0.element]!, $0.offset) < (-counts[$1.element]!, $1.offset) }
        return ranked.prefix(shownValues).map { entry in
            "\(String(decoding: entry.element, as: UTF8.self)) (\(counts[entry.element]!))"
        }.joined(separator: ", ")
    }

    private static func extremes(_ vector: Vector, _ count: Int, _ type: ValueType) -> (String?, String?) {
        let rows = (0..<count).compactMap { vector.presentRow($0) }
        let precedes: (Int, Int) -> Bool
        switch vector.column.payload {
        case .integers(let packed): precedes = { packed[$0] < packed[$1] }
        case .doubles(let values): precedes = { values[$0] < values[$1] }
        case .codes(let codes, let dictionary):
            let ranks = dictionary.ranks(.alphabetical)
            precedes = { ranks[Int(codes[$0])] < ranks[Int(codes[$1])] }
        case .lists: return (nil, nil)
        }
        let text = { (row: Int) in String(decoding: vector.column.text(row), as: UTF8.self) }
        return (rows.min(by: precedes).map(text), rows.max(by: precedes).map(text))
    }
}
