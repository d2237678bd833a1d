/// A file of `key: value` lines; a value goes on in the lines that begin with a space, and `#` begins a comment line.
struct DescriptionFile {
    struct Entry {
        var key: String
        var value: String
        var line: Int
    }

    let path: String
    private(set) var entries: [Entry] = []

    init(path: String, text: String) throws {
        self.path = path
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix(" ") {
                guard !entries.isEmpty else { throw error("there is nothing that this line goes on", line: index + 1) }
                entries[entries.count - 1].value += "\n" + DescriptionFile.trimmed(line)
                continue
            }
            guard let colon = line.firstIndex(of: ":") else {
                throw error("a line is “key: value”", line: index + 1)
            }
            let value = DescriptionFile.trimmed(line[line.index(after: colon)...])
            entries.append(Entry(key: String(line[..<colon]), value: value, line: index + 1))
        }
    }

    /// The value of a key that may stand once.
    func value(_ key: String) -> String? { entries.first { $0.key == key }?.value }

    func required(_ key: String) throws -> String {
        guard let value = value(key) else { throw error("the line “\(key): …” is missing", line: 1) }
        return value
    }

    /// Refuses keys that nothing reads, and keys that stand twice.
    func allow(_ keys: Set<String>, repeatable: Set<String> = []) throws {
        var seen: Set<String> = []
        for entry in entries {
            guard keys.contains(entry.key) || repeatable.contains(entry.key) else {
                throw error("there is no key “\(entry.key)”", line: entry.line)
            }
            guard seen.insert(entry.key).inserted || repeatable.contains(entry.key) else {
                throw error("“\(entry.key)” stands twice", line: entry.line)
            }
        }
    }

    func error(_ message: String, line: Int) -> BenchmarkError {
        .file(path: path, line: line, message: message)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
