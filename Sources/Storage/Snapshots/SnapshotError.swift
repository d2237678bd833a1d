/// Why a snapshot could not be saved, opened or trusted.
public struct SnapshotError: Error, Hashable, Sendable {
    /// As the user gave it.
    public var path: String
    /// One sentence that says what is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Saving was ended from outside; nothing is wrong.
    public var isCancellation = false

    public init(path: String, message: String, hint: String? = nil) {
        (self.path, self.message, self.hint) = (path, message, hint)
    }

    init(_ path: String, _ message: String, hint: String? = nil) {
        self.init(path: path, message: message, hint: hint)
    }
}

/// Bytes of a snapshot that are not what was saved, found when they were first needed.
public struct SnapshotDamage: Error, Hashable, Sendable {
    public var path: String
    /// What the bytes are: `the field bloc of awards`.
    public var what: String
    /// What was damaged could be computed again from what is not: results are right.
    public var isRebuilt: Bool
    /// The file was thrown away: it is made anew from the data.
    public var isGone = false

    public var message: String {
        isRebuilt
            ? "\(path): \(what) is damaged and was made anew" : "\(path): \(what) is damaged: its bytes have changed"
    }

    public var hint: String {
        isGone
            ? "this cache was thrown away; load the data again, and it is read from its files"
            : "load the data that the snapshot was made from and save it again"
    }
}
