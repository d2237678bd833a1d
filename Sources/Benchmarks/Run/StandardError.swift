import Glibc

/// Progress and complaints; results alone go to standard output.
enum StandardError {
    /// What cannot be written there has nowhere else to go.
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
