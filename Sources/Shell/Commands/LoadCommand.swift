import Engine

/// `.load DATA`
enum LoadCommand: ShellCommand {
    static let name = ".load"
    static let usage = "FILE | FOLDER | NAME=FILE"
    static let summary = "loads more data, in place of collections of the same names"
    static let example = ".load sales.csv"
    static let argument = CommandArgument.file

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        guard !console.session.options.isSafe else {
            throw console.fail(".load is off in safe mode (--safe); give the file when the program is started")
        }
        guard !argument.isEmpty else { throw console.fail(".load needs a file, a folder or name=FILE") }
        guard let request = DataArgument.request(argument.withoutQuotes()), request.path != "-" else {
            throw console.fail(".load cannot read \(argument); give a file, a folder or name=FILE")
        }
        let before = console.session.collections
        let added: [String]
        do { added = try console.load([request]) } catch {
            if error.isCancellation { throw console.interrupt() }
            throw console.fail(error.description)
        }
        for collection in console.session.collections where added.contains(collection.name) {
            console.report(Report(.note, told(collection, before.first { $0.name == collection.name })))
        }
    }

    /// A collection that was added, perhaps in place of another.
    private static func told(_ collection: CollectionSummary, _ before: CollectionSummary?) -> String {
        let rows = "\(collection.name): \(Amounts.rows(collection.rowCount))"
        guard let before else { return rows }
        let place = "\(rows), in place of \(Amounts.rows(before.rowCount)) from \(before.file)"
        let references = before.schema.fields.filter { field in
            field.type.target != nil && collection.schema.fields.first { $0.name == field.name }?.type.target == nil
        }
        guard !references.isEmpty else { return place }
        let verb = references.count == 1 ? "is no reference" : "are no references"
        return "\(place); \(references.map(\.name).joined(separator: ", ")) \(verb) any more"
    }
}

/// A DATA argument of the command line or of `.load`.
public enum DataArgument {
    /// FILE, FOLDER, NAME=FILE, or `-` for standard input, which is then called `stdin`. A path that exists as it
    /// stands is a path, whatever it contains. nil when a name or a path is empty.
    public static func request(_ argument: String) -> DataRequest? {
        if argument.isEmpty { return nil }
        if argument == "-" { return DataRequest(name: "stdin", path: "-") }
        guard let sign = argument.firstIndex(of: "="), !argument[..<sign].contains("/"),
            !FileNames.exists(argument)
        else { return DataRequest(path: argument) }
        let name = String(argument[..<sign])
        let path = String(argument[argument.index(after: sign)...])
        return name.isEmpty || path.isEmpty ? nil : DataRequest(name: name, path: path)
    }
}
