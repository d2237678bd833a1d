import Glibc
import Synchronization

/// The terminal as it was before any line was edited, for when the program is ended from outside.
enum TerminalState {
    /// Read by the signal handler, written once before it is installed.
    nonisolated(unsafe) private static var original = termios()
    private static let isEditing = Atomic<Bool>(false)

    /// From now on SIGTERM and SIGHUP give the terminal back before they end the program.
    static func guardAgainstSignals() {
        guard tcgetattr(STDIN_FILENO, &original) == 0 else { return }
        setEditing(false)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            TerminalState.restore()
            signal(number, SIG_DFL)
            raise(number)
        }
        sigaction(SIGTERM, &action, nil)
        sigaction(SIGHUP, &action, nil)
    }

    static func setEditing(_ isEditing: Bool) { self.isEditing.store(isEditing, ordering: .relaxed) }

    /// Only what a signal handler may call: `tcsetattr` and `write`.
    private static func restore() {
        guard isEditing.load(ordering: .relaxed) else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, &original)
        _ = withUnsafeBytes(of: pasteBracketsOff) { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    /// `ESC[?2004l`, as bytes that need no memory.
    private static let pasteBracketsOff: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
        0x1B, 0x5B, 0x3F, 0x32, 0x30, 0x30, 0x34, 0x6C
    )
}
