import Storage

/// One thing to load: a file, a folder, or standard input.
public struct DataRequest: Hashable, Sendable {
    /// What to call the collection; nil takes the file's name without its extension. Not for folders.
    public var name: String?
    /// A file, a folder, or `-` for standard input (which is called `stdin`).
    public var path: String

    public init(name: String? = nil, path: String) {
        self.name = name
        self.path = path
    }
}

/// How to load.
public struct LoadOptions: Sendable {
    /// Rows that do not fit are set aside in the collection `_rejected` instead of being an error.
    public var isLenient: Bool
    /// Called with a short line about twice a second once loading takes longer than a second.
    public var progress: (@Sendable (String) -> Void)?
    /// Looked at once a block of rows; true ends the load with an error that `isCancellation`.
    public var isCancelled: (@Sendable () -> Bool)?
    /// How many bytes of memory may still be taken; nil itself, or what it gives, for no limit.
    public var memoryLeft: (@Sendable () -> Int?)?
    /// Where snapshots of what was loaded are kept, to be opened instead while the files are as they were; nil for
    /// none.
    public var cacheFolder: String?
    /// In which encoding the files are, whatever they or their schemas say; nil lets those tell.
    public var encoding: TextEncoding?
    /// Whether anybody asks for a collection of these names (its name and its title). The file of a folder that nobody
    /// asks for is not read, unless one that is asked for refers to it; nil reads everything. Files that are requested by
    /// themselves are read in any case.
    public var isAskedFor: (@Sendable (_ names: [String]) -> Bool)?
    /// Gives, once a load, whether anybody asks for a field of this name. What nobody asks for of a file without a
    /// schema is not read; nil itself, or what it gives, reads everything.
    public var fieldsAskedFor: (@Sendable () -> ((_ name: String) -> Bool)?)?
    /// What a request of `-` reads; once for all loads with these options.
    let standardInput = StandardInput()
    /// How many threads may read one file; nil takes one a processor.
    public var threads: Int?
    /// Files of fewer bytes are not worth guessing types, nor parts with fewer a thread.
    var partBytes = 1 << 19
    /// Delimited files and JSON lines of so many bytes are read through windows of so many for each thread.
    var windowedBytes = 1 << 23
    var windowBytes = 1 << 18

    public init(
        isLenient: Bool = false, progress: (@Sendable (String) -> Void)? = nil,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) {
        self.isLenient = isLenient
        self.progress = progress
        self.isCancelled = isCancelled
    }
}

/// The collections, in the order of the requests, and what there is to know about them.
public struct LoadResult: Sendable {
    public var tables: [Table]
    public var notes: [LoadNote]
    /// The names and titles of collections that nobody asks for, and whose files were not read.
    public var unread: [[String]] = []
}

/// One line of the load report: what was inferred or found, and from what evidence.
public struct LoadNote: Hashable, Sendable {
    public enum Severity: Hashable, Sendable { case note, warning }

    /// The collection's name, or the file's where no collection came of it.
    public var collection: String
    public var severity: Severity
    public var message: String

    public init(collection: String, severity: Severity = .note, message: String) {
        self.collection = collection
        self.severity = severity
        self.message = message
    }
}
