import Engine
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
    /// A file that is put in its place when it is whole; nil for what is written to directly.
    private var file: GrowingFile?
    /// As errors call it.
    private let name: String
    private var isFinished = false

    /// - Parameter isInterrupted: asked when a signal ends a write that waits for its reader.
    init(isInterrupted: @escaping () -> Bool) {
        descriptor = STDOUT_FILENO
        isTerminal = isatty(STDOUT_FILENO) == 1
        name = "standard output"
        command = nil
        self.isInterrupted = isInterrupted
    }

    private let isInterrupted: () -> Bool

    /// A file; what stands at `path` stays as it is until `commit`.
    init(path: String, isInterrupted: @escaping () -> Bool) throws(Failure) {
        self.isInterrupted = isInterrupted
        command = nil
        name = path
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            // A device or a pipe takes what is written; there is nothing to replace.
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.problem(path) }
            isTerminal = isatty(descriptor) == 1
            return
        }
        let growing: GrowingFile
        do { growing = try GrowingFile(replacing: path) } catch { throw Self.problem(error) }
        (descriptor, file) = (growing.descriptor, growing)
        isTerminal = false
    }

    /// A command's standard input; what the command prints goes where `output` writes.
    init(command line: String, output: OutputSink, isInterrupted: @escaping () -> Bool) throws(Failure) {
        self.isInterrupted = isInterrupted
        let pipe = try CommandPipe(line, output: output.descriptor)
        command = pipe
        descriptor = pipe.input
        name = "standard output"
        isTerminal = false
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
                throw Self.problem(name)
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
        do { try file.commit(isSynced: false) } catch { throw Self.problem(error) }
        self.file = nil
    }

    /// Leaves what stood at the path as it was; a command sees its input end.
    func discard() {
        if let command, !isFinished {
            isFinished = true
            // How the command ends no longer matters: its rows were cut short.
            try? command.finish(isInterrupted: isInterrupted)
            return
        }
        isFinished = true
        file = nil
    }

    private static func problem(_ path: String) -> Failure {
        .problem("\(path): cannot be written: \(String(cString: strerror(errno)))")
    }

    private static func problem(_ error: SnapshotError) -> Failure { .problem("\(error.path): \(error.message)") }
}
