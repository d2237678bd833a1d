import Glibc

/// Where results go: standard output, or a file that appears whole or not at all.
final class OutputSink {
    enum Failure: Error {
        /// Whoever read it has closed its end.
        case readerGone
        /// A signal came while the reader was not reading.
        case interrupted
        case problem(String)
    }

    let isTerminal: Bool
    let descriptor: Int32
    /// The command that reads what is written here.
    private let command: CommandPipe?
    /// A file's place, and the place beside it where it grows; nil for what is written to directly.
    private let file: (path: String, growing: String)?
    private var isFinished = false

    /// - Parameter isInterrupted: asked when a signal ends a write that waits for its reader.
    init(isInterrupted: @escaping () -> Bool) {
        descriptor = STDOUT_FILENO
        isTerminal = isatty(STDOUT_FILENO) == 1
        file = nil
        command = nil
        self.isInterrupted = isInterrupted
    }

    private let isInterrupted: () -> Bool

    /// A file; what stands at `path` stays as it is until `commit`.
    init(path: String, isInterrupted: @escaping () -> Bool) throws(Failure) {
        self.isInterrupted = isInterrupted
        command = nil
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT != S_IFREG {
            // A device or a pipe takes what is written; there is nothing to replace.
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.problem(path) }
            isTerminal = isatty(descriptor) == 1
            file = nil
            return
        }
        let target = exists ? Self.resolved(path) : path
        let growing = Self.growingPath(beside: target)
        descriptor = open(growing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.problem(path) }
        if exists { _ = fchmod(descriptor, status.st_mode & 0o7777) }
        isTerminal = false
        file = (target, growing)
    }

    /// A command's standard input; what the command prints goes where `output` writes.
    init(command line: String, output: OutputSink, isInterrupted: @escaping () -> Bool) throws(Failure) {
        self.isInterrupted = isInterrupted
        let pipe = try CommandPipe(line, output: output.descriptor)
        command = pipe
        descriptor = pipe.input
        isTerminal = false
        file = nil
    }

    deinit { if !isFinished { discard() } }

    /// Writes everything and empties `bytes`.
    func write(_ bytes: inout [UInt8]) throws(Failure) {
        defer { bytes.removeAll(keepingCapacity: true) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done) }
            if count >= 0 {
                done += count
            } else if errno == EPIPE {
                throw .readerGone
            } else if errno == EINTR {
                if isInterrupted() { throw .interrupted }
            } else {
                throw Self.problem(file?.path ?? "standard output")
            }
        }
    }

    /// Puts a file in its place, or waits for a command's end.
    func commit() throws(Failure) {
        if let command, !isFinished {
            isFinished = true
            return try command.finish(isInterrupted: isInterrupted)
        }
        guard let file, !isFinished else { return }
        isFinished = true
        guard close(descriptor) == 0, rename(file.growing, file.path) == 0 else {
            let failure = Self.problem(file.path)
            unlink(file.growing)
            throw failure
        }
    }

    /// Leaves what stood at the path as it was; a command sees its input end.
    func discard() {
        if let command, !isFinished {
            isFinished = true
            // How the command ends no longer matters: its rows were cut short.
            try? command.finish(isInterrupted: isInterrupted)
            return
        }
        guard let file, !isFinished else { return }
        isFinished = true
        close(descriptor)
        unlink(file.growing)
    }

    private static func problem(_ path: String) -> Failure {
        .problem("cannot write \(path): \(String(cString: strerror(errno)))")
    }

    /// Behind symbolic links, so that the link stays one.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func growingPath(beside path: String) -> String {
        let split = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return "\(path[..<split]).\(path[split...]).\(getpid()).part"
    }
}
