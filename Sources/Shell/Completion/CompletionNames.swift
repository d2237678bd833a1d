/// The names that completion knows: a picture of the session's data, taken when Tab is pressed.
public struct CompletionNames {
    public struct Field: Sendable {
        public var name: String
        /// Title and aliases, in the data's language.
        public var otherNames: [String]
        /// The collection that the field refers to.
        public var target: String?

        public init(_ name: String, otherNames: [String] = [], target: String? = nil) {
            self.name = name
            self.otherNames = otherNames
            self.target = target
        }
    }

    public struct Source: Sendable {
        public var name: String
        public var title: String?
        public var fields: [Field]

        public init(_ name: String, title: String? = nil, fields: [Field]) {
            self.name = name
            self.title = title
            self.fields = fields
        }
    }

    public var sources: [Source]
    /// Names given with `let`.
    public var definedNames: [String]
    public var formats: [String]
    /// Command names with their dots, and what each takes.
    public var commands: [String: CommandArgument]
    public var helpTopics: [String]
    /// Values of a field that begin with a text, by collection, field, text.
    public var values: (String, String, String) -> [String]

    public init(
        sources: [Source], definedNames: [String], formats: [String], commands: [String: CommandArgument],
        helpTopics: [String], values: @escaping (String, String, String) -> [String]
    ) {
        self.sources = sources
        self.definedNames = definedNames
        self.formats = formats
        self.commands = commands
        self.helpTopics = helpTopics
        self.values = values
    }
}

/// What a shell command takes; completion offers that.
public enum CommandArgument: Sendable {
    case nothing, collection, file, format, onOrOff, setting, topic
}
