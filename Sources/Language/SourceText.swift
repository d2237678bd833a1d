/// A range of UTF-8 offsets into one `SourceText`; every position in this module is counted so.
public struct SourceRange: Hashable, Sendable {
    public var lower: Int
    public var upper: Int

    public init(_ lower: Int, _ upper: Int) {
        assert(lower >= 0 && lower <= upper)
        self.lower = lower
        self.upper = upper
    }

    public var length: Int { upper - lower }

    /// The smallest range that covers both.
    public func union(_ other: SourceRange) -> SourceRange {
        SourceRange(min(lower, other.lower), max(upper, other.upper))
    }
}

/// The text of one script, command or line, with the name under which errors show it.
public struct SourceText: Sendable {
    /// A file's path as the user gave it, or a word in angle brackets such as `<input>`.
    public let name: String
    public let bytes: [UInt8]
    /// The number of the first line, 1 unless the text is part of something larger.
    public let firstLine: Int

    public init(name: String, bytes: [UInt8], firstLine: Int = 1) {
        self.name = name
        self.bytes = bytes
        self.firstLine = firstLine
    }

    public init(name: String, _ text: String, firstLine: Int = 1) {
        self.init(name: name, bytes: Array(text.utf8), firstLine: firstLine)
    }

    /// The text of a range; invalid UTF-8 is repaired, because this is for showing.
    public func text(_ range: SourceRange) -> String {
        String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
    }

    public var wholeRange: SourceRange { SourceRange(0, bytes.count) }
}
