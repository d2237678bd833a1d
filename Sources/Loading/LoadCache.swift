import Glibc
import Storage
import Values
import VietnameseText

/// Snapshots of loaded data in a folder of the user's, one for each request.
///
/// An entry's name comes from the request and the folder it was made in, so that a newer one takes the place of the
/// older. It holds a stamp of every file and folder that was read, and of the program that read them, and counts only
/// while all of them are the same. Two processes may use the folder at once: an entry appears whole or not at all.
struct LoadCache {
    let folder: String

    /// All entries together; those unused for longest go first.
    static let maximumBytes = 8 << 30
    /// A file changed so shortly before it was read may change again without another time.
    static let slackNanoseconds = 50_000_000

    /// The user's own folder for caches, as the XDG Base Directory Specification says; nil where none is set.
    static func standardFolder() -> String? {
        if let cache = getenv("XDG_CACHE_HOME"), cache.pointee == UInt8(ascii: "/") {
            return String(cString: cache) + "/tdq"
        }
        if let home = getenv("HOME"), home.pointee == UInt8(ascii: "/") {
            return String(cString: home) + "/.cache/tdq"
        }
        return nil
    }

    /// The entry of a request; nil where the working folder is gone.
    func path(of request: DataRequest, _ encoding: TextEncoding?) -> String? {
        guard let working = realpath(".", nil) else { return nil }
        defer { free(working) }
        var key = [String(cString: working), request.path, request.name ?? ""]
        if let encoding { key.append("\(encoding)") }
        // References are found by names that other options may take for others.
        if Folding.standard != Folding.Options() { key.append("\(Folding.standard)") }
        return Paths.join(folder, "\(Snapshot.checksum(of: key)).\(Snapshot.fileExtension)")
    }

    /// What an entry holds while it counts; nil where there is none, or files have changed since.
    func open(_ path: String) throws(SnapshotError) -> Snapshot? {
        guard access(path, F_OK) == 0 else { return nil }
        let snapshot = try Snapshot(path: path, isDisposable: true)
        guard !snapshot.sources.isEmpty, snapshot.sources.allSatisfy(Self.isUnchanged) else { return nil }
        // Used now, for the order in which entries go.
        utimensat(AT_FDCWD, path, nil, 0)
        return snapshot
    }

    private static func isUnchanged(_ line: String) -> Bool {
        SourceStamp.path(ofLine: line).map { SourceStamp(path: $0).line == line } ?? false
    }

    /// The program that reads: another one may read the same files otherwise.
    static let program = SourceStamp(path: "/proc/self/exe")

    func makeFolder() throws(SnapshotError) {
        var made = ""
        for part in folder.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            // Folders above may be readable only, and be there.
            guard Paths.kind(made) == .folder else { throw Snapshot.failure(folder) }
        }
    }

    /// Removes what was not used for longest, until the rest is small enough.
    func prune() {
        let names = Paths.names(inFolder: folder) ?? []
        var entries: [(path: String, bytes: Int, used: Int)] = []
        for name in names where Paths.split(name).fileExtension == Snapshot.fileExtension {
            var status = stat()
            let path = Paths.join(folder, name)
            guard stat(path, &status) == 0 else { continue }
            entries.append((path, Int(status.st_size), status.st_mtim.tv_sec))
        }
        var total = entries.reduce(0) { $0 + $1.bytes }
        for entry in entries.sorted(by: { $0.used < $1.used }) where total > Self.maximumBytes {
            unlink(entry.path)
            total -= entry.bytes
        }
    }
}

/// A request that was read from its files, and what the cache should know of it.
struct UncachedLoad {
    var request: DataRequest
    /// The drafts that came of it.
    var drafts: Range<Int>
    var notes: [LoadNote]
    var sources: [SourceStamp]
    /// When reading began.
    var startNanoseconds: Int
    var entry: String
}

extension LoadSession {
    /// Loads a request, or opens what the cache keeps of it.
    mutating func loadOrOpen(_ request: DataRequest) throws(LoadError) {
        guard let folder = monitor.options.cacheFolder, !monitor.isLenient, request.path != "-",
            Paths.split(request.path).fileExtension != Snapshot.fileExtension,
            let entry = LoadCache(folder: folder).path(of: request, monitor.options.encoding)
        else { return try load(request) }
        do {
            if let snapshot = try LoadCache(folder: folder).open(entry) { return add(snapshot, from: request.path) }
        } catch {
            warn(request, "its cache was ignored and is made anew: \(error.message)")
        }
        monitor.sources = [LoadCache.program]
        defer { monitor.sources = nil }
        let (first, firstNote, start) = (drafts.count, notes.count, SourceStamp.now())
        let openedBefore = opened.count
        try load(request)
        // A folder of snapshots is opened as fast from where it is.
        guard opened.count == openedBefore else { return }
        uncached.append(
            UncachedLoad(
                request: request, drafts: first..<drafts.count, notes: Array(notes[firstNote...]),
                sources: monitor.sources ?? [], startNanoseconds: start, entry: entry))
    }

    /// Puts what was loaded into the cache; where that cannot be, a note says so and nothing is lost.
    mutating func keep(_ tables: [Table]) throws(LoadError) {
        guard let folder = monitor.options.cacheFolder, !uncached.isEmpty else { return }
        let cache = LoadCache(folder: folder)
        let isCancelled = monitor.options.isCancelled ?? { false }
        for load in uncached {
            // What changed while it was read, or so shortly before that it may again, is not known well enough.
            let newest = load.sources.map(\.changedNanoseconds).max() ?? 0
            guard newest < load.startNanoseconds - LoadCache.slackNanoseconds,
                load.sources.allSatisfy({ SourceStamp(path: $0.path) == $0 })
            else { continue }
            let notes = load.notes + drafts[load.drafts].flatMap(\.notes)
            let snapshot = Snapshot(
                tables: Array(tables[load.drafts]), notes: notes.map(Snapshot.Note.init),
                sources: load.sources.map(\.line))
            do {
                try cache.makeFolder()
                try snapshot.save(to: load.entry, isCancelled: isCancelled)
            } catch {
                if error.isCancellation { throw .cancelled }
                warn(load.request, "could not be kept in the cache: \(error.path): \(error.message)")
            }
        }
        cache.prune()
    }

    private mutating func warn(_ request: DataRequest, _ message: String) {
        notes.append(LoadNote(collection: request.path, severity: .warning, message: message))
    }
}

extension LoadOptions {
    /// The user's own folder for caches; nil where neither XDG_CACHE_HOME nor HOME is set.
    public static func standardCacheFolder() -> String? { LoadCache.standardFolder() }
}
