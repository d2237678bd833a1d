import Columns
import Storage
import Values
import VietnameseText

extension Session {
    /// Values of a field that begin with `prefix` (marks and letter case aside), as texts to complete with, at most
    /// `limit`; for a reference the names of the rows that it may refer to, those that display them first, and their
    /// other names (keys, abbreviations, aliases) only where something is typed of one.
    public func completionValues(collection: String, field: String, prefix: String, limit: Int) -> [String] {
        guard case .found(let table) = catalog.find(collection), case .found(let position) = table.schema.find(field)
        else { return [] }
        var texts = texts(table, position)
        if !prefix.isEmpty, case .reference(let target) = table.schema.fields[position].type {
            texts += catalog[target]?.rowNames.allNames ?? []
        }
        let level: Folding.Level = Folding.hasMarks(prefix) ? .parts : .k2
        let key = Folding.key(level, prefix)
        var found: [String] = []
        var known = Set<String>()
        for text in texts where Folding.key(level, text).starts(with: key) && known.insert(text).inserted {
            found.append(text)
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
