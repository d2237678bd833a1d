import Glibc

/// A file written through a buffer of its own, in large blocks.
final class OutputFile {
    private static let blockSize = 1 << 20
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw GenerationError.system(action: "create", path: path, number: errno)
        }
        buffer.reserveCapacity(OutputFile.blockSize + (1 << 16))
    }

    deinit { Glibc.close(descriptor) }

    func write(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= OutputFile.blockSize { try flush() }
    }

    /// Writes what is still in the buffer; a file not flushed is not complete.
    func flush() throws {
        try buffer.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else {
                    throw GenerationError.system(action: "write", path: path, number: errno)
                }
                done += count
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
