import Storage

extension LoadSession {
    /// Whether a file of a folder is data, by its name's end.
    static func isData(_ name: String) -> Bool {
        let fileExtension = Paths.split(name).fileExtension
        return fileExtension == Snapshot.fileExtension || FileFormat(fileExtension: fileExtension) != nil
    }

    /// Opens a file that was saved as a snapshot.
    mutating func openSnapshot(_ path: String, _ name: String?) throws(LoadError) {
        if let name {
            throw LoadError(
                LoadProblem(
                    file: path,
                    message: "a snapshot cannot be called “\(name)”: each of its collections has a name"))
        }
        monitor.willRead(path)
        do { add(try Snapshot(path: path), from: path) } catch { throw LoadError(error) }
    }

    /// Takes in what a snapshot holds.
    mutating func add(_ snapshot: Snapshot, from path: String) {
        for table in snapshot.tables {
            let isNew = isNew(
                table.name, from: path, cure: "load one of the two alone, under another name, and save it")
            if isNew { opened.append((drafts.count, table)) }
        }
        notes += snapshot.notes.map {
            LoadNote(collection: $0.collection, severity: $0.isWarning ? .warning : .note, message: $0.message)
        }
    }
}

extension Loader {
    /// The files of a folder that would be read as data.
    public static func data(inFolder path: String) -> [String] {
        (Paths.names(inFolder: path) ?? []).filter { name in
            let isData = name == DataPackage.fileName || !name.hasPrefix(".") && LoadSession.isData(name)
            return isData && Paths.kind(Paths.join(path, name)) == .file
        }
    }
}

extension Snapshot.Note {
    public init(_ note: LoadNote) {
        self.init(collection: note.collection, isWarning: note.severity == .warning, message: note.message)
    }
}

extension LoadError {
    init(_ error: SnapshotError) {
        self.init(LoadProblem(file: error.path, message: error.message, hint: error.hint))
        isCancellation = error.isCancellation
    }
}
