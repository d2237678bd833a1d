import Engine

/// `.collections`
enum CollectionsCommand: ShellCommand {
    static let name = ".collections"
    static let usage = ""
    static let summary = "what is loaded: name, rows, size, title"
    static let example = ".collections"
    static let argument = CommandArgument.nothing

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        let collections = console.session.collections
        guard !collections.isEmpty else {
            try console.show("nothing is loaded; .load FILE loads a file or a folder")
            return
        }
        let rows = collections.map { collection in
            [
                collection.name, Amounts.rows(collection.rowCount), Amounts.bytes(collection.byteCount),
                collection.title ?? "",
            ]
        }
        try console.show(AlignedText.text(rows))
    }
}
