import Columns
import Values

/// `describe` of several fields: a row each. What says most stands first, for terminals that have no room for all.
struct FieldDescriptions {
    static let schema = Schema([
        Field("field", .text), Field("type", .text), Field("missing", .integer), Field("different", .integer),
        Field("shape", .text), Field("least", .text), Field("greatest", .text), Field("commonest", .text),
        Field("lower_quartile", .text), Field("median", .text), Field("upper_quartile", .text),
        Field("average", .double), Field("shortest", .integer), Field("longest", .integer),
        Field("spellings", .integer), Field("rows", .integer), Field("title", .text),
    ])

    /// Of the commonest values.
    private static let shownValues = 3

    let batch: Batch

    init(_ summaries: [FieldSummary]) {
        let number = { (value: (FieldSummary) -> Int?) in Self.integers(summaries.map(value)) }
        let text = { (value: (FieldSummary) -> String?) in Self.texts(summaries.map(value)) }
        var averages = DoubleColumnBuilder()
        for summary in summaries {
            if let average = summary.average { averages.append(average) } else { averages.appendMissing() }
        }
        let columns: [Column] = [
            text { $0.field.name }, text { $0.ownType.description }, number { $0.missing }, number { $0.different },
            text { $0.histogram.map { BlockText.shape($0.bins.map(\.count)) } }, text { $0.least?.text },
            text { $0.greatest?.text }, text(Self.commonest), text { $0.quartiles.first },
            text { $0.quartiles.dropFirst().first }, text { $0.quartiles.last }, averages.finish(),
            number { $0.shortest?.length }, number { $0.longest?.length }, number { $0.spellings },
            number { $0.rowCount }, text { $0.field.title },
        ]
        batch = Batch(count: summaries.count, vectors: columns.map { Vector($0) })
    }

    private static func commonest(_ summary: FieldSummary) -> String? {
        guard summary.repeats else { return nil }
        return summary.commonest.prefix(shownValues).map { "\($0.text) (\($0.count))" }.joined(separator: ", ")
    }

    static func integers(_ values: [Int?]) -> Column {
        var builder = IntegerColumnBuilder(.integer)
        for value in values { if let value { builder.append(Int64(value)) } else { builder.appendMissing() } }
        return builder.finish()
    }

    static func texts(_ values: [String?]) -> Column {
        var builder = TextColumnBuilder()
        for value in values { if let value { builder.append(value) } else { builder.appendMissing() } }
        return builder.finish()
    }
}
