import Columns
import Rendering
import Values

/// A result to render: a schema and its rows as batches.
struct Sample {
    var schema: Schema
    var batches: [Batch]

    init(_ columns: [(Field, Column)], rows: Int) {
        schema = Schema(columns.map(\.0))
        batches = [Batch(count: rows, vectors: columns.map { Vector($0.1) })]
    }

    /// Text columns; nil is missing.
    init(_ columns: [(String, [String?])]) {
        self.init(columns.map { (Field($0.0, .text), textColumn($0.1)) }, rows: columns.first?.1.count ?? 0)
    }

    func rendered(_ format: OutputFormat, _ options: RenderingOptions = RenderingOptions()) -> String {
        String(decoding: bytes(format, options), as: UTF8.self)
    }

    func bytes(_ format: OutputFormat, _ options: RenderingOptions = RenderingOptions()) -> [UInt8] {
        var renderer = makeRenderer(format, schema: schema, options: options)
        var output: [UInt8] = []
        renderer.begin(to: &output)
        for batch in batches { renderer.append(batch, to: &output) }
        renderer.finish(to: &output)
        return output
    }
}

func textColumn(_ texts: [String?]) -> Column {
    var builder = TextColumnBuilder()
    for text in texts { if let text { builder.append(text) } else { builder.appendMissing() } }
    return builder.finish()
}

func rawTextColumn(_ texts: [[UInt8]]) -> Column {
    var builder = TextColumnBuilder()
    for text in texts { builder.append(text.span) }
    return builder.finish()
}

func integerColumn(_ type: ValueType, _ values: [Int64?]) -> Column {
    var builder = IntegerColumnBuilder(type)
    for value in values { if let value { builder.append(value) } else { builder.appendMissing() } }
    return builder.finish()
}

func doubleColumn(_ values: [Double?]) -> Column {
    var builder = DoubleColumnBuilder()
    for value in values { if let value { builder.append(value) } else { builder.appendMissing() } }
    return builder.finish()
}

func textListColumn(_ lists: [[String?]?]) -> Column {
    var elements: [String?] = []
    var builder = ListColumnBuilder()
    for list in lists {
        if let list {
            elements += list
            builder.append(elementCountSoFar: elements.count)
        } else {
            builder.appendMissing()
        }
    }
    return builder.finish(elements: textColumn(elements))
}

/// Every type, present and missing, composed and decomposed.
func everyType() -> Sample {
    let day = Int64(19_068)  // 2022-03-17
    let minute = day * 86_400_000_000 + (21 * 60 + 36) * 60_000_000
    return Sample(
        [
            (Field("tên", .text), textColumn(["Đà Lạt", "Bảo Lộc".decomposed, nil])),
            (Field("số", .integer), integerColumn(.integer, [1, -25, nil])),
            (Field("tiền", .decimal(scale: 2)), integerColumn(.decimal(scale: 2), [150, -5, nil])),
            (Field("tỉ lệ", .double), doubleColumn([25, 3.125, nil])),
            (Field("đã trao", .boolean), integerColumn(.boolean, [1, 0, nil])),
            (Field("ngày", .date, isDayFirst: true), integerColumn(.date, [day, -1, nil])),
            (Field("lúc", .dateTime), integerColumn(.dateTime, [minute, 0, nil])),
            (Field("nhóm", .list(of: .text)), textListColumn([["a", "b; c"], [], nil])),
        ], rows: 3)
}

extension String {
    /// The Vietnamese letters of the samples, taken apart by hand.
    var decomposed: String {
        reduce(into: "") { result, character in
            switch character {
            case "ả": result += "a\u{0309}"
            case "ộ": result += "o\u{0323}\u{0302}"
            case "ế": result += "e\u{0302}\u{0301}"
            default: result.append(character)
            }
        }
    }

    var utf8Bytes: [UInt8] { Array(utf8) }
}
