import Columns
import Language
import Values

/// Who takes what a session gives: the shell, the command line, a test.
public protocol SessionHost: AnyObject {
    /// A result begins; its batches follow.
    func begin(_ result: ResultHeader) throws(HostStop)
    func receive(_ batch: Batch) throws(HostStop)
    func end(_ summary: ResultSummary) throws(HostStop)
    /// Text that a statement prints instead of rows: a plan.
    func show(_ text: String) throws(HostStop)
    /// Errors, warnings, notes and hints about `source`.
    func report(_ report: Report)
    /// The columns of the terminal that shows reports; nil where none does.
    var errorWidth: Int? { get }
    /// `.name arguments` in a script or at the prompt.
    func perform(command name: String, arguments: String) throws(HostStop)
    /// Whether a command looks at the data or adds to it, so that all of it has to be there.
    func readsData(command name: String) -> Bool
}

extension SessionHost {
    public func readsData(command name: String) -> Bool { true }
    public var errorWidth: Int? { nil }
}

/// Thrown by a host to end the run: its reader is gone, the user interrupted the printing, a command failed.
public enum HostStop: Error, Sendable {
    /// End this result and go on with the next statement.
    case result
    /// End the run.
    case run
    /// A command could not do what it says; the host has reported why.
    case failed
}

public struct ResultHeader: Sendable {
    public var schema: Schema
    /// The format that the query itself asks for (`as FORMAT`).
    public var format: String?
    public var destination: Destination
    /// The chart that a format with pictures draws of the rows (`Vocabulary.charts`): the value is the last column, its
    /// labels stand before it; of `hist`, a range from and to. Other formats write the rows.
    public var chart: String?

    /// Where a query sends its rows.
    public enum Destination: Sendable, Equatable {
        /// The host's own place.
        case host
        /// A file, written whole or not at all; its ending names the format where the query names none.
        case file(String)
        /// The standard input of a command line.
        case command(String)
    }

    public init(schema: Schema, format: String? = nil, destination: Destination = .host) {
        self.schema = schema
        self.format = format
        self.destination = destination
    }
}

public struct ResultSummary: Sendable {
    public var rowCount: Int
    /// Planning and running, without loading or printing.
    public var nanoseconds: UInt64

    public init(rowCount: Int, nanoseconds: UInt64) {
        self.rowCount = rowCount
        self.nanoseconds = nanoseconds
    }
}

public struct Report: Sendable {
    public enum Severity: Sendable {
        case error, warning, note, hint
    }

    public var severity: Severity
    /// The whole text, lines and caret included, without a final newline.
    public var text: String

    public init(_ severity: Severity, _ text: String) {
        self.severity = severity
        self.text = text
    }
}

/// How a run ended; the command line turns it into an exit status.
public enum RunOutcome: Sendable, Equatable {
    case done
    case failed
    /// A `check` did not hold; everything else went well.
    case checkFailed
    /// A parameter is missing or unknown.
    case usage
    case interrupted
    /// The host ended the run (its reader is gone).
    case stopped
}
