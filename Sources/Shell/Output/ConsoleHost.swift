import Engine
import Glibc
import Rendering

/// Shows what a session gives: results on standard output or in a file, everything else on standard error.
///
/// The shell and the command line use the same one.
public final class ConsoleHost: SessionHost {
    /// Output goes out in blocks of this many bytes, and at the end of each result.
    private static let blockSize = 64 << 10

    public var options: ConsoleOptions { didSet { tellFormats() } }
    public let session: Session
    /// `.quit` was said.
    public internal(set) var wantsToQuit = false
    /// Ctrl-C came while rows were printed.
    public private(set) var wasInterrupted = false
    /// Whoever read the output has closed its end.
    public private(set) var isReaderGone = false

    /// Scripts that read scripts, to this depth.
    var readDepth = 0
    private var sink: OutputSink
    /// Where the result being shown goes when its query says so: `into` a file, `!` to a command.
    private var redirection: OutputSink?
    private var buffer: [UInt8] = []
    private var renderer: (any ResultRenderer)?
    private var format = OutputFormat.csv
    private var resultCount = 0
    private let usesErrorColor: Bool

    /// Opens the output.
    /// - Throws: a sentence when the output file cannot be made.
    public init(session: Session, options: ConsoleOptions) throws(ConsoleProblem) {
        self.session = session
        self.options = options
        usesErrorColor = options.usesColor(onTerminal: isatty(STDERR_FILENO) == 1)
        sink = try Self.sink(options.outputPath, session.cancellation)
        tellFormats()
    }

    private static func sink(_ path: String?, _ cancellation: Cancellation) throws(ConsoleProblem) -> OutputSink {
        guard let path else { return OutputSink { cancellation.isCancelled } }
        do { return try OutputSink(path: path) { cancellation.isCancelled } } catch {
            guard case .problem(let text) = error else {
                throw ConsoleProblem(description: "\(path): cannot be written")
            }
            throw ConsoleProblem(description: text)
        }
    }

    /// Ends the output: a file appears only when all went well.
    /// - Returns: false, after a report, when the file could not be put in its place.
    public func finish(successfully: Bool) -> Bool {
        guard successfully else {
            sink.discard()
            return true
        }
        do {
            try sink.write(&buffer)
            try sink.commit()
            return true
        } catch {
            _ = stop(for: error)
            return isReaderGone
        }
    }

    // MARK: Results

    public func begin(_ result: ResultHeader) throws(HostStop) {
        if result.destination != .host { redirection = try redirect(result.destination) }
        format = format(of: result)
        if redirection == nil { separate() }
        var rendering = RenderingOptions()
        rendering.showsHeader = options.showsHeader
        rendering.missingText = options.missingText
        let isTerminal = (redirection ?? sink).isTerminal
        rendering.writesByteOrderMark = options.writesByteOrderMark && (resultCount == 0 || redirection != nil)
        rendering.usesColor = redirection == nil && options.usesColor(onTerminal: isTerminal)
        rendering.width = isTerminal ? LineReader.terminalWidth() : nil
        rendering.threads = session.options.execution.threads
        rendering.chart = result.chart.flatMap(ChartKind.init(rawValue:))
        renderer = makeRenderer(format, schema: result.schema, options: rendering)
        renderer?.begin(to: &buffer)
        if redirection == nil { resultCount += 1 }
    }

    public func receive(_ batch: Batch) throws(HostStop) {
        if session.cancellation.isCancelled { throw interrupt() }
        renderer?.append(batch, to: &buffer)
        if buffer.count >= Self.blockSize { try flush() }
    }

    public func end(_ summary: ResultSummary) throws(HostStop) {
        renderer?.finish(to: &buffer)
        renderer = nil
        try flush()
        try endRedirection()
        if options.isInteractive, !options.isQuiet, !options.showsTimer {
            writeMessage("\(Amounts.rows(summary.rowCount)) · \(Amounts.duration(summary.nanoseconds))")
        }
        if options.showsTimer { writeMessage("time: \(Amounts.milliseconds(summary.nanoseconds))") }
    }

    public func show(_ text: String) throws(HostStop) {
        separate()
        buffer += text.utf8
        if text.utf8.last != UInt8(ascii: "\n") { buffer.append(UInt8(ascii: "\n")) }
        resultCount += 1
        try flush()
    }

    /// The format a query asks for, the one its file's ending names, or the one in force.
    private func format(of result: ResultHeader) -> OutputFormat {
        // The session has asked for a name that is none already.
        if let format = result.format.flatMap(OutputFormat.init(name:)) { return format }
        if case .file(let path) = result.destination, let format = OutputFormat(fileName: path) { return format }
        return options.format ?? ((redirection ?? sink).isTerminal ? .table : .csv)
    }

