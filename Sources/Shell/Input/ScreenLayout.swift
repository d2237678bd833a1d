import VietnameseText

/// Where on the screen the text of a prompt and a line ends: what is needed to move off it or to draw it anew.
struct ScreenLayout {
    private(set) var row = 0
    private(set) var column = 0
    /// Columns of the terminal, at least 1.
    let width: Int

    init(width: Int) { self.width = max(1, width) }

    mutating func append(_ text: some Sequence<Unicode.Scalar>) {
        for scalar in text { append(scalar) }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if scalar == "\n" {
            row += 1
            column = 0
            return
        }
        let columns = scalar.isASCII ? 1 : DisplayWidth.columns(of: String(scalar))
        if column + columns > width {
            row += 1
            column = 0
        }
        column += columns
        if column == width {
            row += 1
            column = 0
        }
    }
}
