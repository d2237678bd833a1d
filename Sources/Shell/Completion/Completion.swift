/// What may stand where the cursor is.
public struct Completion: Equatable, Sendable {
    public struct Candidate: Equatable, Sendable {
        /// What is inserted.
        public var text: String
        /// What the list says beside it: a field's title.
        public var note: String?

        public init(_ text: String, note: String? = nil) {
            self.text = text
            self.note = note
        }
    }

    /// What is typed of it, which the chosen candidate replaces.
    public var typed: String
    /// Best first.
    public var candidates: [Candidate]

    public init(typed: String, candidates: [Candidate]) {
        self.typed = typed
        self.candidates = candidates
    }
}
