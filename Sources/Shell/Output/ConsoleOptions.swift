import Engine
import Glibc
import Rendering

/// How results and messages are shown.
public struct ConsoleOptions: Sendable {
    public enum Color: String, CaseIterable, Sendable {
        case auto, always, never
    }

    /// nil: table on a terminal, csv elsewhere.
    public var format: OutputFormat?
    public var showsHeader = true
    public var missingText: String?
    public var writesByteOrderMark = false
    /// nil: standard output.
    public var outputPath: String?
    public var showsTimer = false
    public var color = Color.auto
    /// Errors and warnings only: no greeting, no row counts, no hints.
    public var isQuiet = false
    /// Threads that loading may use; nil for one a processor.
    public var threads: Int?
    /// What is loaded is kept in the user's cache, and opened from there while its files have not changed.
    public var usesCache = false
    /// In which encoding files are; nil lets them tell.
    public var encoding: TextEncoding?
    /// A person is at the prompt.
    public var isInteractive = false

    public init() {}

    /// Whether colours go to a stream.
    func usesColor(onTerminal isTerminal: Bool) -> Bool {
        switch color {
        case .always: return true
        case .never: return false
        case .auto:
            let isRefused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
            let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
            return isTerminal && !isRefused && !isDumb
        }
    }
}
