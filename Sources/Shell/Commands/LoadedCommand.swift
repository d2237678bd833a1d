import Engine

/// `.loaded [C]`
enum LoadedCommand: ShellCommand {
    static let name = ".loaded"
    static let usage = "[COLLECTION]"
    static let summary = "how the files were read: types and their evidence, warnings"
    static let example = ".loaded awards"
    static let argument = CommandArgument.collection

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        let notes = console.session.loadNotes + console.session.spellingNotes()
        let sections = try collections(argument, console).map { collection in
            var lines = ["\(collection.name): \(Amounts.rows(collection.rowCount)) from \(collection.file)"]
            for note in notes where note.collection == collection.name {
                lines.append("  " + (note.severity == .warning ? "warning: " : "") + note.message)
            }
            return lines.joined(separator: "\n")
        }
        try console.show(sections.isEmpty ? "nothing is loaded" : sections.joined(separator: "\n"))
    }

    /// The one that is named, or all.
    private static func collections(
        _ argument: String, _ console: ConsoleHost
    ) throws(HostStop) -> [CollectionSummary] {
        if argument.isEmpty { return console.session.collections }
        switch console.session.collection(named: argument.withoutBackQuotes()) {
        case .success(let collection): return [collection]
        case .failure(let error): throw console.fail(error.message, hints: error.hints)
        }
    }
}
