import Glibc

/// A file that grows beside its place and takes it when it is complete; without `commit` it goes and nothing changes.
///
/// It has no name while it grows, where the file system can do that: it is gone then with the process, whatever ends
/// that. Elsewhere it has a hidden name, which a process that is killed leaves behind.
public final class GrowingFile {
    /// As the user gave it.
    private let path: String
    /// Behind symbolic links, so that a link stays one.
    private let target: String
    /// The name before the last.
    private let growing: String
    private var isNamed: Bool
    /// Where it is written.
    public let descriptor: Int32
    private var isCommitted = false

    public init(replacing path: String) throws(SnapshotError) {
        self.path = path
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            let what = status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is no file"
            throw SnapshotError(path, "cannot be written: \(what)", hint: "give the name of a file")
        }
        target = exists ? Self.resolved(path) : path
        growing = Self.growingPath(beside: target)
        let unnamed = Self.openUnnamed(Self.folder(of: target))
        isNamed = unnamed == nil
        descriptor = unnamed ?? open(growing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
        if exists { _ = fchmod(descriptor, status.st_mode & 0o7777) }
    }

    deinit {
        close(descriptor)
        if isNamed, !isCommitted { unlink(growing) }
    }

    static func cancelled(_ path: String) -> SnapshotError {
        var error = SnapshotError(path, "saving was cancelled")
        error.isCancellation = true
        return error
    }

    /// Behind what is written so far, or at a place in it.
    func write(_ bytes: [UInt8], at place: Int? = nil) throws(SnapshotError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let (start, rest) = (bytes.baseAddress! + done, bytes.count - done)
                return place.map { pwrite(descriptor, start, rest, off_t($0 + done)) }
                    ?? Glibc.write(descriptor, start, rest)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            done += count
        }
    }

    /// The bytes are on the disk before the name leads to them, and the name before this returns; without `isSynced`
    /// they are what any program reads from now on, and on the disk when the system writes them.
    public func commit(isSynced: Bool = true) throws(SnapshotError) {
        guard !isSynced || fsync(descriptor) == 0, giveName(), rename(growing, target) == 0 else {
            throw Self.failure(path)
        }
        isCommitted = true
        guard isSynced else { return }
        let directory = open(Self.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        // Some file systems cannot do this for a folder; the file itself is complete by now.
        fsync(directory)
        close(directory)
    }

    /// Linux's `__O_TMPFILE`, which the C library has as a macro: a file in a folder, without a name there.
    private static let unnamedFile: Int32 = 0o20_000_000

    /// Nil where the file system, or the system, cannot do this.
    private static func openUnnamed(_ folder: String) -> Int32? {
        // A name is given by way of there.
        guard access(descriptors, X_OK) == 0 else { return nil }
        let descriptor = open(folder, O_WRONLY | unnamedFile | O_DIRECTORY | O_CLOEXEC, 0o666)
        return descriptor < 0 ? nil : descriptor
    }

    private static let descriptors = "/proc/self/fd"

    /// A name of its own first: it cannot take that of another file at once.
    private func giveName() -> Bool {
        if isNamed { return true }
        isNamed = linkat(AT_FDCWD, "\(Self.descriptors)/\(descriptor)", AT_FDCWD, growing, AT_SYMLINK_FOLLOW) == 0
        return isNamed
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private static func failure(_ path: String) -> SnapshotError {
        let isFull = errno == ENOSPC || errno == EDQUOT
        return SnapshotError(
            path, "cannot be written: \(String(cString: strerror(errno)))",
            hint: isFull ? "nothing was changed; make room, or save on another disk" : nil)
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// A name that no other process and no other thread takes.
    private static func growingPath(beside path: String) -> String {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return "\(path[..<slash]).\(path[slash...]).\(getpid())-\(UInt64.random(in: 0...UInt64.max)).saving"
    }
}
