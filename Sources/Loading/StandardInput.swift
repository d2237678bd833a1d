import Glibc

/// Standard input, which loads with the same options may read more than once.
///
/// Used by one thread at a time, which is what makes it sendable.
final class StandardInput: @unchecked Sendable {
    static let name = "stdin"

    private var kept: FileBytes?

    /// Where it can be opened at its beginning; nil where it is no file, or some of it has been read.
    static var path: String? {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            lseek(STDIN_FILENO, 0, SEEK_CUR) == 0
        else { return nil }
        let path = "/proc/self/fd/\(STDIN_FILENO)"
        return access(path, R_OK) == 0 ? path : nil
    }

    /// All that comes through it, and is kept where a load may leave some of it unread.
    func bytes(_ monitor: LoadMonitor) throws(LoadError) -> FileBytes {
        if let kept { return kept }
        let bytes = try FileBytes.read(descriptor: STDIN_FILENO, name: Self.name) { count throws(LoadError) in
            try monitor.check(Self.name, bytes: count)
        }
        if monitor.options.isAskedFor != nil {
            bytes.isKept = true
            kept = bytes
        }
        return bytes
    }
}
