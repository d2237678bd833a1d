import Glibc
import Loading
import Storage

public typealias SnapshotError = Storage.SnapshotError
public typealias GrowingFile = Storage.GrowingFile

/// A snapshot that was saved.
public struct SavedSnapshot: Sendable {
    public var path: String
    public var byteCount: Int
    public var collectionCount: Int
}

extension Session {
    /// The name of the snapshot in a folder that is given instead of a file.
    private static let nameInFolder = "snapshot." + Snapshot.fileExtension

    /// Saves every collection, with the indexes and everything else that is computed by now, as a snapshot: a file
    /// `….tdqs`, or `snapshot.tdqs` in a folder, which is made if it is not there and must hold no other data.
    ///
    /// What stood there before stays until the new file is complete. `cancellation` stops it.
    public func save(to argument: String) throws(SnapshotError) -> SavedSnapshot {
        guard !catalog.tables.isEmpty else {
            throw SnapshotError(path: argument, message: "nothing is loaded, so there is nothing to save")
        }
        let path = try Self.filePath(argument)
        let snapshot = Snapshot(tables: catalog.tables, notes: loadNotes.map(Snapshot.Note.init))
        let cancellation = cancellation
        try snapshot.save(to: path) { cancellation.isCancelled }
        var status = stat()
        let size = stat(path, &status) == 0 ? Int(status.st_size) : 0
        return SavedSnapshot(path: path, byteCount: size, collectionCount: catalog.tables.count)
    }

    private static func filePath(_ argument: String) throws(SnapshotError) -> String {
        var status = stat()
        let exists = stat(argument, &status) == 0
        let isFolder = exists && status.st_mode & S_IFMT == S_IFDIR
        let name = argument.split(separator: "/").last ?? ""
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
        if !isFolder, ending == Snapshot.fileExtension { return argument }
        guard isFolder || (!exists && (ending == nil || argument.hasSuffix("/"))) else {
            throw SnapshotError(
                path: argument, message: "the name of a snapshot ends in .\(Snapshot.fileExtension)",
                hint: "give FILE.\(Snapshot.fileExtension), or a folder")
        }
        if !exists, mkdir(argument, 0o777) != 0 {
            throw SnapshotError(
                path: argument, message: "the folder cannot be made: \(String(cString: strerror(errno)))")
        }
        if let other = Loader.data(inFolder: argument).first(where: { $0 != nameInFolder }) {
            throw SnapshotError(
                path: argument,
                message: "the folder holds other data (\(other)), which would be loaded with the snapshot",
                hint: "give a file or another folder: FILE.\(Snapshot.fileExtension)")
        }
        return argument.hasSuffix("/") ? argument + nameInFolder : "\(argument)/\(nameInFolder)"
    }
}
