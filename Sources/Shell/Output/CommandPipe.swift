import Glibc

/// A command line that takes rows on its standard input: `!command` at the end of a query.
final class CommandPipe {
    /// Writes to the command.
    let input: Int32
    private let process: pid_t
    private let command: String

    /// Starts `/bin/sh -c command`; what it prints goes to `output`.
    init(_ command: String, output: Int32) throws(OutputSink.Failure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .problem("cannot run \(command): \(Self.reason(errno))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        if output != STDOUT_FILENO { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        Self.restoreSignals(&attributes)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(command), nil]
        defer { for argument in arguments { free(argument) } }
        var started: pid_t = 0
        let failure = posix_spawn(&started, "/bin/sh", &actions, &attributes, &arguments, environ)
        close(ends[0])
        guard failure == 0 else {
            close(ends[1])
            throw .problem("cannot run \(command): \(Self.reason(failure))")
        }
        (input, process, self.command) = (ends[1], started, command)
    }

    /// The command gets SIGPIPE and SIGINT as any program does; this one ignores the first and handles the second.
    private static func restoreSignals(_ attributes: inout posix_spawnattr_t) {
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        sigaddset(&defaults, SIGINT)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    }

    /// Closes the command's input, waits for its end, and throws when it failed. An interruption is passed on to it: a
    /// terminal has told it already, whoever else sent the signal has not.
    func finish(isInterrupted: () -> Bool) throws(OutputSink.Failure) {
        close(input)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR { if isInterrupted() { kill(process, SIGINT) } }
        let code = (status >> 8) & 0xFF
        if status & 0x7F != 0 { throw .problem("\(command) was ended by signal \(status & 0x7F)") }
        if code != 0 { throw .problem("\(command) ended with status \(code)") }
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
