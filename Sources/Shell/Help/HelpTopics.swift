import Language
import VietnameseText

/// What `.help` says and the manual prints: one source for both.
enum HelpTopics {
    static let all = [
        stages, predicates, matching, dates, missing, values, references, expressions, functions, aggregates, windows,
        statements, output, scripts, commands, keys,
    ]

    static var names: [String] { all.map(\.name) }

    static let firstExamples = [
        "awards where year=2021 and status=đã trao",
        "awards | sum quantity as total by form | sort by total desc | take 5",
    ]

    static var overview: String {
        """
        A query names a collection and says, stage by stage, what becomes of its rows:

        \(firstExamples.map { "  " + $0 }.joined(separator: "\n"))

        .collections shows what is loaded, .schema awards its fields. Tab completes names and values.

        \(AlignedText.text(all.map { [".help \($0.name)", $0.summary] }, indent: "  "))

        Any word finds its place: .help join, .help lower, .help trung vị. The manual is printed by tdq manual.
        """
    }

    /// The topic of that name.
    static func topic(named name: String) -> HelpTopic? { all.first { $0.name == name.lowercased() } }

    /// The entries that explain a word, or else those that mention it.
    static func entries(for text: String) -> (entries: [HelpEntry], areExact: Bool) {
        let entries = all.flatMap(\.entries)
        let word = Vocabulary.isPercentile(text) ? "p90" : text
        let exact = entries.filter { $0.isFound(by: word) }
        return exact.isEmpty ? (entries.filter { $0.mentions(text) }, false) : (exact, true)
    }
}
