import Foundation
import Glibc

/// A program on a terminal of its own, as a person at the keyboard sees it: keys in, bytes for the screen out.
///
/// Every wait is for bytes to come, with a limit only so that a failure ends.
final class PseudoTerminal {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let patienceMilliseconds: Int32 = 20_000

    /// Linux's values; the system's headers have them in forms that Swift does not import.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let newSession: Int16 = 0x80
    private static let setSignalMask: Int16 = 0x08

    private let master: Int32
    private let process: pid_t
    private var screen: [UInt8] = []
    /// What was waited for and seen; the next wait looks behind it.
    private var seen = 0
    private var status: Int32?

    init(
        _ arguments: [String], home: String, columns: UInt16 = 80, program: String = BuiltProgram.path
    ) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: Int32 = 0
        var isLocked: Int32 = 0
        guard master >= 0, ioctl(master, Self.setLock, &isLocked) == 0, ioctl(master, Self.getNumber, &number) == 0
        else { throw Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))") }
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        process = try Self.spawn([program] + arguments, terminal: "/dev/pts/\(number)", home: home)
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(master)
    }

    /// The child leads a session of its own, so the first terminal that it opens controls it.
    private static func spawn(_ command: [String], terminal: String, home: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads that run tests may have signals blocked, which a program inherits.
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, newSession | setSignalMask)
        let environment = ["HOME=\(home)", "LANG=C.UTF-8", "TERM=xterm", "XDG_STATE_HOME=\(home)/state"]
        var words = command.map { strdup($0) } + [nil]
        var settings = environment.map { strdup($0) } + [nil]
        defer { for word in words + settings { free(word) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, command[0], &actions, &attributes, &words, &settings)
        guard error == 0 else { throw Failure(description: "cannot start: \(String(cString: strerror(error)))") }
        return process
    }

    /// The window gets another width; the system tells the program.
    func resize(columns: UInt16) {
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Whether the terminal takes whole lines and makes Ctrl-C a signal, as it does outside of any editing.
    var isPlain: Bool {
        var state = termios()
        let flags = tcflag_t(ICANON | ISIG | ECHO)
        return tcgetattr(master, &state) == 0 && state.c_lflag & flags == flags
    }

    func terminate() { kill(process, SIGTERM) }

    func send(_ keys: String) throws {
        var rest = Array(keys.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(description: "the terminal takes no keys") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until these bytes come behind what was waited for before; returns what came up to their end.
    @discardableResult
    func wait(for text: String) throws -> String {
        let wanted = Array(text.utf8)
        while true {
            if let place = Self.find(wanted, in: screen[seen...]) {
                let passed = String(decoding: screen[seen..<place + wanted.count], as: UTF8.self)
                seen = place + wanted.count
                return passed
            }
            guard try readMore() else {
                throw Failure(description: "no \(text.debugDescription) in \(unseen.debugDescription)")
            }
        }
    }

    /// What has come and was not waited for.
    var unseen: String { String(decoding: screen[seen...], as: UTF8.self) }

    /// Everything that came until the program ended, and its status.
    func waitForEnd() throws -> Int32 {
        while try readMore() {}
        var status: Int32 = 0
        guard waitpid(process, &status, 0) == process else { throw Failure(description: "the program is lost") }
        self.status = status
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// False when the program has closed the terminal.
    private func readMore() throws -> Bool {
        var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, Self.patienceMilliseconds) > 0 else {
            throw Failure(description: "nothing came behind \(unseen.debugDescription)")
        }
        var block = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &block, block.count)
        guard count > 0 else { return false }
        screen += block[..<count]
        return true
    }

    private static func find(_ part: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard part.count <= bytes.count else { return nil }
        return (bytes.startIndex...bytes.endIndex - part.count).first { bytes[$0...].starts(with: part) }
    }
}

/// Keys as terminals send them.
enum Key {
    static let enter = "\r"
    static let backspace = "\u{7F}"
    static let tab = "\t"
    static let up = "\u{1B}[A"
    static let left = "\u{1B}[D"
    static let controlC = "\u{03}"
    static let controlD = "\u{04}"
    static let controlG = "\u{07}"
    static let controlR = "\u{12}"
    static let controlZ = "\u{1A}"

    static func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }
}
