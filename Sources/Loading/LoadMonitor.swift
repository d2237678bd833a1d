import Columns
import Glibc

/// Looks after a load from block to block: cancellation, and progress once it takes long.
final class LoadMonitor {
    let options: LoadOptions
    private var nextReport: Int
    /// The files and folders read so far, as they were just before; kept when something asks for it.
    var sources: [SourceStamp]?

    private static let firstReportMilliseconds = 1000
    private static let intervalMilliseconds = 500

    init(_ options: LoadOptions) {
        self.options = options
        nextReport = Self.milliseconds() + Self.firstReportMilliseconds
    }

    /// To be called before a file or folder is read.
    func willRead(_ path: String) { if sources != nil { sources!.append(SourceStamp(path: path)) } }

    /// Whether a file is to be read for a collection of these names. One that cannot be read is an error in any case.
    func isAskedFor(_ names: [String], file: String) -> Bool {
        guard let isAskedFor = options.isAskedFor, access(file, R_OK) == 0 else { return true }
        return isAskedFor(names)
    }

    /// One for another thread, which reports no progress.
    func copy() -> LoadMonitor {
        var options = options
        options.progress = nil
        let copy = LoadMonitor(options)
        copy.sources = sources.map { _ in [] }
        return copy
    }

    /// Takes what a copy has noted.
    func add(_ copy: LoadMonitor) { sources? += copy.sources ?? [] }

    /// How many may read one file.
    var threads: Int { max(1, options.threads ?? Workers.processorCount) }

    var isLenient: Bool { options.isLenient }

    /// To be called once a block; `fraction` is how much of the file is done, from 0 to 1.
    func check(_ file: String, _ step: String, fraction: Double) throws(LoadError) {
        try check { "\(file): \(step), \(Int(fraction * 100)) %" }
    }

    /// To be called once a block of what has no known end; `bytes` have come.
    func check(_ file: String, bytes: Int) throws(LoadError) { try check { "\(file): \(bytes >> 20) MiB" } }

    private func check(_ report: () -> String) throws(LoadError) {
        if options.isCancelled?() == true { throw .cancelled }
        guard let progress = options.progress else { return }
        let now = Self.milliseconds()
        guard now >= nextReport else { return }
        nextReport = now + Self.intervalMilliseconds
        progress(report())
    }

    /// For how many rows each thread may make room before they come, so that their room alone is a small part of what
    /// the memory limit leaves.
    var mostExpectedRows: Int {
        options.memoryLeft?().map { max(Self.fewRows, $0 / (threads * Self.bytesOfRoom)) } ?? .max
    }

    private static let fewRows = 1 << 14
    /// Several times what finding a row's text takes.
    private static let bytesOfRoom = 128

    /// To be called before so much memory is taken at once that nothing could stop it on the way.
    func require(_ bytes: Int, toRead what: String, of file: String) throws(LoadError) {
        guard let left = options.memoryLeft?(), bytes > left else { return }
        throw LoadError(
            LoadProblem(
                file: file,
                message:
                    "reading \(what) takes about \(bytes >> 20) MiB, and the memory limit leaves \(left >> 20) MiB",
                hint: "load less, raise --memory, or write one object a line (.jsonl), which is read in pieces"))
    }

    private static func milliseconds() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }
}

/// A monitor on its way through workers, of which only the calling thread reports progress.
struct MainThreadMonitor: @unchecked Sendable {
    private let monitor: LoadMonitor
    private let isCancelled: (@Sendable () -> Bool)?
    private let file: String
    private let step: String

    init(monitor: LoadMonitor, file: String, step: String) {
        self.monitor = monitor
        isCancelled = monitor.options.isCancelled
        self.file = file
        self.step = step
    }

    /// On the thread that made the monitor.
    func check(_ fraction: Double) throws(LoadError) { try monitor.check(file, step, fraction: fraction) }

    /// On any thread.
    func checkCancelled(_ fraction: Double) throws(LoadError) { if isCancelled?() == true { throw .cancelled } }
}
