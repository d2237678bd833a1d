import Engine
import VietnameseText

/// `.help [topic]`
enum HelpCommand: ShellCommand {
    static let name = ".help"
    static let usage = "[TOPIC]"
    static let summary = "help, or help on one thing"
    static let argument = CommandArgument.topic

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        let wanted = argument.lowercased()
        if wanted.isEmpty {
            try console.show(HelpTopics.overview)
        } else if wanted == "commands" {
            try console.show(commandList)
        } else if let topic = HelpTopics.topic(for: wanted) {
            try console.show(topic.shown)
        } else if let command = CommandRegistry.command(named: wanted) {
            try console.show(line(of: command).filter { !$0.isEmpty }.joined(separator: "  "))
        } else {
            throw console.fail(unknown(argument))
        }
    }

    private static var commandList: String {
        AlignedText.text(CommandRegistry.commands.map(line(of:)), indent: "  ")
            + "\n\nCommands work at the prompt and in scripts: a line that begins with a dot."
    }

    private static func line(of command: any ShellCommand.Type) -> [String] {
        [command.name + (command.usage.isEmpty ? "" : " " + command.usage), command.summary]
    }

    private static func unknown(_ word: String) -> String {
        let near = Spelling.nearest(word, among: HelpTopics.names + CommandRegistry.commands.map { $0.name })
        let cure =
            near.isEmpty
            ? "the topics are \(HelpTopics.names.joined(separator: ", "))"
            : "did you mean \(near.joined(separator: ", "))?"
        return "no help on \(word); \(cure)"
    }
}
