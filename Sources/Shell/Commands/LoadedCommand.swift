import Engine

/// `.loaded`
enum LoadedCommand: ShellCommand {
    static let name = ".loaded"
    static let usage = ""
    static let summary = "how the files were read: types and their evidence, warnings"
    static let argument = CommandArgument.nothing

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        let notes = console.session.loadNotes + console.session.spellingNotes()
        let sections = console.session.collections.map { collection in
            var lines = ["\(collection.name): \(Amounts.rows(collection.rowCount)) from \(collection.file)"]
            for note in notes where note.collection == collection.name {
                lines.append("  " + (note.severity == .warning ? "warning: " : "") + note.message)
            }
            return lines.joined(separator: "\n")
        }
        try console.show(sections.isEmpty ? "nothing is loaded" : sections.joined(separator: "\n"))
    }
}
