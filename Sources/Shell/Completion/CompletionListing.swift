import VietnameseText

/// Candidates as a block of columns below the line.
enum CompletionListing {
    static let maximumRows = 12

    /// With the notes if all of it fits so, else without.
    /// - Parameter width: columns of the terminal.
    static func text(_ candidates: [Completion.Candidate], width: Int) -> String {
        let noted = candidates.map { candidate in
            candidate.note.map { "\(candidate.text) (\($0))" } ?? candidate.text
        }
        let full = block(noted, width: width)
        return full.hiddenCount == 0 ? full.text : block(candidates.map(\.text), width: width).text
    }

    private static func block(_ cells: [String], width: Int) -> (text: String, hiddenCount: Int) {
        let cellWidth = min(width - 1, (cells.map { DisplayWidth.columns(of: $0) }.max() ?? 0) + 2)
        let columnCount = max(1, (width - 1) / max(1, cellWidth))
        let rowCount = min((cells.count + columnCount - 1) / columnCount, maximumRows)
        var lines: [String] = []
        for row in 0..<rowCount {
            var line = ""
            for index in stride(from: row, to: min(cells.count, rowCount * columnCount), by: rowCount) {
                if !line.isEmpty || index != row { line += padding(line, to: (index / rowCount) * cellWidth) }
                line += cells[index]
            }
            lines.append(line)
        }
        let hiddenCount = cells.count - rowCount * columnCount
        if hiddenCount > 0 { lines.append("… and \(hiddenCount) more") }
        return (lines.joined(separator: "\n"), max(0, hiddenCount))
    }

    private static func padding(_ line: String, to column: Int) -> String {
        String(repeating: " ", count: max(2, column - DisplayWidth.columns(of: line)))
    }
}