    private func redirect(_ destination: ResultHeader.Destination) throws(HostStop) -> OutputSink? {
        let cancellation = session.cancellation
        do {
            switch destination {
            case .host: return nil
            case .file(let path): return try OutputSink(path: path) { cancellation.isCancelled }
            case .command(let line):
                return try OutputSink(command: line, output: sink) { cancellation.isCancelled }
            }
        } catch {
            throw stop(for: error)
        }
    }

    /// Puts the file of `into` in its place, or waits for the command.
    private func endRedirection() throws(HostStop) {
        guard let ended = redirection else { return }
        redirection = nil
        do { try ended.commit() } catch { throw stop(for: error) }
    }

    /// A sentence for a format that is none.
    public static func unknownFormat(_ name: String) -> String {
        let near = OutputFormat.suggestions(for: name).map(\.rawValue)
        let cure = near.isEmpty ? allFormats : "did you mean \(near.joined(separator: ", "))?"
        return "unknown format \(name); \(cure)"
    }

    /// The same of `as FORMAT` in a query.
    @Sendable private static func formatProblem(_ name: String) -> FormatProblem? {
        guard OutputFormat(name: name) == nil else { return nil }
        let near = OutputFormat.suggestions(for: name).map { "as \($0.rawValue)" }
        return FormatProblem("there is no format “\(name)”", hints: near.isEmpty ? [allFormats] : near)
    }

    /// Tells the session which formats and files there are.
    private func tellFormats() {
        session.options.formatProblem = Self.formatProblem
        // With a format in force, a file may have any name.
        let isNamed = options.format != nil
        session.options.fileProblem = { isNamed ? nil : Self.fileProblem($0) }
    }

    /// What is wrong with the name of a file that is to say its format.
    @Sendable private static func fileProblem(_ path: String) -> FormatProblem? {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex, OutputFormat(fileName: name) == nil else {
            return nil
        }
        let ending = name[dot...]
        guard ending.contains(where: \.isLetter) else { return nil }
        if ending.lowercased() == ".txt" { return nil }
        if ending.lowercased() == ".tdqs" {
            return FormatProblem("a snapshot is no result: it holds whole collections", hints: [".save \(path)"])
        }
        return FormatProblem(
            "no format has files that end in \(ending)",
            hints: [
                "as csv | into \"\(path)\"",
                "the endings are \(OutputFormat.endings.map { "." + $0 }.joined(separator: ", "))",
            ])
    }

    private static var allFormats: String {
        "the formats are \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))"
    }

    /// An empty line between two results, in the formats whose rows do not say where one ends.
    private func separate() {
        guard resultCount > 0, !options.isInteractive, format != .json, format != .jsonl else { return }
        buffer.append(UInt8(ascii: "\n"))
    }

    // MARK: Messages

    public func report(_ report: Report) {
        if options.isQuiet, report.severity == .note || report.severity == .hint { return }
        let (word, color) =
            switch report.severity {
            case .error: ("error", "1;31")
            case .warning: ("warning", "1;33")
            case .note: ("note", "1")
            case .hint: ("hint", "36")
            }
        writeMessage(usesErrorColor ? "\u{1B}[\(color)m\(word):\u{1B}[0m \(report.text)" : "\(word): \(report.text)")
    }

    public var errorWidth: Int? {
        isatty(STDERR_FILENO) == 1 ? LineReader.terminalWidth(of: STDERR_FILENO) : nil
    }

    /// One message on standard error; results so far are out already.
    public func writeMessage(_ text: String) {
        StandardError.write(text + "\n")
    }

    // MARK: Stops

    private func flush() throws(HostStop) {
        do { try (redirection ?? sink).write(&buffer) } catch { throw stop(for: error) }
    }

    /// Notes what went wrong with the output, and says it where somebody can act on it.
    private func stop(for failure: OutputSink.Failure) -> HostStop {
        switch failure {
        case .readerGone:
            if redirection != nil { return endedEarly() }
            isReaderGone = true
            return .run
        case .interrupted:
            return interrupt()
        case .problem(let text):
            report(Report(.error, text))
            return .failed
        }
    }

    /// A command has read all it wants: the result ends here, and how the command ended decides.
    private func endedEarly() -> HostStop {
        renderer = nil
        let ended = redirection
        redirection = nil
        do { try ended?.commit() } catch { return stop(for: error) }
        return .result
    }

    /// What is printed of a result stays; what waits is thrown away.
    func interrupt() -> HostStop {
        if let problem = session.takeExhaustion(of: "this") {
            report(Report(.error, problem))
            return .failed
        }
        wasInterrupted = true
        return .run
    }

    /// Forgets what an interrupted or failed result left behind; the shell lives on.
    func recover() {
        wasInterrupted = false
        renderer = nil
        redirection?.discard()
        redirection = nil
        buffer.removeAll(keepingCapacity: true)
    }
}

/// What is wrong with the output, as a sentence.
public struct ConsoleProblem: Error, Sendable {
    public let description: String
}

/// Standard error, for what is no result.
public enum StandardError {
    /// Writes at once. Where standard error itself is gone there is nobody to tell.
    public static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}
