import VietnameseText

/// The lines below a table that name the columns for which there was no room.
struct LeftOutNote {
    private static let maximumLines = 2
    private static let indent = 2

    /// Whether what to do about it is said too; an empty result needs no such help.
    let isWithCure: Bool
    let width: Int

    /// Lines of at most `width` columns, broken between names only; of too many names the last are left out.
    func lines(_ names: [[UInt8]]) -> [[UInt8]] {
        for cure in isWithCure ? [" — show fewer, or .mode vertical", ""] : [""] {
            for count in stride(from: names.count, through: min(1, names.count - 1), by: -1) {
                let lines = wrapped(pieces(names, count: count, cure: cure))
                if lines.count <= Self.maximumLines, lines.allSatisfy({ cellWidth($0.span) <= width }) { return lines }
            }
        }
        return [cut(Array("… +\(names.count)".utf8))]
    }

    /// What may not be broken, each piece with the space before it.
    private func pieces(_ names: [[UInt8]], count: Int, cure: String) -> [[UInt8]] {
        var pieces = [Array("… \(names.count) more column\(names.count == 1 ? "" : "s"):".utf8)]
        for (position, name) in names.prefix(count).enumerated() {
            let isLast = position == names.count - 1
            pieces.append([Bytes.space] + name + (isLast ? [] : [Bytes.comma]))
        }
        if count < names.count { pieces.append(Array(" …".utf8)) }
        if !cure.isEmpty { pieces.append(Array(cure.utf8)) }
        return pieces
    }

    private func wrapped(_ pieces: [[UInt8]]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var used = 0
        for piece in pieces {
            let added = cellWidth(piece.span)
            if lines.isEmpty {
                lines.append(piece)
                used = added
            } else if used + added <= width {
                lines[lines.count - 1] += piece
                used += added
            } else {
                lines.append(Array(repeating: Bytes.space, count: Self.indent) + piece.dropFirst())
                used = Self.indent + added - 1
            }
        }
        return lines
    }

    private func cut(_ line: [UInt8]) -> [UInt8] {
        Array(line.prefix(DisplayWidth.prefixLength(of: line.span, columns: width)))
    }
}
