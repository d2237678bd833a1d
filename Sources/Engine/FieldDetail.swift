import Columns
import Values

/// `describe` of one field: a row for each thing there is to say, then its commonest values and its ranges with bars.
struct FieldDetail {
    static let schema = Schema([
        Field("what", .text), Field("value", .text), Field("rows", .integer), Field("bar", .text),
    ])

    private struct Line {
        var what: String
        var value: String?
        var rows: Int?
        var bar: String?
    }

    /// Columns of the longest bar.
    private static let barColumns = 24

    let batch: Batch

    init(_ summary: FieldSummary) {
        let lines =
            Self.head(summary) + Self.order(summary) + Self.lengths(summary) + Self.commonest(summary)
            + Self.ranges(summary)
        let columns = [
            FieldDescriptions.texts(lines.map(\.what)), FieldDescriptions.texts(lines.map(\.value)),
            FieldDescriptions.integers(lines.map(\.rows)), FieldDescriptions.texts(lines.map(\.bar)),
        ]
        batch = Batch(count: lines.count, vectors: columns.map { Vector($0) })
    }

    private static func head(_ summary: FieldSummary) -> [Line] {
        var lines = [Line(what: "field", value: summary.field.name)]
        if let title = summary.field.title { lines.append(Line(what: "title", value: title)) }
        lines += [
            Line(what: "type", value: summary.ownType.description),
            Line(what: "present", rows: summary.rowCount - summary.missing),
            Line(what: "missing", rows: summary.missing),
            Line(what: "different", value: String(summary.different)),
        ]
        if let spellings = summary.spellings { lines.append(Line(what: "spellings", value: String(spellings))) }
        return lines
    }

    private static func order(_ summary: FieldSummary) -> [Line] {
        var lines: [Line] = []
        if let least = summary.least { lines.append(Line(what: "least", value: least.text, rows: least.count)) }
        for (what, value) in zip(["lower quartile", "median", "upper quartile"], summary.quartiles) {
            lines.append(Line(what: what, value: value))
        }
        if let greatest = summary.greatest {
            lines.append(Line(what: "greatest", value: greatest.text, rows: greatest.count))
        }
        if let average = summary.average {
            var text: [UInt8] = []
            ValueText.appendDouble(Self.rounded(average), to: &text)
            lines.append(Line(what: "average", value: String(decoding: text, as: UTF8.self)))
        }
        return lines
    }

    /// Four digits behind the point, unless that leaves nothing of the number.
    private static func rounded(_ value: Double) -> Double {
        guard (0.001..<1e11).contains(value.magnitude) else { return value }
        return (value * 10_000).rounded() / 10_000
    }

    /// How many characters, or elements of a list, stands in parentheses.
    private static func lengths(_ summary: FieldSummary) -> [Line] {
        [("shortest", summary.shortest), ("longest", summary.longest)].compactMap { name, measured in
            measured.map { Line(what: "\(name) (\($0.length))", value: $0.text) }
        }
    }

    private static func commonest(_ summary: FieldSummary) -> [Line] {
        guard summary.repeats, let most = summary.commonest.first?.count else { return [] }
        return summary.commonest.map { value in
            Line(
                what: "common", value: value.text, rows: value.count,
                bar: BlockText.bar(Double(value.count) / Double(most), columns: barColumns))
        }
    }

    private static func ranges(_ summary: FieldSummary) -> [Line] {
        guard let bins = summary.histogram?.bins, bins.count > 1, let most = bins.map(\.count).max() else { return [] }
        return bins.map { bin in
            let (from, to) = (text(bin.from), text(bin.to))
            return Line(
                what: "range", value: from == to ? from : "\(from)..\(to)", rows: bin.count,
                bar: bin.count > 0 ? BlockText.bar(Double(bin.count) / Double(most), columns: barColumns) : nil)
        }
    }

    private static func text(_ value: Value) -> String {
        var text: [UInt8] = []
        switch value {
        case .integer(let value): ValueText.appendInteger(value, to: &text)
        case .double(let value): ValueText.appendDouble(value, to: &text)
        case .date(let date): date.append(to: &text)
        default: preconditionFailure("the ends of a range are numbers or dates")
        }
        return String(decoding: text, as: UTF8.self)
    }
}
