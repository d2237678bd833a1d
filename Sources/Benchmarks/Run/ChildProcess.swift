import Glibc

/// A program run to its end.
struct ChildProcess {
    enum Output {
        /// Nobody reads it.
        case discarded
        /// Given piece by piece as it comes.
        case read((UnsafeRawBufferPointer) -> Void)
    }

    let program: String
    let arguments: [String]
    /// The text on its standard input; empty for none.
    var input = ""
    /// After this it is killed, in seconds; counted only while its output is read.
    var limit = 3_600.0

    /// - Returns: the seconds from its start to its end.
    /// - Throws: where it cannot start, takes too long or ends with a status other than 0.
    func run(_ output: Output) throws -> Double {
        let inputFile = try inputDescriptor()
        defer { close(inputFile) }
        var pipes: [Int32] = [-1, -1]
        switch output {
        case .discarded: pipes[1] = open("/dev/null", O_WRONLY | O_CLOEXEC)
        case .read: try makePipe(&pipes)
        }
        let start = Clock.nanoseconds()
        let child: pid_t
        do {
            defer { close(pipes[1]) }
            child = try spawn(input: inputFile, output: pipes[1])
        }
        if case .read(let take) = output {
            defer { close(pipes[0]) }
            try read(pipes[0], of: child, take)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw failure("wait for") }
        }
        let seconds = Double(Clock.nanoseconds() - start) / 1e9
        guard status == 0 else {
            let ending = status & 0x7F == 0 ? "status \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
            throw BenchmarkError.failed(what: commandLine, message: "it ended with \(ending)")
        }
        return seconds
    }

    /// The whole output as text, and the seconds it took.
    func text() throws -> (text: String, seconds: Double) {
        var bytes: [UInt8] = []
        let seconds = try run(.read { bytes.append(contentsOf: $0) })
        return (String(decoding: bytes, as: UTF8.self), seconds)
    }

    /// A file without a name, so that no pipe has to be fed.
    private func inputDescriptor() throws -> Int32 {
        guard let file = tmpfile() else { throw failure("make the input of") }
        defer { fclose(file) }
        let isWritten = fputs(input, file) >= 0 && fflush(file) == 0
        guard isWritten, case let descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0), descriptor >= 0 else {
            throw failure("write the input of")
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }

    private func spawn(input: Int32, output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let problem = posix_spawnp(&child, program, &actions, nil, &words, environ)
        guard problem == 0 else {
            throw BenchmarkError.system(
                action: "start", what: program, message: String(cString: strerror(problem)))
        }
        return child
    }

    private func read(_ descriptor: Int32, of child: pid_t, _ take: (UnsafeRawBufferPointer) -> Void) throws {
        let end = Clock.nanoseconds() + UInt64(limit * 1e9)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { block.deallocate() }
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = Int64(bitPattern: end &- Clock.nanoseconds()) / 1_000_000
            guard left > 0, poll(&waiting, 1, Int32(clamping: left)) != 0 else {
                kill(child, SIGKILL)
                var status: Int32 = 0
                waitpid(child, &status, 0)
                throw BenchmarkError.failed(what: commandLine, message: "it took more than \(limit) seconds")
            }
            let count = Glibc.read(descriptor, block.baseAddress, block.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("read the output of") }
            if count == 0 { return }
            take(UnsafeRawBufferPointer(rebasing: block[..<count]))
        }
    }

    /// Neither end stays open in the child but as its standard output.
    private func makePipe(_ pipes: inout [Int32]) throws {
        guard pipe(&pipes) == 0 else { throw failure("make a pipe for") }
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    private var commandLine: String { ([program] + arguments).joined(separator: " ") }

    private func failure(_ action: String) -> BenchmarkError {
        .system(action: action, what: program, message: String(cString: strerror(errno)))
    }
}
