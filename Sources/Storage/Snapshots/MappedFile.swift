import Glibc

/// A file's bytes, mapped to be read; they stay until the last buffer over them is gone.
///
/// A file that is replaced (as saving does) leaves the mapped one as it was. One that somebody cuts off in place while
/// it is mapped cannot be read any more: the system sends SIGBUS, of which the program tells before it ends.
final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    /// - Parameter path: a regular file; errors name it.
    init(path: String) throws(SnapshotError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SnapshotError(path, "a snapshot is a file, and this is something else")
        }
        guard status.st_size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        let size = Int(status.st_size)
        guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw Self.failure(path)
        }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    deinit { if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) } }

    private static func failure(_ path: String) -> SnapshotError {
        SnapshotError(path, "cannot be read: \(String(cString: strerror(errno)))")
    }
}
