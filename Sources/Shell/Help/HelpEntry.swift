import VietnameseText

/// One thing that the language or the program knows, for `.help` and for the manual.
struct HelpEntry {
    /// How it is written: `where P`.
    var form: String
    /// What it does, in a line.
    var says: String
    /// A statement that runs on the sample data as it stands.
    var example: String
    /// The words of the language that it explains, lower-case.
    var words: [String]
    /// Other words by which people look for it, Vietnamese ones too.
    var alsoFoundBy: [String]
    /// False where what the example prints is no table, or differs from run to run: the manual shows the example alone.
    var showsOutput: Bool

    /// - Parameter words: by default the first word of `form`.
    init(
        _ form: String, _ says: String, _ example: String, words: [String]? = nil, found alsoFoundBy: [String] = [],
        showsOutput: Bool = true
    ) {
        self.form = form
        self.says = says
        self.example = example
        let end = form.firstIndex { $0 == " " || $0 == "(" } ?? form.endIndex
        self.words = words ?? [String(form[..<end])]
        self.alsoFoundBy = alsoFoundBy
        self.showsOutput = showsOutput
    }

    /// Whether it explains the word, marks and letter case aside.
    func isFound(by word: String) -> Bool {
        let wanted = Folding.key(.k2, word)
        return (words + alsoFoundBy).contains { Folding.key(.k2, $0) == wanted }
    }

    /// Whether the text stands somewhere in it as whole words.
    func mentions(_ text: String) -> Bool {
        let wanted = Folding.key(.parts, text)
        guard !wanted.isEmpty else { return false }
        return ([form, says] + words).contains { Self.contains(Folding.key(.parts, $0), wanted) }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        let isInWord = { (index: Int) in
            text.indices.contains(index) && ((97...122).contains(text[index]) || text[index] >= 0x80)
        }
        return (0...(text.count - part.count)).contains { start in
            text[start...].starts(with: part) && !isInWord(start - 1) && !isInWord(start + part.count)
        }
    }

    /// As `.help` shows it when it is asked for.
    var shown: String { "  \(form)\n      \(says)\n\n  \(example)" }
}

/// Entries that belong together.
struct HelpTopic {
    var name: String
    /// What the overview says of it.
    var summary: String
    /// What should be known before the entries are read.
    var text: String
    var entries: [HelpEntry]

    /// Examples below a topic.
    private static let exampleCount = 4

    /// As `.help` shows it.
    var shown: String {
        let list = AlignedText.text(entries.map { [$0.form, $0.says] }, indent: "  ")
        var examples: [String] = []
        for entry in entries where entry.showsOutput && !examples.contains(entry.example) {
            examples.append(entry.example)
        }
        let shown = examples.prefix(Self.exampleCount).map { "  " + $0 }.joined(separator: "\n")
        return [text, list, shown].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
