import Columns
import Execution
import Language
import Loading
import Planning
import Storage
import Values

public typealias DataRequest = Loading.DataRequest
public typealias LoadOptions = Loading.LoadOptions
public typealias TextEncoding = Loading.TextEncoding
public typealias LoadError = Loading.LoadError
public typealias LoadNote = Loading.LoadNote
public typealias Cancellation = Execution.Cancellation
/// A run of result rows; named here so that hosts need no room below this one.
public typealias Batch = Columns.Batch
public typealias PlannerOptions = Planning.PlannerOptions
public typealias ExecutionOptions = Execution.ExecutionOptions
public typealias SourceText = Language.SourceText

/// Why a name is no format, and its cures.
public struct FormatProblem: Equatable, Sendable {
    public var message: String
    public var hints: [String]

    public init(_ message: String, hints: [String]) { (self.message, self.hints) = (message, hints) }
}

public struct SessionOptions: Sendable {
    /// No `!command`, no `into`, no reading of files beyond the data given at the start.
    public var isSafe = false
    /// A script goes on after an error.
    public var keepsGoing = false
    /// Say on standard error why a query finds nothing, and which checks passed.
    public var explainsEmptyResults = false
    /// What is wrong with a name behind `as`; nil where it is a format. Set by whoever writes the formats.
    public var formatProblem: @Sendable (String) -> FormatProblem? = { _ in nil }
    /// What is wrong with the name of a file behind `into` where no format is named; nil where its ending will do.
    public var fileProblem: @Sendable (String) -> FormatProblem? = { _ in nil }
    /// How queries are planned: which rules run, when indexes are built.
    public var planner = PlannerOptions()
    /// How plans are run: threads, memory.
    public var execution = ExecutionOptions()

    public init() {}
}

/// The one face of the engine: takes data and statements, gives results to a host.
///
/// A session is used by one thread at a time; only `cancellation` may be used from others.
public final class Session {
    public var options: SessionOptions { didSet { limitIndexes() } }
    /// Stops the running statement.
    public let cancellation: Cancellation
    /// What was inferred and found while loading, with its evidence.
    public internal(set) var loadNotes: [LoadNote] = []
    var catalog = Catalog()
    /// The load that left collections or fields unread.
    var unreadLoad: UnreadLoad?
    var definitions = Definitions()
    /// What the statements of the innermost running source share.
    var sharing: ScriptSharing?

    public init(options: SessionOptions = SessionOptions(), cancellation: Cancellation = Cancellation()) {
        (self.options, self.cancellation) = (options, cancellation)
        _ = ProcessMemory.holdsFreeMemory
        limitIndexes()
    }

    deinit { catalog.indexBuilder.stop() }

    private func limitIndexes() {
        catalog.indexBuilder.memoryLimit = options.execution.memoryLimit
        catalog.indexBuilder.residentBytes = options.execution.residentBytes
    }

    /// Below, the buffers of all columns and threads would go far beyond the limit by their first bytes alone.
    private static let limitForHugePages = 512 << 20

    /// Holds the memory limit of the options against what the whole process has, from now on: for programs that have
    /// the process to themselves.
    public func watchMemory() {
        guard let limit = options.execution.memoryLimit else { return }
        options.execution.residentBytes = { ProcessMemory.resident() }
        if limit < Self.limitForHugePages { ProcessMemory.useSmallPages() }
        cancellation.watchMemory(limit: limit)
    }

    /// Holds everything to the threads of the options, what no options reach too: for programs that have the process to
    /// themselves.
    public func limitThreads() { Workers.most = options.execution.threads }

    /// Why what a host does with results was stopped, when memory ran out; nil where it did not.
    public func takeExhaustion(of operation: String) -> String? {
        guard cancellation.takeExhaustion() else { return nil }
        let limit = (options.execution.memoryLimit ?? 0).inMebibytes
        return "\(operation) needs more than the memory limit of \(limit); keep fewer rows, or raise --memory"
    }

    /// Fields that hold several spellings of what `=` takes for one.
    public func spellingNotes() -> [LoadNote] { catalog.tables.flatMap { SpellingNotes.make($0) } }

    public var collections: [CollectionSummary] { catalog.tables.map(CollectionSummary.init) }

    /// The collection a person means, by name or title.
    public func collection(named name: String) -> Result<CollectionSummary, QueryError> {
        switch catalog.find(name) {
        case .found(let table): .success(CollectionSummary(table))
        case .ambiguous(let tables):
            .failure(QueryError(.binding, "“\(name)” could be any of these collections", hints: tables.map(\.name)))
        case .unknown(let suggestions):
            .failure(
                QueryError(
                    .binding, "there is no collection “\(name)”", hints: suggestions.map { "did you mean \($0)?" }))
        }
    }

    /// Names of `let` queries and of values, for completion.
    public var definedNames: [String] { definitions.queryNames + definitions.valueNames.map { "$" + $0 } }

    /// The standard layout of a source, or nil after reporting what is wrong with it.
    public func format(_ source: SourceText, host: any SessionHost) -> String? {
        let parsed = Parser.parse(source)
        report(parsed.diagnostics, in: source, to: host)
        guard !parsed.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
        return Formatter.format(parsed.script)
    }

    func report(_ diagnostics: [Diagnostic], in source: SourceText, to host: any SessionHost) {
        var errors = ErrorList(source)
        for diagnostic in diagnostics { errors.add(diagnostic) }
        errors.report(to: host)
    }

    func report(_ error: QueryError, in source: SourceText, to host: any SessionHost) {
        var errors = ErrorList(source)
        errors.add(error)
        errors.report(to: host)
    }
}

/// What there is to say of a collection.
public struct CollectionSummary: Sendable {
    public var name: String
    public var title: String?
    public var about: String?
    public var rowCount: Int
    /// In memory, dictionaries included.
    public var byteCount: Int
    /// Where it came from.
    public var file: String
    public var schema: Schema

    init(_ table: Table) {
        name = table.name
        title = table.title
        about = table.about
        rowCount = table.rowCount
        byteCount = table.byteCount
        file = table.origin.file
        schema = table.schema
    }
}
