import Engine

/// `.save FILE.tdqs`
enum SaveCommand: ShellCommand {
    static let name = ".save"
    static let usage = "FILE.tdqs | FOLDER"
    static let summary = "saves all collections, indexes included, as a snapshot that opens without loading"
    static let example = ".save awards.tdqs"
    static let argument = CommandArgument.file

    static func run(_ argument: String, on console: ConsoleHost) throws(HostStop) {
        guard !console.session.options.isSafe else { throw console.fail(".save is off in safe mode (--safe)") }
        guard !argument.isEmpty else {
            throw console.fail(".save needs a file or a folder: .save FILE.tdqs")
        }
        let saved: SavedSnapshot
        do {
            saved = try console.session.save(to: argument.withoutQuotes())
        } catch {
            if error.isCancellation { throw console.interrupt() }
            throw console.fail("\(error.path): \(error.message)", hints: error.hint.map { [$0] } ?? [])
        }
        let collections = "\(saved.collectionCount) collection\(saved.collectionCount == 1 ? "" : "s")"
        console.report(Report(.note, "\(saved.path): \(collections), \((saved.byteCount + 1023) / 1024) KiB"))
    }
}
