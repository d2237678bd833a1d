import Columns
import Storage
import Values

/// Fields in which `=` takes several spellings for one: worth telling, because a group shows one of them.
///
/// Made when someone asks, not while loading: it folds every text of a collection.
public enum SpellingNotes {
    /// Dictionaries larger than this are left alone: their folding waits until a query needs it.
    private static let maximumDistinct = 10_000
    private static let exampleCount = 3

    /// A note for each such field of a table, with the commonest spellings as examples.
    public static func make(_ table: Table) -> [LoadNote] {
        zip(table.schema.fields, table.columns).compactMap { field, column in
            guard !field.hasExactIdentity, case .codes(let codes, let dictionary) = column.payload,
                dictionary.count <= maximumDistinct, let examples = examples(column, codes, dictionary)
            else { return nil }
            return LoadNote(
                collection: table.name,
                message: "\(field.name): several spellings of one value, which = takes for the same: \(examples)")
        }
    }

    private static func examples(_ column: Column, _ codes: PackedIntegers, _ dictionary: TextDictionary) -> String? {
        let classes = dictionary.classes(.k1)
        guard classes.count < dictionary.count else { return nil }
        var uses = [Int](repeating: 0, count: dictionary.count)
        for row in 0..<column.count where column.isPresent(row) { uses[Int(codes[row])] += 1 }
        var members: [UInt32: [Int]] = [:]
        for code in 0..<dictionary.count { members[classes.classOfCode[code], default: []].append(code) }
        let groups = members.values.filter { $0.count > 1 }.sorted { left, right in
            let (a, b) = (left.reduce(0) { $0 + uses[$1] }, right.reduce(0) { $0 + uses[$1] })
            return a != b ? a > b : left[0] < right[0]
        }
        let shown = groups.prefix(exampleCount).map { group in
            group.sorted { uses[$0] != uses[$1] ? uses[$0] > uses[$1] : $0 < $1 }.prefix(4)
                .map { "\(Excerpt.quoted(dictionary[$0].string)) × \(uses[$0])" }.joined(separator: ", ")
        }
        let rest = groups.count > exampleCount ? "; and \(groups.count - exampleCount) more" : ""
        return shown.joined(separator: "; ") + rest
    }
}
