import Glibc

/// A file written through a buffer of its own, in large blocks.
final class OutputFile {
    private static let blockSize = 1 << 20
    private let path: String
    private let descriptor: Int32
    private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: OutputFile.blockSize)
    private var count = 0

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw GenerationError.system(action: "create", path: path, number: errno)
        }
    }

    deinit {
        Glibc.close(descriptor)
        buffer.deallocate()
    }

    /// Writes a whole file beside its place and moves it there when it is complete; what is there already stays.
    static func whole(_ path: String, _ body: (OutputFile) throws -> Void) throws {
        guard access(path, F_OK) != 0 else { throw GenerationError.fileExists(path) }
        let partial = "\(path).partial-\(getpid())"
        do {
            try body(OutputFile(path: partial))
            guard rename(partial, path) == 0 else {
                throw GenerationError.system(action: "move the finished file to", path: path, number: errno)
            }
        } catch {
            unlink(partial)
            throw error
        }
    }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { bytes in
            guard bytes.count <= OutputFile.blockSize else {
                try flush()
                return try writeOut(bytes)
            }
            if OutputFile.blockSize - count < bytes.count { try flush() }
            if let start = bytes.baseAddress { (buffer + count).update(from: start, count: bytes.count) }
            count += bytes.count
        }
    }

    /// Lets `body` write at most `limit` bytes (below the size of a block) in place; it returns where it ended.
    @inline(__always)
    func write(upTo limit: Int, _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>) throws {
        if OutputFile.blockSize - count < limit { try flush() }
        count = body(buffer + count) - buffer
        assert(count <= OutputFile.blockSize)
    }

    /// Writes what is still in the buffer; a file not flushed is not complete.
    func flush() throws {
        try writeOut(UnsafeBufferPointer(start: buffer, count: count))
        count = 0
    }

    private func writeOut(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var done = 0
        while done < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else {
                throw GenerationError.system(action: "write", path: path, number: errno)
            }
            done += written
        }
    }
}
