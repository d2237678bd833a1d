/// The names of a delimited file's columns.
struct Header {
    /// As spreadsheets have.
    static let maximumColumns = 16_384

    var names: [String]
    var notes: [String] = []
    /// The number of its line.
    var line: Int

    /// Cells without a name are called `column3` after their place; two of one name are an error.
    init(_ cells: [Cell], found: Int, line: Int, file: String) throws(LoadError) {
        self.line = line
        guard found <= Self.maximumColumns else {
            throw LoadError(
                LoadProblem(
                    file: file, line: line, message: "\(found) columns; at most \(Self.maximumColumns) can be read",
                    hint: "is the file written the other way round, fields down and rows across?"))
        }
        names = cells.map { String(decoding: $0.trimmed, as: UTF8.self) }
        for index in names.indices where names[index].isEmpty {
            names[index] = "column\(index + 1)"
            notes.append("column \(index + 1) has no name and is called column\(index + 1)")
        }
        var seen: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if let before = seen[name] {
                throw LoadError(
                    LoadProblem(
                        file: file, line: line, field: name,
                        message: "columns \(before + 1) and \(index + 1) are both called “\(name)”",
                        hint: "give one of them another name in the first line"))
            }
            seen[name] = index
        }
    }
}
