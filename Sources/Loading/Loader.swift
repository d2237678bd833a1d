import Glibc
import Storage
import Values

/// Reads files and folders into tables.
public enum Loader {
    /// Loads every request, or fails with all that is wrong with them.
    ///
    /// Rows, references and keys are checked throughout before anything is reported.
    public static func load(_ requests: [DataRequest], options: LoadOptions) throws(LoadError) -> LoadResult {
        var session = LoadSession(options)
        for request in requests {
            do {
                try session.loadOrOpen(request)
            } catch {
                if error.isCancellation { throw error }
                session.problems.add(error)
            }
        }
        return try session.finish()
    }
}

/// One load on its way: the drafts so far and what is wrong with them.
struct LoadSession {
    let monitor: LoadMonitor
    var drafts: [TableDraft] = []
    /// Tables of snapshots, each behind the drafts that were there before it.
    var opened: [(place: Int, table: Table)] = []
    var notes: [LoadNote] = []
    var problems = ProblemLog()

    /// Collections whose files stay unread, since nobody asks for them.
    var unread: [UnreadCollection] = []
    /// Whether anybody asks for a field; found out when a file first needs it.
    private lazy var isFieldAskedFor = monitor.options.fieldsAskedFor?()
    /// What will be kept in the cache when all went well.
    var uncached: [UncachedLoad] = []

    init(_ options: LoadOptions) { monitor = LoadMonitor(options) }

    mutating func load(_ request: DataRequest) throws(LoadError) {
        if request.path == "-" {
            let name = StandardInput.name
            var file = FileRequest(file: name, collection: request.name ?? name)
            file.openedPath = StandardInput.path
            let isRead = file.openedPath == nil
            return try load(file, from: isRead ? monitor.options.standardInput.bytes(monitor) : nil)
        }
        switch Paths.kind(request.path) {
        case .absent: throw Paths.absent(request.path)
        case .folder:
            if let name = request.name {
                throw LoadError(
                    LoadProblem(
                        file: request.path,
                        message: "a folder cannot be called “\(name)”: each of its files has a name",
                        hint: "give a file: \(name)=FILE"))
            }
            try loadFolder(request.path)
        case .file: try loadFile(request.path, name: request.name, isNamed: true)
        }
    }

    private mutating func loadFolder(_ path: String) throws(LoadError) {
        let descriptor = Paths.join(path, DataPackage.fileName)
        if Paths.kind(descriptor) == .file { return try loadPackage(descriptor, nil) }
        monitor.willRead(path)
        guard let names = Paths.names(inFolder: path) else {
            throw LoadError(
                LoadProblem(file: path, message: "the folder cannot be read: \(String(cString: strerror(errno)))"))
        }
        var isEmpty = true
        for name in names where !name.hasPrefix(".") {
            let file = Paths.join(path, name)
            guard Paths.kind(file) == .file else { continue }
            guard Self.isData(name) else {
                notes.append(LoadNote(collection: name, message: "not loaded: no data file by its extension"))
                continue
            }
            isEmpty = false
            do { try loadFile(file, name: nil, isNamed: false) } catch {
                if error.isCancellation { throw error }
                problems.add(error)
            }
        }
        if isEmpty {
            throw LoadError(
                LoadProblem(
                    file: path, message: "the folder holds no data files",
                    hint: "data files are \(FileFormat.knownExtensions), or a datapackage.json that names them"))
        }
    }

    /// `isNamed`: by the request itself, and so asked for.
    private mutating func loadFile(_ path: String, name: String?, isNamed: Bool) throws(LoadError) {
        if Paths.lastComponent(path) == DataPackage.fileName { return try loadPackage(path, name) }
        let fileExtension = Paths.split(path).fileExtension
        if fileExtension == Snapshot.fileExtension { return try openSnapshot(path, name) }
        guard let format = FileFormat(fileExtension: fileExtension) else {
            if fileExtension == "tdq" {
                throw LoadError(
                    LoadProblem(
                        file: path, message: "a script is no data",
                        hint: "-f \(path) runs it, and in the shell .read \(path)"))
            }
            throw LoadError(
                LoadProblem(
                    file: path,
                    message: fileExtension.isEmpty
                        ? "the name has no extension that tells the format" : "“.\(fileExtension)” is no known format",
                    hint: "known are \(FileFormat.knownExtensions); anything else through standard input: - < \(path)"))
        }
        let request = FileRequest(file: path, collection: name ?? Paths.collectionName(path), format: format)
        guard isNamed || monitor.isAskedFor([request.collection], file: path) else {
            return leave(UnreadCollection(names: [request.collection], file: path))
        }
        monitor.willRead(path)
        try load(request)
    }

    /// A file without a schema.
    private mutating func load(_ file: FileRequest, from bytes: FileBytes? = nil) throws(LoadError) {
        var file = file
        file.isFieldAskedFor = isFieldAskedFor
        add(try DataFile.read(file, from: bytes, monitor: monitor, problems: &problems, plans: \.inferredPlans))
    }

    private mutating func loadPackage(_ path: String, _ name: String?) throws(LoadError) {
        if let name {
            throw LoadError(
                LoadProblem(
                    file: path, message: "a data package cannot be called “\(name)”: each of its resources has a name"))
        }
        monitor.willRead(path)
        let package = try DataPackage(path: path, monitor: monitor)
        for resource in package.unread { leave(resource) }
        var added = try package.load(monitor: monitor, problems: &problems)
        notes += package.notes
        try References.resolve(&added, monitor: monitor, problems: &problems)
        for resource in added { add(resource.draft) }
    }

    private mutating func add(_ draft: TableDraft) {
        if isNew(draft.name, from: draft.file, cure: "give it another name: other_name=\(draft.file)") {
            drafts.append(draft)
        }
    }

    private mutating func leave(_ collection: UnreadCollection) {
        let cure = "give it another name: other_name=\(collection.file)"
        if isNew(collection.names[0], from: collection.file, cure: cure) { unread.append(collection) }
    }

    /// Whether nothing of that name is loaded yet; a problem where something is.
    mutating func isNew(_ name: String, from file: String, cure: String) -> Bool {
        let before =
            drafts.first { $0.name == name }?.file ?? opened.first { $0.table.name == name }?.table.origin.file
            ?? unread.first { $0.names[0] == name }?.file
        guard let before else { return true }
        problems.add(
            LoadProblem(
                file: file, message: "a collection “\(name)” is loaded already, from \(before)", hint: cure))
        return false
    }

    mutating func finish() throws(LoadError) -> LoadResult {
        try problems.throwIfAny()
        for index in drafts.indices { drafts[index].setRejectedAside() }
        let made = drafts.map { $0.table() }
        try keep(made)
        var result = LoadResult(tables: made, notes: notes, unread: unread.map(\.names))
        for (place, table) in opened.reversed() { result.tables.insert(table, at: place) }
        for draft in drafts {
            result.notes += draft.notes
        }
        if let rejected = RejectedRows.table(drafts) { result.tables.append(rejected) }
        return result
    }
}
