import Language

/// What `.help` says.
enum HelpTopics {
    struct Topic {
        var name: String
        var summary: String
        var text: String
        /// Statements that run on the sample data as they stand.
        var examples: [String]
        /// The language's words that this topic is about.
        var words: [String] = []

        var shown: String { text + "\n\n" + HelpTopics.indented(examples) }
    }

    static var names: [String] { all.map(\.name) + ["commands"] }

    static let all = [
        stages, predicates, functions, aggregates, windows, search, values, references, output, statements, plans,
        scripts, keys,
    ]

    static let firstExamples = [
        "awards where year=2021 and status=đã trao",
        "awards | sum quantity as total by form | sort by total desc | take 5",
    ]

    static var overview: String {
        """
        A query names a collection and says, stage by stage, what becomes of its rows:

        \(indented(firstExamples))

        .collections shows what is loaded, .schema awards its fields. Tab completes names and values.

        \(AlignedText.text(all.map { [".help \($0.name)", $0.summary] } + [[".help commands", "the commands"]], indent: "  "))

        Words find their topic too: .help where, .help join, .help lower.
        """
    }

    /// The topic of that name, or the one that explains a word of the language.
    static func topic(for wanted: String) -> Topic? {
        let word = wanted.lowercased()
        if let topic = all.first(where: { $0.name == word }) { return topic }
        if let topic = all.first(where: { $0.words.contains(word) }) { return topic }
        if Vocabulary.functions[word] != nil { return functions }
        if Vocabulary.aggregate(word) != nil { return aggregates }
        if Vocabulary.comparisonOperators.contains(word) || Vocabulary.logicalWords.contains(word) { return predicates }
        if Vocabulary.statements.contains(word) { return statements }
        let isStage = Vocabulary.stages.contains { $0 == word || $0.hasPrefix(word + " ") }
        return isStage && word != "chart" ? stages : nil
    }

    private static func indented(_ lines: [String]) -> String { lines.map { "  " + $0 }.joined(separator: "\n") }
}
