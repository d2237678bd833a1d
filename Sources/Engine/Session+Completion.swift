import Columns
import Storage
import Values
import VietnameseText

extension Session {
    /// Values of a field that begin with `prefix` (marks and letter case aside), as texts to complete with; the names
    /// of the rows for a reference. At most `limit`.
    public func completionValues(collection: String, field: String, prefix: String, limit: Int) -> [String] {
        guard case .found(let table) = catalog.find(collection), case .found(let position) = table.schema.find(field)
        else { return [] }
        let key = Folding.key(Folding.hasMarks(prefix) ? .k1 : .k2, prefix)
        let level: Folding.Level = Folding.hasMarks(prefix) ? .k1 : .k2
        var found: [String] = []
        for text in texts(table, position) where Folding.key(level, text).starts(with: key) {
            if !found.contains(text) { found.append(text) }
            if found.count == limit { break }
        }
        return found
    }

    private func texts(_ table: Table, _ position: Int) -> [String] {
        if case .reference(let target) = table.schema.fields[position].type {
            guard let referenced = catalog[target], let display = referenced.displayPosition else { return [] }
            return texts(referenced, display)
        }
        guard let dictionary = table.columns[position].dictionary else { return [] }
        return (0..<dictionary.count).map { dictionary[$0].string }
    }
}
