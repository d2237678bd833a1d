import VietnameseText

/// Lines of words in columns, for the shell's own answers.
enum AlignedText {
    /// - Parameter rows: cells; the last one of a row is not padded.
    static func text(_ rows: [[String]], indent: String = "") -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], DisplayWidth.columns(of: cell))
            }
        }
        let lines = rows.map { row in
            var line = indent
            for (column, cell) in row.enumerated() {
                line += cell
                line += String(repeating: " ", count: widths[column] - DisplayWidth.columns(of: cell) + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        return lines.joined(separator: "\n")
    }
}
