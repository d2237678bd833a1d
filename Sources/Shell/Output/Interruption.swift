import Engine
import Glibc

/// Ctrl-C while something runs, and readers that go away.
public enum Interruption {
    /// Read by the signal handler: a plain pointer, because a handler may neither lock nor allocate.
    nonisolated(unsafe) private static var target: Unmanaged<Cancellation>?

    /// As for data that cannot be loaded.
    private static let lostFileStatus: Int32 = 3

    /// SIGINT sets the cancellation from now on; SIGPIPE is an error of `write` and nothing more; SIGBUS, which comes
    /// where a mapped file has lost its end, ends the program with a reason.
    public static func watch(_ cancellation: Cancellation) {
        target = Unmanaged.passRetained(cancellation)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            Interruption.target?._withUnsafeGuaranteedRef { $0.cancel() }
        }
        // Without SA_RESTART, so that a write that waits for its reader ends.
        sigaction(SIGINT, &action, nil)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGBUS) { _ in
            let text: StaticString = "error: a snapshot was cut off by another program while it was open\n"
            _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
            _exit(Interruption.lostFileStatus)
        }
    }
}
