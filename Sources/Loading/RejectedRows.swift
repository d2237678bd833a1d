import Columns
import Storage
import Values

/// Rows that a lenient load set aside.
enum RejectedRows {
    static let tableName = "_rejected"

    /// One row a rejected row, with why and its own text; nil where none was.
    static func table(_ drafts: [TableDraft]) -> Table? {
        var texts = Array(repeating: TextColumnBuilder(), count: 5)
        var lines = IntegerColumnBuilder(.integer)
        for draft in drafts {
            for set in draft.setAside {
                texts[0].append(draft.file)
                lines.append(Int64(set.line))
                append(set.rejection.field, to: &texts[1])
                append(set.rejection.value, to: &texts[2])
                texts[3].append(set.rejection.reason)
                texts[4].append(set.source)
            }
        }
        guard lines.count > 0 else { return nil }
        let count = lines.count
        let columns = texts.map { $0.finish() }
        let names = ["file", "field", "value", "reason", "row"]
        var fields = names.map { Field($0, .text) }
        fields.insert(Field("line", .integer), at: 1)
        return Table(
            name: tableName, title: nil, about: "Rows that did not fit and were set aside", schema: Schema(fields),
            columns: [columns[0], lines.finish()] + columns[1...], rowCount: count,
            origin: RowOrigin(file: "<rejected>", lines: .none))
    }

    private static func append(_ text: String?, to builder: inout TextColumnBuilder) {
        if let text { builder.append(text) } else { builder.appendMissing() }
    }
}

/// A rejected row on its own, when its draft no longer holds it.
struct SetAside {
    var line: Int
    var rejection: Rejection
    var source: String
}

extension TableDraft {
    /// Takes the rejected rows, if there are any, out of the columns.
    mutating func setRejectedAside() {
        guard !rejected.isEmpty else { return }
        for (row, rejection) in rejected.sorted(by: { $0.key < $1.key }) {
            setAside.append(
                SetAside(
                    line: lines[row], rejection: rejection, source: String(decoding: sources[row], as: UTF8.self)))
        }
        notes.append(
            LoadNote(
                collection: name, severity: .warning,
                message: rejected.count == 1
                    ? "1 row does not fit and stands in \(RejectedRows.tableName)"
                    : "\(rejected.count) rows do not fit and stand in \(RejectedRows.tableName)"))
        let kept = (0..<rowCount).filter { rejected[$0] == nil }
        columns = columns.map { $0.selecting(kept) }
        lines = lines.selecting(kept)
        sources = kept.map { sources[$0] }
        rowCount = kept.count
        rejected = [:]
    }
}

extension Column {
    /// The given rows alone. Texts are coded anew, so that the dictionary holds no value that no row has.
    func selecting(_ rows: [Int]) -> Column {
        switch payload {
        case .integers(let packed):
            var builder = IntegerColumnBuilder(type)
            for row in rows { if isPresent(row) { builder.append(packed[row]) } else { builder.appendMissing() } }
            return builder.finish()
        case .doubles(let buffer):
            var builder = DoubleColumnBuilder()
            for row in rows { if isPresent(row) { builder.append(buffer[row]) } else { builder.appendMissing() } }
            return builder.finish()
        case .codes(let codes, let dictionary):
            var builder = TextColumnBuilder()
            for row in rows {
                if isPresent(row) {
                    dictionary[Int(codes[row])].withSpan { builder.append($0) }
                } else {
                    builder.appendMissing()
                }
            }
            return builder.finish()
        case .lists(let offsets, let elements):
            var builder = ListColumnBuilder()
            var kept: [Int] = []
            for row in rows {
                kept += Int(offsets[row])..<Int(offsets[row + 1])
                if isPresent(row) { builder.append(elementCountSoFar: kept.count) } else { builder.appendMissing() }
            }
            return builder.finish(elements: elements.selecting(kept))
        }
    }
}
