/// Why data could not be loaded.
public struct LoadError: Error, Hashable, Sendable {
    /// How many problems are told in full.
    public static let problemLimit = 10

    /// The first problems, at most `problemLimit`.
    public var problems: [LoadProblem]
    /// All of them.
    public var problemCount: Int
    /// The load was ended from outside; nothing is wrong with the data.
    public var isCancellation = false
    /// It was, because the memory limit leaves nothing for it.
    public var isExhaustion = false

    public init(problems: [LoadProblem], problemCount: Int) {
        self.problems = problems
        self.problemCount = problemCount
    }

    public init(_ problem: LoadProblem) { self.init(problems: [problem], problemCount: 1) }

    static var exhausted: LoadError {
        var error = LoadError(LoadProblem(file: "", message: "loading needs more memory than it may take"))
        (error.isCancellation, error.isExhaustion) = (true, true)
        return error
    }

    static var cancelled: LoadError {
        var error = LoadError(LoadProblem(file: "", message: "loading was cancelled"))
        error.isCancellation = true
        return error
    }
}

extension LoadError: CustomStringConvertible {
    public var description: String {
        let told = problems.map(\.description).joined(separator: "\n")
        let rest = problemCount - problems.count
        return rest > 0 ? "\(told)\n… and \(rest) more" : told
    }
}

/// One thing that is wrong, where, and what cures it.
public struct LoadProblem: Hashable, Sendable {
    /// The file's path as the user gave it, or `stdin`.
    public var file: String
    /// 1-based.
    public var line: Int?
    /// 1-based, in characters.
    public var column: Int?
    public var field: String?
    /// The offending text, as it stands in the file.
    public var value: String?
    /// One sentence that says what is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?

    public init(
        file: String, line: Int? = nil, column: Int? = nil, field: String? = nil, value: String? = nil,
        message: String, hint: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.value = value
        self.message = message
        self.hint = hint
    }
}

extension LoadProblem: CustomStringConvertible {
    /// `path:line:column: message`, the value and the hint on lines of their own.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if line != nil, let column { text += ":\(column)" }
        text += text.isEmpty ? message : ": \(message)"
        if let value { text += "\n  value: \(Excerpt.quoted(value))" }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }
}

/// Text from files as messages show it: short, on one line.
enum Excerpt {
    static let limit = 80

    static func quoted(_ text: String) -> String { "“\(shortened(text))”" }

    static func shortened(_ text: String) -> String {
        var shown = ""
        var count = 0
        for character in text {
            if count == limit { return shown + "…" }
            switch character {
            case "\n", "\r\n", "\r": shown += "⏎"
            case "\t": shown += "⇥"
            default:
                let isControl = character.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F }
                shown += isControl ? "·" : String(character)
            }
            count += 1
        }
        return shown
    }

    /// The bytes of a cell, of which only the beginning is looked at.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes.prefix(4096), as: UTF8.self)
    }

    static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String { quoted(text(bytes)) }
}

/// Gathers problems: counts all, keeps the first few.
struct ProblemLog {
    private(set) var problems: [LoadProblem] = []
    private(set) var count = 0

    mutating func add(_ problem: LoadProblem) {
        if problems.count < LoadError.problemLimit { problems.append(problem) }
        count += 1
    }

    mutating func add(_ error: LoadError) {
        problems += error.problems.prefix(LoadError.problemLimit - problems.count)
        count += error.problemCount
    }

    mutating func add(_ other: ProblemLog) {
        problems += other.problems.prefix(LoadError.problemLimit - problems.count)
        count += other.count
    }

    func throwIfAny() throws(LoadError) {
        if count > 0 { throw LoadError(problems: problems, problemCount: count) }
    }
}
