/// Words of other shells that stand alone on a line at the prompt, with the command each asks for.
enum BareWords {
    private static let commands = [
        "quit": ".quit", "exit": ".quit", #"\q"#: ".quit", "help": ".help", "?": ".help", #"\?"#: ".help",
        #"\d"#: ".collections",
    ]

    /// The command that a whole line means; nil for a name that the data or a `let` gives a meaning of its own.
    static func command(for line: String, unlessNamed names: [String]) -> String? {
        let word = line.trimmingSpaces()
        return names.contains(word) ? nil : commands[word.lowercased()]
    }
}
