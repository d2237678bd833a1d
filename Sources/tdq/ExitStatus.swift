import Engine

/// What the program says to whoever started it.
enum ExitStatus: Int32 {
    case done = 0
    /// A query failed, or its result could not be written.
    case failed = 1
    /// The command line is wrong, a script cannot be read, or its parameter is missing.
    case usage = 2
    case notLoaded = 3
    /// A `check` did not hold.
    case checkFailed = 4
    case interrupted = 130

    var code: Int32 { rawValue }

    init(_ outcome: RunOutcome) {
        self =
            switch outcome {
            case .done, .stopped: .done
            case .failed: .failed
            case .checkFailed: .checkFailed
            case .usage: .usage
            case .interrupted: .interrupted
            }
    }

    /// Of two statements' statuses the one that the whole ends with: a check that did not hold says less than a
    /// failure.
    func and(_ next: ExitStatus) -> ExitStatus {
        let order: [ExitStatus] = [.done, .checkFailed, .failed, .notLoaded, .usage, .interrupted]
        return order.last { $0 == self || $0 == next } ?? self
    }
}
