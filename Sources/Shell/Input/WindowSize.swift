import CLibedit
import Glibc
import Synchronization

/// Whether the terminal's window has changed its size.
enum WindowSize {
    private static let hasChanged = Atomic<Bool>(false)

    /// Has the system say so. The signal is held back but while a key is waited for (`waitForInput`): one that came
    /// just before the wait would be lost otherwise.
    static func watch() {
        _ = takeChange()
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in WindowSize.hasChanged.store(true, ordering: .relaxed) }
        sigaction(SIGWINCH, &action, nil)
        var change = sigset_t()
        sigemptyset(&change)
        sigaddset(&change, SIGWINCH)
        pthread_sigmask(SIG_BLOCK, &change, nil)
    }

    /// Waits until something can be read, or a signal comes: then false.
    static func waitForInput(_ descriptor: Int32) -> Bool {
        // What is no descriptor cannot be waited for; reading says why.
        guard descriptor >= 0 else { return true }
        var mask = sigset_t()
        pthread_sigmask(SIG_SETMASK, nil, &mask)
        sigdelset(&mask, SIGWINCH)
        return tdq_wait_for_input(descriptor, &mask) >= 0 || errno != EINTR
    }

    static func takeChange() -> Bool { hasChanged.exchange(false, ordering: .relaxed) }
}
