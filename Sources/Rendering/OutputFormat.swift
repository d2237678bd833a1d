/// The ways to write a result.
public enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns for a terminal, or the picture that a chart asks for.
    case table
    /// Comma-separated values, RFC 4180 with line feeds.
    case csv
    /// Tab-separated values with backslash escapes.
    case tsv
    /// One array of objects.
    case json
    /// One object a line.
    case jsonl
    /// A pipe table.
    case markdown
    /// A `<table>` element.
    case html
    /// One field a line, for wide rows.
    case vertical

    /// A format by its name or by another name that people use for it, in either case.
    public init?(name: String) {
        let name = name.lowercased()
        if let format = Self(rawValue: name) ?? Self.otherNames[name] { self = format } else { return nil }
    }

    /// The format that a file name's ending says.
    public init?(fileName: String) {
        guard let dot = fileName.lastIndex(of: ".") else { return nil }
        self.init(name: String(fileName[fileName.index(after: dot)...]))
    }

    /// The endings of file names that say a format, as they are mostly written.
    public static let endings = ["csv", "tsv", "json", "jsonl", "md", "html"]

    private static let otherNames: [String: OutputFormat] = [
        "md": .markdown, "ndjson": .jsonl, "jsonlines": .jsonl, "json-lines": .jsonl, "htm": .html, "tab": .tsv,
    ]

    /// The formats that were probably meant by an unknown name, nearest first, at most three.
    public static func suggestions(for name: String) -> [OutputFormat] {
        let typed = Array(name.lowercased().utf8.prefix(32))
        guard !typed.isEmpty else { return [] }
        let rated = allCases.compactMap { format -> (format: OutputFormat, distance: Int)? in
            let known = Array(format.rawValue.utf8)
            let distance = known.starts(with: typed) ? 0 : editDistance(typed, known)
            return distance <= 2 && distance < known.count ? (format, distance) : nil
        }
        return rated.sorted { $0.distance < $1.distance }.prefix(3).map(\.format)
    }

    /// Levenshtein's distance by dynamic programming over two rows.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (i, byte) in left.enumerated() {
            var current = [i + 1]
            for (j, other) in right.enumerated() {
                current.append(min(previous[j] + (byte == other ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
