import Columns
import Language
import Loading
import Storage

/// A load that left out what scripts do not ask for.
struct UnreadLoad {
    var requests: [DataRequest]
    /// Those that leave nothing out.
    var options: LoadOptions
    var asked: AskedCollections
}

extension Session {
    /// Adds the collections of files and folders, in place of those of the same names; nothing is added when anything
    /// fails. Gives the names of those added.
    ///
    /// - Parameter asked: what the scripts that are about to run ask for; files of other collections, and other fields of
    ///   files without a schema, are read only when something asks for them after all. Nil reads everything.
    @discardableResult public func load(
        _ requests: [DataRequest], options: LoadOptions, asked: AskedCollections? = nil
    ) throws(LoadError) -> [String] {
        try loadRest()
        // What a later run finds in the cache is whole, and rows that are set aside are of all collections.
        let mayLeave = catalog.tables.isEmpty && options.cacheFolder == nil && !options.isLenient
        guard mayLeave, let asked else { return try add(try loaded(requests, options)) }
        var fewer = options
        fewer.isAskedFor = { asked.contains($0) }
        fewer.fieldsAskedFor = { asked.fields.map { fields in { fields.contains($0) } } }
        let added = try add(try loaded(requests, fewer))
        if catalog.hasUnread { unreadLoad = UnreadLoad(requests: requests, options: options, asked: asked) }
        return added
    }

    private func add(_ result: LoadResult) throws(LoadError) -> [String] {
        let added = result.tables.map(\.name)
        try checkReplaced(result.tables)
        catalog.replaceAll(catalog.tables + result.tables, unread: result.unread)
        loadNotes.removeAll { added.contains($0.collection) }
        loadNotes += result.notes
        return added
    }

    /// A reference is the number of a row, so that no other rows may take the place of those that a collection which stays
    /// refers to.
    private func checkReplaced(_ tables: [Table]) throws(LoadError) {
        let added = Set(tables.map(\.name))
        for table in tables where catalog[table.name] != nil {
            let referring = catalog.tables.filter { other in
                !added.contains(other.name) && other.schema.fields.contains { $0.type.target == table.name }
            }
            guard !referring.isEmpty else { continue }
            let names = referring.map(\.name).joined(separator: ", ")
            let (file, verb) = (table.origin.file, referring.count == 1 ? "refers" : "refer")
            throw LoadError(
                LoadProblem(
                    file: file,
                    message:
                        "“\(table.name)” cannot take the place of the collection of that name: \(names) \(verb) to it",
                    hint: "give it another name: other_name=\(file), or load all of them anew"))
        }
    }

    /// Reads what nobody had asked for so far.
    func loadRest() throws(LoadError) {
        guard let unreadLoad else { return }
        let result = try loaded(unreadLoad.requests, unreadLoad.options)
        self.unreadLoad = nil
        // Rows that statements share are those of the tables before.
        _ = sharing?.giveUpRows()
        catalog.replaceAll(result.tables, unread: [])
        loadNotes = result.notes
    }

    /// Files of so many bytes together are read in no time.
    private static let quickBytes = 1 << 26

    /// Reads the fields that nobody had asked for so far, for what is better told with them; not where that takes long,
    /// or they cannot be read.
    func loadFieldsIfQuick() {
        guard catalog.unreadFields.reduce(0, { $0 + $1.byteCount }) <= Self.quickBytes else { return }
        if !catalog.unreadFields.isEmpty { try? loadRest() }
    }

    /// Reads what is left of fields before a source is bound that they were not left for.
    func loadFields(for source: SourceText) throws(LoadError) {
        guard let unreadLoad, !catalog.unreadFields.isEmpty, !unreadLoad.asked.isBy(source) else { return }
        try loadRest()
    }

    private func loaded(_ requests: [DataRequest], _ options: LoadOptions) throws(LoadError) -> LoadResult {
        var options = options
        options.memoryLeft = memoryLeft
        let result: LoadResult
        do { result = try Loader.load(requests, options: options) } catch {
            let isExhaustion = error.isExhaustion || error.isCancellation && cancellation.takeExhaustion()
            throw isExhaustion ? tooLarge(requests) : error
        }
        HugeMemory.releaseKept()
        try checkMemory(result.tables)
        return result
    }

    /// What the limit leaves at the moment it is called.
    private var memoryLeft: (@Sendable () -> Int?)? {
        guard let limit = options.execution.memoryLimit else { return nil }
        let (resident, held) = (options.execution.residentBytes, catalog.tables.reduce(0) { $0 + $1.byteCount })
        return { max(0, limit - (resident?() ?? held)) }
    }

    private func tooLarge(_ requests: [DataRequest]) -> LoadError {
        LoadError(
            LoadProblem(
                file: requests.map(\.path).joined(separator: ", "),
                message:
                    "loading needs more than the memory limit of \((options.execution.memoryLimit ?? 0).inMebibytes)",
                hint: "load less, or raise --memory"))
    }

    private func checkMemory(_ tables: [Table]) throws(LoadError) {
        guard let limit = options.execution.memoryLimit else { return }
        // What is mapped comes into memory when something asks for it, if ever.
        let total = (catalog.tables + tables).filter { !$0.isMapped }.reduce(0) { $0 + $1.byteCount }
        guard total > limit else { return }
        throw LoadError(
            LoadProblem(
                file: tables.first?.origin.file ?? "data",
                message:
                    "the collections take \(total.inMebibytes), more than the memory limit of \(limit.inMebibytes)",
                hint: "load less, or raise --memory"))
    }
}
