import Engine
import VietnameseText

/// `.help [topic]`
enum HelpCommand: ShellCommand {
    static let name = ".help"
    static let usage = "[TOPIC | WORDS]"
    static let summary = "help, help on one thing, or what mentions the words"
    static let example = ".help join"
    static let argument = CommandArgument.topic
    static let readsData = false

    /// Entries beyond this are too many to be an answer.
    private static let maximumEntries = 12

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        guard let text = text(argument) else { throw console.fail(unknown(argument)) }
        try console.show(text)
    }

    /// What help says; nil when it knows nothing of it.
    static func text(_ argument: String) -> String? {
        if argument.isEmpty { return HelpTopics.overview }
        if let topic = HelpTopics.topic(named: argument) { return topic.shown }
        let (entries, areExact) = HelpTopics.entries(for: argument)
        guard !entries.isEmpty else { return nil }
        if areExact { return entries.map(\.shown).joined(separator: "\n\n") }
        let list = AlignedText.text(
            entries.prefix(maximumEntries).map { [$0.form, $0.says] }, indent: "  ")
        let more = entries.count - maximumEntries
        return more > 0 ? list + "\n  … \(more) more" : list
    }

    private static func unknown(_ word: String) -> String {
        let known = HelpTopics.names + HelpTopics.all.flatMap { $0.entries.flatMap(\.words) }
        let near = Spelling.nearest(word, among: known)
        let cure =
            near.isEmpty
            ? "the topics are \(HelpTopics.names.joined(separator: ", "))"
            : "did you mean \(near.joined(separator: ", "))?"
        return "no help on \(word); \(cure)"
    }
}
