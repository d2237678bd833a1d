import Engine

/// `.schema [C]`
enum SchemaCommand: ShellCommand {
    static let name = ".schema"
    static let usage = "[COLLECTION]"
    static let summary = "fields: name, type, title, other names"
    static let example = ".schema awards"
    static let argument = CommandArgument.collection

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        guard !argument.isEmpty else {
            try console.show(console.session.collections.map(text(of:)).joined(separator: "\n\n"))
            return
        }
        switch console.session.collection(named: argument.withoutBackQuotes()) {
        case .success(let collection): try console.show(text(of: collection))
        case .failure(let error): throw console.fail(error.message, hints: error.hints)
        }
    }

    private static func text(of collection: CollectionSummary) -> String {
        let heading = [collection.name, collection.title].compactMap { $0 }.joined(separator: " · ")
        let about = collection.about.map { "\n\($0)" } ?? ""
        let rows = collection.schema.fields.map { field in
            [field.name, field.type.description, field.title ?? "", field.aliases.joined(separator: ", ")]
        }
        return heading + about + "\n" + AlignedText.text(rows, indent: "  ")
    }
}
