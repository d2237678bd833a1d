import Glibc
import Synchronization

/// Whether the terminal's window has changed its size.
enum WindowSize {
    private static let hasChanged = Atomic<Bool>(false)

    /// Has the system say so. Without SA_RESTART, so that waiting for a key ends when it does.
    static func watch() {
        _ = takeChange()
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in WindowSize.hasChanged.store(true, ordering: .relaxed) }
        sigaction(SIGWINCH, &action, nil)
    }

    static func takeChange() -> Bool { hasChanged.exchange(false, ordering: .relaxed) }
}
