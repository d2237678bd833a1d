extension LineReader {
    /// A pasted block ends with this.
    private static let pasteEnd = Array("\u{1B}[201~".unicodeScalars)
    /// What a paste may hold; the rest of a longer one is read and left out.
    static let maximumPasteScalars = 1 << 20

    /// Takes a pasted block as one edit: nothing in it acts as a key, so nothing runs before Enter.
    func paste() -> KeyOutcome {
        guard let handle else { return .nothing }
        let (block, isWhole) = readPaste()
        let isInserted = handle.insert(Self.pastedText(block))
        return isWhole && isInserted ? .redraw : .beep
    }

    private func readPaste() -> (block: [Unicode.Scalar], isWhole: Bool) {
        var block: [Unicode.Scalar] = []
        var isWhole = true
        while let scalar = readScalar() {
            block.append(scalar)
            if scalar == "~", block.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) {
                block.removeLast(Self.pasteEnd.count)
                return (block, isWhole)
            }
            if block.count > Self.maximumPasteScalars + Self.pasteEnd.count {
                // What is left keeps its last scalars, among which the end may already have begun.
                block.remove(at: Self.maximumPasteScalars)
                isWhole = false
            }
        }
        return (block, isWhole)
    }

    /// Terminals send line ends as CR; other control characters have no place in a statement.
    static func pastedText(_ block: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in block {
            switch scalar {
            case "\r": text.append("\n")
            case "\n": if previous != "\r" { text.append("\n") }
            case "\t": text.append(" ")
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
            default: text.append(scalar)
            }
            previous = scalar
        }
        while text.last == "\n" { text.removeLast() }
        return composed(String(text))
    }
}
