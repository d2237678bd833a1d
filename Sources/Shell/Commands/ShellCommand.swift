import Engine
import VietnameseText

/// One `.command`, at the prompt or in a script.
protocol ShellCommand: SendableMetatype {
    /// With its dot.
    static var name: String { get }
    /// As help shows it after the name; empty when it takes nothing.
    static var usage: String { get }
    /// One line.
    static var summary: String { get }
    /// As it may be typed.
    static var example: String { get }
    static var argument: CommandArgument { get }
    /// Whether it looks at the data, or adds to it.
    static var readsData: Bool { get }
    /// - Parameter argument: what follows the name, ends trimmed.
    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop)
}

extension ShellCommand {
    static var readsData: Bool { true }
}

/// Every command.
enum CommandRegistry {
    static let commands: [any ShellCommand.Type] = [
        HelpCommand.self, CollectionsCommand.self, SchemaCommand.self, LoadedCommand.self, LoadCommand.self,
        SaveCommand.self, ReadCommand.self, ModeCommand.self, TimerCommand.self, IndexesCommand.self, SetCommand.self,
        QuitCommand.self, ExitCommand.self,
    ]

    static func command(named name: String) -> (any ShellCommand.Type)? {
        let name = name.lowercased()
        return commands.first { $0.name == name || $0.name.dropFirst() == name }
    }

    /// `.name argument` taken apart; nil when a line is no command.
    static func parse(_ line: String) -> (name: String, argument: String)? {
        let trimmed = line.trimmingSpaces()
        guard trimmed.first == "." else { return nil }
        let end = trimmed.firstIndex { $0 == " " || $0 == "\t" } ?? trimmed.endIndex
        return (String(trimmed[..<end]), String(trimmed[end...]).trimmingSpaces())
    }
}

extension ConsoleHost {
    public func perform(command name: String, arguments: String) throws(HostStop) {
        let argument = arguments.trimmingSpaces()
        guard let command = CommandRegistry.command(named: name) else { throw fail(Self.unknownCommand(name)) }
        if command.usage.isEmpty, !argument.isEmpty { throw fail("\(command.name) takes nothing after it") }
        try command.run(argument, on: self)
    }

    public func readsData(command name: String) -> Bool { CommandRegistry.command(named: name)?.readsData ?? false }

    /// What commands of other shells are called here.
    private static let foreignCommands = [
        ".tables": ".collections", ".databases": ".collections", ".dump": ".save", ".open": ".load", ".import": ".load",
        ".source": ".read", ".bye": ".quit", ".describe": ".schema",
    ]

    private static func unknownCommand(_ name: String) -> String {
        let dotted = name.hasPrefix(".") ? name : "." + name
        let near =
            foreignCommands[dotted.lowercased()].map { [$0] }
            ?? Spelling.nearest(dotted, among: CommandRegistry.commands.map { $0.name })
        let cure = near.isEmpty ? ".help commands lists them" : "did you mean \(near.joined(separator: ", "))?"
        return "there is no command \(dotted); \(cure)"
    }

    /// Reports why a command could not do what it says.
    func fail(_ message: String, hints: [String] = []) -> HostStop {
        report(Report(.error, message))
        for hint in hints { report(Report(.hint, hint)) }
        return .failed
    }
}

extension String {
    /// Without white space at both ends.
    func trimmingSpaces() -> String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    /// Without the quotes around the whole of it.
    func withoutQuotes() -> String {
        guard count >= 2, let first, first == last, first == "\"" || first == "'" else { return self }
        return String(dropFirst().dropLast())
    }

    /// Without the back quotes around the whole of it.
    func withoutBackQuotes() -> String {
        count >= 2 && first == "`" && last == "`" ? String(dropFirst().dropLast()) : self
    }
}
